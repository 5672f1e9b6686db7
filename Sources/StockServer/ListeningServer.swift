public import Logging
import NIOCore
import NIOPosix
public import StockEngine
import StockAPI
import StockModel

/// A server that clients can connect to.
public final class ListeningServer: Sendable {
    /// The port that it listens on.
    public let port: Int
    /// The address that it listens on.
    public let host: String
    private let stock: Stockroom
    private let listener: any Channel
    private let core: NIOLoopBound<ServerCore>
    private let ticking: RepeatedTask
    private let limits: ServerLimits
    private let logger: Logger

    private init(
        _ listener: any Channel, _ stock: Stockroom, _ core: NIOLoopBound<ServerCore>, _ ticking: RepeatedTask,
        _ host: String, _ limits: ServerLimits, _ logger: Logger
    ) {
        self.listener = listener
        self.stock = stock
        self.core = core
        self.ticking = ticking
        self.host = host
        port = listener.localAddress?.port ?? 0
        self.limits = limits
        self.logger = logger
    }

    /// Opens the store and listens.
    ///
    /// - Throws: `ServerFailure`, `StockFailure`.
    static func start(
        _ configuration: ServerConfiguration, on loop: any EventLoop, logger: Logger
    ) async throws -> ListeningServer {
        let address = try LoopbackAddress(configuration.host, configuration.port)
        let host: LoopHost? = configuration.engine == .eventLoop ? LoopHost(loop: loop) : nil
        let stock = try await Stockroom.open(at: configuration.dataFolder, options: configuration.store, on: host)
        do {
            return try await start(
                stock, at: address, limits: configuration.limits, serverName: configuration.serverName, on: loop,
                logger: logger)
        } catch {
            try? await stock.close()
            throw error
        }
    }

    /// Listens for clients of a store that is open, on a free port of this machine's.
    ///
    /// For tests and for programs that use the store themselves as well.
    ///
    /// - Throws: `ServerFailure`, `StockFailure`.
    public static func start(
        serving stock: Stockroom, host: String = "127.0.0.1", port: Int = 0, limits: ServerLimits = .init(),
        logger: Logger
    ) async throws -> ListeningServer {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        return try await start(
            stock, at: try LoopbackAddress(host, port), limits: limits, serverName: "stockroom", on: loop,
            logger: logger)
    }

    private static func start(
        _ stock: Stockroom, at address: LoopbackAddress, limits: ServerLimits, serverName: String,
        on loop: any EventLoop, logger: Logger
    ) async throws -> ListeningServer {
        let statistics = try await stock.statistics()
        let core = try await loop.submit {
            NIOLoopBound(
                ServerCore(stock, statistics, limits: limits, serverName: serverName, logger: logger, on: loop),
                eventLoop: loop)
        }.get()
        let mailbox = try await loop.submit { core.value.mailbox }.get()
        try stock.onProgress { sequence in mailbox.post(.progress(sequence)) }
        let bootstrap = ServerBootstrap(group: loop)
            .serverChannelOption(.backlog, value: 4_096)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.maxMessagesPerRead, value: 64)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    // Without a file descriptor for it, a connection stays in the queue, and would be tried without a pause.
                    try channel.pipeline.syncOperations.addHandler(AcceptBackoffHandler())
                }
            }
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.writeBufferWaterMark, value: .init(low: 64 << 10, high: 256 << 10))
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(SocketConnection(core.value))
                }
            }
        let listener: any Channel
        do {
            listener = try await bootstrap.bind(to: address.address).get()
        } catch {
            try? stock.onProgress(nil)
            try? await loop.submit { core.value.loop.forget() }.get()
            throw ServerFailure.cannotListen("\(address)", "\(error)")
        }
        let ticking = loop.scheduleRepeatedTask(initialDelay: .seconds(1), delay: .seconds(1)) { _ in
            core.value.everySecond()
        }
        return ListeningServer(listener, stock, core, ticking, address.host, limits, logger)
    }

    /// Takes no more connections, answers what is in flight, and ends all connections; the store stays open.
    public func stopListening() async {
        try? await listener.close().get()
        let core = core
        let loop = listener.eventLoop
        try? await loop.submit { core.value.stop() }.get()
        let milliseconds = limits.shutdownMilliseconds
        for _ in 0..<max(1, milliseconds / 10) {
            guard (try? await loop.submit { core.value.sessions.count }.get()) != 0 else { break }
            try? await Task.sleep(for: .milliseconds(10))
        }
        ticking.cancel()
        try? stock.onProgress(nil)
        let cut = try? await loop.submit {
            defer { core.value.loop.forget() }
            return core.value.cutAll()
        }.get()
        if let cut, cut > 0 { logger.warning("\(cut) connections were cut: their clients did not take their answers") }
    }

    /// What is found out about the server, on its thread; for tests.
    func look<Value: Sendable>(_ find: @escaping @Sendable (ServerCore) -> Value) async throws -> Value {
        let core = core
        return try await listener.eventLoop.submit { find(core.value) }.get()
    }

    /// Stops listening, writes a checkpoint, and lets go of the store.
    ///
    /// - Throws: what closing a store throws.
    func stop() async throws {
        await stopListening()
        try await stock.close()
    }
}

extension ServerCore {
    /// A server whose turns are those of an event loop.
    convenience init(
        _ stock: Stockroom, _ statistics: Statistics, limits: ServerLimits, serverName: String, logger: Logger,
        on loop: any EventLoop
    ) {
        let home = Home(loop)
        self.init(
            stock, statistics, limits: limits, serverName: serverName, logger: logger,
            mailbox: Mailbox { loop.execute { home.server.value?.deliver() } },
            loop: ServerLoop(
                submitSoon: { loop.execute { home.server.value?.submit() } }, forget: { home.server.value = nil }))
        home.server.value = self
    }

    /// Where what is called later finds the server, until it has stopped.
    private final class Home: Sendable {
        let server: NIOLoopBoundBox<ServerCore?>
        init(_ loop: any EventLoop) { server = .makeEmptyBox(eventLoop: loop) }
    }
}
