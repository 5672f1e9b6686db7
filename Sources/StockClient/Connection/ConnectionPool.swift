import NIOCore
import NIOPosix
import StockAPI
import StockModel
import StockProtocol
import Synchronization

/// The connections of one principal: made when they are needed, and made anew when they are broken.
final class ConnectionPool: Sendable {
    private struct State {
        var connections: [ClientConnection?]
        var attempts: [Task<Result<ClientConnection, StockFailure>, Never>?]
        var next = 0
        var isClosed: Bool
        /// Attempts that failed since the last that did not.
        var failures = 0
    }

    private let principal: PrincipalID
    private let options: ClientOptions
    private let state: Mutex<State>

    init(_ principal: PrincipalID, _ options: ClientOptions, isClosed: Bool = false) {
        self.principal = principal
        self.options = options
        let count = max(1, options.connectionsPerPrincipal)
        state = Mutex(
            State(
                connections: Array(repeating: nil, count: count), attempts: Array(repeating: nil, count: count),
                isClosed: isClosed))
    }

    /// A connection that is open, in turn; those who need one at the same time share one attempt to make it.
    ///
    /// Throws `connectionFailed`, `cannotOpen`, `busy`, `closed`.
    func connection() async throws(StockFailure) -> ClientConnection {
        enum Step { case open(ClientConnection), wait(Task<Result<ClientConnection, StockFailure>, Never>), closed }
        let step = state.withLock { state -> Step in
            if state.isClosed { return .closed }
            let index = state.next
            state.next = (index + 1) % state.connections.count
            if let connection = state.connections[index], connection.isOpen { return .open(connection) }
            if let attempt = state.attempts[index] { return .wait(attempt) }
            let attempt = Task { await self.connect(index) }
            state.attempts[index] = attempt
            return .wait(attempt)
        }
        switch step {
        case .open(let connection): return connection
        case .wait(let attempt): return try await attempt.value.get()
        case .closed: throw .closed
        }
    }

    /// Pauses longer after each attempt that failed, whoever asks: tasks that wait together try together.
    private func connect(_ index: Int) async -> Result<ClientConnection, StockFailure> {
        let failures = state.withLock { $0.failures }
        if failures > 0 { try? await Task.sleep(for: options.pause(afterFailures: failures)) }
        guard !isClosed else { return .failure(.closed) }
        let result = await Result.of { () async throws(StockFailure) in
            try await ClientConnection.connect(as: principal, options)
        }
        let isClosed = state.withLock { state in
            state.attempts[index] = nil
            if case .success = result { state.failures = 0 } else { state.failures += 1 }
            if case .success(let connection) = result, !state.isClosed { state.connections[index] = connection }
            return state.isClosed
        }
        if case .success(let connection) = result {
            if isClosed {
                await connection.close()
                return .failure(.closed)
            }
            Task { [options] in await connection.keepAlive(pingTimeout: options.pingTimeout) }
        }
        return result
    }

    /// A client that is let go of without being closed leaves no connections behind.
    deinit {
        for connection in state.withLock({ $0.connections }) { connection?.ended(.closed) }
    }

    var isClosed: Bool { state.withLock { $0.isClosed } }

    func close() async {
        let connections = state.withLock { state in
            state.isClosed = true
            defer { state.connections = state.connections.map { _ in nil } }
            return state.connections
        }
        for connection in connections { await connection?.close() }
    }
}

extension Result where Failure == StockFailure {
    fileprivate static func of(
        _ body: () async throws(StockFailure) -> Success
    ) async -> Result<Success, StockFailure> {
        do throws(StockFailure) { return .success(try await body()) } catch { return .failure(error) }
    }
}

extension ClientConnection {
    /// Connects, says hello, and waits for the welcome.
    static func connect(
        as principal: PrincipalID, _ options: ClientOptions
    ) async throws(StockFailure) -> ClientConnection {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let opened = loop.makePromise(of: ClientConnection.self)
        let hello = Hello(principal: principal, clientName: options.clientName)
        let timeout = options.connectTimeout
        let bootstrap = ClientBootstrap(group: loop)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connectTimeout(TimeAmount(timeout))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ConnectionHandler(hello, opened))
                }
            }
        do {
            let channel = try await bootstrap.connect(host: options.host, port: options.port).get()
            loop.scheduleTask(in: TimeAmount(timeout)) {
                // Succeeds only where the welcome has not come yet; then nobody has the connection.
                opened.fail(StockFailure.connectionFailed("no welcome from \(options.host):\(options.port)"))
            }
            do {
                return try await opened.futureResult.get()
            } catch {
                channel.close(promise: nil)
                throw error
            }
        } catch let failure as StockFailure {
            throw failure
        } catch {
            opened.fail(error)
            throw .connectionFailed("no server answers at \(options.host):\(options.port)")
        }
    }
}
