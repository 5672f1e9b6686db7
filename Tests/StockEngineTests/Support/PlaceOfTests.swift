import Foundation
import StockAPI
import StockClient
import StockEngine
import StockServer
import StockTesting

/// Where the stock of the tests is: in this process, or, with `STOCKROOM_TEST_STOCK=remote`, behind a server on loopback.
///
/// `tools/test` runs the tests in both places: what one promises, the other one keeps.
struct PlaceOfTests {
    /// Where requests go.
    let stock: any StockService
    private let remote: (server: ListeningServer, client: StockroomClient)?

    init(of engine: Stockroom) async throws {
        guard ProcessInfo.processInfo.environment["STOCKROOM_TEST_STOCK"] == "remote" else {
            stock = engine
            remote = nil
            return
        }
        let server = try await ListeningServer.start(serving: engine, logger: .silent)
        var options = ClientOptions()
        options.port = server.port
        let client = try await StockroomClient.connect(options)
        stock = client
        remote = (server, client)
    }

    func leave() async {
        await remote?.client.close()
        await remote?.server.stopListening()
    }
}

func withPlaceOfTests<Result>(
    _ engine: Stockroom, _ body: (any StockService) async throws -> Result
) async throws -> Result {
    let place = try await PlaceOfTests(of: engine)
    do {
        let result = try await body(place.stock)
        await place.leave()
        return result
    } catch {
        await place.leave()
        throw error
    }
}
