import StockAPI
import StockClient
import StockEngine
import StockModel
import StockTesting
import Testing

/// The remaining code of the documents.
struct ShortExamples {
    @Test func `the guide's code for tests runs`() async throws {
        // example: testing
        let clock = SimulatedClock(startingAt: Instant(millisecondsSinceEpoch: 1_700_000_000_000))
        var options = StockroomOptions()
        options.clock = clock
        try await withTemporaryStock(options: options) { stock, session in
            clock.advance(byMilliseconds: 60_000)
            let statistics = try await stock.statistics()
            precondition(statistics.sequence == 0)
        }
        // end of example
    }

    @Test func `the first page's client runs`() async throws {
        try await withTemporaryServer { there, session in
            _ = try await session.define([
                .site(SiteDefinition(1, code: "TOWN")), .location(LocationDefinition(1, kind: .supplier, code: "S")),
                .location(LocationDefinition(10, kind: .stock, site: 1, code: "F")),
                .sku(SKUDefinition(4711, code: "SHIRT")),
                .channel(ChannelDefinition(1, code: "WEB", sites: [ChannelSite(1)])),
            ])
            _ = try await session.move(Move(.receive, lines: [MoveLine(4711, quantity: 50, from: 1, to: 10)]))
            try await Self.client(port: there.options.port)
            let levels = try await there.levels(of: 4711)
            #expect(levels.map(\.committed).max() == 2)
        }
    }

    private static func client(port: Int) async throws {
        // example: client
        let client = try await StockroomClient.connect(port: port)
        let web = StockSession(client, principal: 1)
        let cart = web.newReservationID()
        if case .accepted(let plan, _) = try await web.reserve(2, of: 4711, for: 1, as: cart) {
            print("held until \(plan.deadline.millisecondsSinceEpoch)")
            _ = try await web.commit(cart)
        }
        await client.close()
        // end of example
    }

    @Test func `the first page's code runs`() async throws {
        try await withTemporaryFolder { folder in try await Self.firstPage(in: folder) }
    }

    private static func firstPage(in folder: String) async throws {
        // example: first page
        let stock = try await Stockroom.open(at: folder)
        let shop = StockSession(stock, principal: 1)
        let decision = try await shop.reserve(2, of: 4711, for: 1)
        switch decision {
        case .accepted(let plan, _): print("held until \(plan.deadline.millisecondsSinceEpoch)")
        case .refused(let refusal, _): print("refused: \(refusal)")
        }
        try await stock.close()
        // end of example
        // Nothing is defined in the new store: the channel is unknown, and the answer says so.
        #expect(decision.refusal == .unknownChannel(1))
    }
}
