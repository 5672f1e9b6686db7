import StockSockets

/// A socket as a session sees it.
final class SocketConnection: SocketHandler, Transport {
    private let server: ServerCore
    private let socket: Socket
    private var session: Session?

    init(_ server: ServerCore, _ socket: Socket) {
        self.server = server
        self.socket = socket
        session = server.open(self)
    }

    // MARK: What the socket says

    func received(_ bytes: RawSpan) { session?.received(bytes) }

    func inputEnded() { session?.inputEnded() }

    func writabilityChanged() { session?.writabilityChanged() }

    func ended() {
        if let session { server.ended(session) }
        session = nil
    }

    // MARK: What the session says

    var isWritable: Bool { socket.isWritable }
    var unsentBytes: Int { socket.unsentBytes }
    func send(_ bytes: RawSpan) { socket.send(bytes) }
    func setReading(_ isReading: Bool) { socket.setReading(isReading) }
    func close() { socket.close() }
    func cut() { socket.cut() }
}
