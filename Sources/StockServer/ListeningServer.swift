public import Logging
import StockAPI
public import StockEngine
import StockModel
import StockSockets

/// A server that clients can connect to.
public final class ListeningServer: Sendable {
    /// The port that it listens on.
    public let port: Int
    /// The address that it listens on.
    public let host: String
    private let stock: Stockroom
    private let loop: SocketLoop
    /// The loop is this server's alone, and ends with it.
    private let ownsLoop: Bool
    private let listener: LoopBound<SocketListener>
    private let core: LoopBound<ServerCore>
    private let ticks: LoopBound<Ticks>
    private let limits: ServerLimits
    private let logger: Logger

    private init(
        _ loop: SocketLoop, ownsLoop: Bool, _ listener: LoopBound<SocketListener>, port: Int, _ stock: Stockroom,
        _ core: LoopBound<ServerCore>, _ ticks: LoopBound<Ticks>, _ host: String, _ limits: ServerLimits,
        _ logger: Logger
    ) {
        self.loop = loop
        self.ownsLoop = ownsLoop
        self.listener = listener
        self.stock = stock
        self.core = core
        self.ticks = ticks
        self.host = host
        self.port = port
        self.limits = limits
        self.logger = logger
    }

    /// Opens the store and listens.
    ///
    /// - Throws: `ServerFailure`, `StockFailure`.
    static func start(
        _ configuration: ServerConfiguration, on loop: SocketLoop, logger: Logger
    ) async throws -> ListeningServer {
        let address = try LoopbackAddress(configuration.host, configuration.port)
        let host: LoopHost? = configuration.engine == .eventLoop ? LoopHost(loop: loop) : nil
        let stock = try await Stockroom.open(at: configuration.dataFolder, options: configuration.store, on: host)
        do {
            return try await start(
                stock, at: address, limits: configuration.limits, serverName: configuration.serverName, on: loop,
                ownsLoop: false, logger: logger)
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
        let address = try LoopbackAddress(host, port)
        let loop = try SocketLoop()
        do {
            return try await start(
                stock, at: address, limits: limits, serverName: "stockroom", on: loop, ownsLoop: true, logger: logger)
        } catch {
            loop.stop()
            throw error
        }
    }

    private static func start(
        _ stock: Stockroom, at address: LoopbackAddress, limits: ServerLimits, serverName: String,
        on loop: SocketLoop, ownsLoop: Bool, logger: Logger
    ) async throws -> ListeningServer {
        let statistics = try await stock.statistics()
        let core = try await loop.submit {
            LoopBound(
                ServerCore(stock, statistics, limits: limits, serverName: serverName, logger: logger, on: loop),
                on: loop)
        }
        let mailbox = try await loop.submit { core.value.mailbox }
        try stock.onProgress { sequence in mailbox.post(.progress(sequence)) }
        let listener: LoopBound<SocketListener>
        do {
            listener = try await loop.submit {
                LoopBound(
                    try SocketListener(address: address.number, port: address.port, on: loop) {
                        SocketConnection(core.value, $0)
                    }, on: loop)
            }
        } catch {
            try? stock.onProgress(nil)
            try? await loop.submit { core.value.loop.forget() }
            throw ServerFailure.cannotListen("\(address)", "\(error)")
        }
        let port = try await loop.submit { listener.value.port }
        let ticks = LoopBound(Ticks(), on: loop)
        tick(core, ticks, loop)
        return ListeningServer(
            loop, ownsLoop: ownsLoop, listener, port: port, stock, core, ticks, address.host, limits, logger)
    }

    /// Whether the server's seconds are counted.
    private final class Ticks {
        var isStopping = false
        var isOver = false
    }

    /// In a second, and every second from then on.
    private static func tick(_ core: LoopBound<ServerCore>, _ ticks: LoopBound<Ticks>, _ loop: SocketLoop) {
        loop.execute(afterMilliseconds: 1_000) {
            guard !ticks.value.isOver else { return }
            core.value.everySecond()
            tick(core, ticks, loop)
        }
    }

    /// Takes no more connections, answers what is in flight, and ends all connections; the store stays open.
    public func stopListening() async {
        let (core, ticks, listener) = (core, ticks, listener)
        let isFirst = try? await loop.submit {
            guard !ticks.value.isStopping else { return false }
            ticks.value.isStopping = true
            listener.value.close()
            core.value.stop()
            return true
        }
        guard isFirst == true else { return }
        let milliseconds = limits.shutdownMilliseconds
        for _ in 0..<max(1, milliseconds / 10) {
            guard let left = try? await loop.submit({ core.value.sessions.count }), left > 0 else { break }
            try? await Task.sleep(for: .milliseconds(10))
        }
        try? stock.onProgress(nil)
        let cut = try? await loop.submit {
            ticks.value.isOver = true
            defer { core.value.loop.forget() }
            return core.value.cutAll()
        }
        if let cut, cut > 0 { logger.warning("\(cut) connections were cut: their clients did not take their answers") }
        if ownsLoop { loop.stop() }
    }

    /// What is found out about the server, on its thread; for tests.
    func look<Value: Sendable>(_ find: @escaping @Sendable (ServerCore) -> Value) async throws -> Value {
        let core = core
        return try await loop.submit { find(core.value) }
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
    /// A server whose turns are those of a loop.
    convenience init(
        _ stock: Stockroom, _ statistics: Statistics, limits: ServerLimits, serverName: String, logger: Logger,
        on loop: SocketLoop
    ) {
        let home = LoopBound(Home(), on: loop)
        self.init(
            stock, statistics, limits: limits, serverName: serverName, logger: logger,
            mailbox: Mailbox { loop.execute { home.value.server?.deliver() } },
            loop: ServerLoop(
                submitSoon: { loop.execute { home.value.server?.submit() } },
                forget: { home.value.server = nil }))
        home.value.server = self
    }

    /// Where what is called later finds the server, until it has stopped.
    private final class Home {
        var server: ServerCore?
    }
}
