public import StockEngine

/// What to serve, and where.
public struct ServerConfiguration: Sendable {
    /// The folder of the store.
    public var dataFolder: String
    /// The address to listen on: a name or a number.
    ///
    /// Only this machine's own, as long as there are no credentials.
    public var host = "127.0.0.1"
    /// The port; 0: any that is free.
    public var port = 7_420
    /// How the store is opened.
    public var store = StockroomOptions()
    /// What clients may ask for at once.
    public var limits = ServerLimits()
    /// Who calls the engine.
    public var engine = EnginePlace.eventLoop
    /// What clients are told of the server.
    public var serverName = "stockroom"

    /// Who calls the engine.
    public enum EnginePlace: String, Sendable, CaseIterable {
        /// The event loop, at the end of its turn: fewest threads to wake.
        case eventLoop = "loop"
        /// A thread of its own: reading and answering go on while the disk flushes.
        case thread
    }

    /// The defaults, for a folder.
    public init(dataFolder: String) { self.dataFolder = dataFolder }
}
