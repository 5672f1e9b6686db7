public import Logging
public import ServiceLifecycle
import StockAPI
import StockBytes
import StockEngine
import StockModel
import StockSockets

/// A stock behind the binary protocol, on a TCP port.
///
/// One event loop serves all connections. `run` opens the store, listens, and returns when it has been told to shut down
/// gracefully: no more connections, what is in flight is answered, a checkpoint is written.
public struct StockServer: Service {
    private let configuration: ServerConfiguration
    private let logger: Logger
    private let onListening: @Sendable (ListeningServer) -> Void

    /// Made of its parts.
    ///
    /// - Parameters:
    ///   - configuration: what to serve, and where.
    ///   - logger: told what happens.
    ///   - onListening: called once clients can connect, with the address.
    public init(
        _ configuration: ServerConfiguration, logger: Logger,
        onListening: @escaping @Sendable (ListeningServer) -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.logger = logger
        self.onListening = onListening
    }

    /// Serves until it is told to stop.
    ///
    /// - Throws: `ServerFailure` when it cannot listen, `StockFailure` when the store cannot be opened or closed.
    public func run() async throws {
        let loop = try SocketLoop()
        defer { loop.stop() }
        let listening = try await ListeningServer.start(configuration, on: loop, logger: logger)
        onListening(listening)
        try? await gracefulShutdown()
        try await listening.stop()
    }
}
