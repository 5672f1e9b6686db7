import StockAPI
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
