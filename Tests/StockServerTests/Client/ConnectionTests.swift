import StockAPI
import StockClient
import StockModel
import StockTesting
import Testing

@Suite struct ConnectionTests {
    @Test func `a client is told where the store stands`() async throws {
        try await withTemporaryServer { client, session in
            let before = try await client.ping()
            let defined = try await session.define([.sku(SKUDefinition(1, code: "A"))])
            let after = try await client.ping()
            #expect(before == 0 && defined.isAccepted && after == 1)
        }
    }
}
