import Logging
import StockAPI
import StockClient
import StockEngine
import StockModel
import StockSockets
import StockTesting

@testable import StockServer

/// The two places of an engine behind a server.
typealias EnginePlace = ServerConfiguration.EnginePlace

/// A kiosk behind a server.
struct Served: Sendable {
    let server: ListeningServer
    let client: StockroomClient

    var port: Int { server.port }

    /// A connection that has been welcomed.
    func connection(as principal: PrincipalID = 1) async throws -> RawConnection {
        try await .greeted(port, as: principal)
    }

    func state() async throws -> StateOfStock { try await StateOfStock(of: client) }
}

/// A kiosk in a new temporary folder, served from this place of the engine; stopped and deleted at the end.
func withServed<Result>(
    _ place: EnginePlace = .eventLoop, limits: ServerLimits = .init(), options: StockroomOptions = .forTests,
    _ body: (Served) async throws -> Result
) async throws -> Result {
    try await withTemporaryFolder { folder in
        try await withServed(folder, place, limits: limits, options: options) { served in
            try await Kiosk.fill(served.client)
            return try await body(served)
        }
    }
}

/// The store in a folder, served while the body runs.
func withServed<Result>(
    _ folder: String, _ place: EnginePlace = .eventLoop, port: Int = 0, limits: ServerLimits = .init(),
    options: StockroomOptions = .forTests, _ body: (Served) async throws -> Result
) async throws -> Result {
    var configuration = ServerConfiguration(dataFolder: folder)
    configuration.engine = place
    configuration.port = port
    configuration.limits = limits
    configuration.store = options
    let loop = try SocketLoop()
    defer { loop.stop() }
    let server = try await ListeningServer.start(configuration, on: loop, logger: .silent)
    do {
        var clientOptions = ClientOptions()
        clientOptions.port = server.port
        let client = try await StockroomClient.connect(clientOptions)
        let result = try await body(Served(server: server, client: client))
        await client.close()
        try await server.stop()
        return result
    } catch {
        try? await server.stop()
        throw error
    }
}

extension StockroomOptions {
    /// For a store of a few rows that lives for a test.
    static var forTests: StockroomOptions {
        var options = StockroomOptions()
        options.mapSizeBytes = 1 << 30
        options.journalSegmentBytes = 4 << 20
        options.ballastBytes = 1 << 16
        return options
    }
}

/// Waits until something is so; false after a minute.
func comesTrue(_ condition: () async throws -> Bool) async throws -> Bool {
    for _ in 0..<6_000 {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(10))
    }
    return false
}
