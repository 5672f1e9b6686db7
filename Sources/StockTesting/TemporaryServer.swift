public import Logging
public import StockAPI
public import StockClient
public import StockEngine
import StockModel
public import StockServer

/// A store in a new temporary folder behind a server on a free port of this machine, for tests of programs that use
/// Stockroom over the wire: started, handed to `body` with a client and a session of principal 1, stopped and deleted.
///
/// With a simulated clock in the options, the session's requests are made at that clock's time.
public func withTemporaryServer<Result>(
    options: StockroomOptions = .init(), limits: ServerLimits = .init(),
    _ body: (StockroomClient, StockSession) async throws -> Result
) async throws -> Result {
    try await withTemporaryStock(options: options) { stock, _ in
        try await withServer(of: stock, limits: limits) { _, client in
            let clock = options.clock
            return try await body(client, StockSession(client, principal: 1, now: { clock.now }))
        }
    }
}

/// A server on a free port of this machine for a store that is open, and a client of it.
public func withServer<Result>(
    of stock: Stockroom, limits: ServerLimits = .init(),
    _ body: (ListeningServer, StockroomClient) async throws -> Result
) async throws -> Result {
    let server = try await ListeningServer.start(serving: stock, limits: limits, logger: .silent)
    var options = ClientOptions()
    options.host = server.host
    options.port = server.port
    do {
        let client = try await StockroomClient.connect(options)
        let result = try await body(server, client)
        await client.close()
        await server.stopListening()
        return result
    } catch {
        await server.stopListening()
        throw error
    }
}

extension Logger {
    /// For tests: what a server logs is of no interest.
    public static let silent = Logger(label: "silent") { _ in SwiftLogNoOpLogHandler() }
}
