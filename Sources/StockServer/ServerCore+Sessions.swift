import StockProtocol

extension ServerCore {
    /// A connection has been accepted.
    func open(_ transport: any Transport) -> Session {
        let isFull = sessions.count >= limits.connectionsMax
        let session = sessions.insert { id in Session(id, transport, self) }
        if isFull { session.fail(.tooManyConnections(max: UInt32(clamping: limits.connectionsMax)), requestID: 0) }
        return session
    }

    /// A connection is gone.
    func ended(_ session: Session) {
        session.ended()
        subscriptions.removeAll(of: session.id)
        if backup?.session == session.id { endBackup() }
        sessions.remove(session.id)
    }
}
