package import StockAPI

// As `Stockroom`'s own, for a host that is told by a call instead of waiting in a task.
extension Stockroom {
    /// Opens the store on the host's thread, and tells there how that went.
    package static func open(
        at path: String, options: StockroomOptions, on host: any EngineHost,
        opened: @escaping @Sendable (Result<Stockroom, StockFailure>) -> Void
    ) {
        HostedEngine.start(path, options, on: host) { opened($0.map(Stockroom.init)) }
    }

    /// Tells when LMDB's file holds everything acknowledged so far; nil: it does.
    package func checkpoint(ended: @escaping @Sendable (StockFailure?) -> Void) throws(StockFailure) {
        let inbox = inbox
        try inbox.ask { core in core.waitForCheckpoint(inbox: inbox, ended) }
    }

    /// Recomputes everything that has to be true from the rows of the last checkpoint.
    package func verifyCheckpoint(
        _ progress: (@Sendable (UInt64) -> Void)? = nil,
        ended: @escaping @Sendable (Result<VerificationReport, StockFailure>) -> Void
    ) throws(StockFailure) {
        try inbox.ask { core in core.startVerification(progress, completion: ended) }
    }

    /// Seals the journal and gives the folder free, without a checkpoint.
    package func letGo() throws(StockFailure) {
        try inbox.ask { core in core.isStopped = true }
    }
}
