import RetailReplay
import StockAPI
import StockEngine
import StockModel
import StockTesting
import Testing

struct RepeatedBasketTests {
    private let rows = ["1,5,1,4", "3,5,1,3", "3,5,2,9", "4,5,1,2", "4,5,2,1", "5,6,1,1"]

    @Test func `the same file again changes nothing`() async throws {
        try await withTemporaryStock { stock, _ in
            let first = try Replays.baskets(rows, into: stock)
            _ = try await first.run()
            let (figures, sequence) = (try await first.figures(), try await stock.statistics().sequence)

            let report = try await Replays.baskets(rows, into: stock).run()
            #expect(report.performed == 0 && report.alreadyThere == 4 && report.notTaken.isEmpty)
            #expect(try await stock.statistics().sequence == sequence)
            #expect(try await first.figures() == figures)
        }
    }

    @Test func `another basket under a number that is stored is a conflict and changes nothing`() async throws {
        try await withTemporaryStock { stock, _ in
            let first = try Replays.baskets(rows, into: stock)
            _ = try await first.run()
            let figures = try await first.figures()

            let changed = rows.map { $0 == "1,5,1,4" ? "1,5,1,5" : $0 }
            let report = try await Replays.baskets(changed, fingerprint: 2, into: stock).run()
            #expect(report.performed == 0 && report.alreadyThere == 3 && report.conflicts == 1)
            #expect(
                report.notTaken.map(\.description) == [
                    "line 2: IDEMPOTENCY_CONFLICT: another document is stored under the number 1"
                ])
            #expect(try await first.figures() == figures)
        }
    }

    @Test func `a further file receives the opening stock of its own baskets`() async throws {
        try await withTemporaryStock { stock, _ in
            let first = try Replays.baskets(["1,5,1,10"], into: stock)
            _ = try await first.run()
            #expect(try await first.figures().tillLinesRefused == 1)
            // 18 of the 20 units that both files sell: 9 were received before.
            let second = try Replays.baskets(["2,5,1,8", "4,5,1,2"], fingerprint: 2, into: stock)
            _ = try await second.run()
            let figures = try await second.figures()
            #expect(figures.openingUnits == 18 && figures.levels == 1)
            #expect(figures.tillUnits == 10 && figures.tillUnitsRefused == 10 && figures.unitsLeft == 8)
        }
    }

    @Test(arguments: [1, 3, 7])
    func `an interrupted replay continues to the same figures`(documents: Int) async throws {
        let rows = (1...60).map { "\($0),\($0 % 4 + 1),\($0 % 5 + 1),\($0 % 7 + 1)" }
        let whole = try await withTemporaryStock { stock, _ in
            let replay = try Replays.baskets(rows, into: stock)
            _ = try await replay.run()
            return try await replay.figures()
        }
        try await withTemporaryStock { stock, _ in
            let result = await Replays.interrupting(after: documents) { listener in
                var settings = ReplaySettings()
                settings.documentsAtATime = 2
                let replay = try Replays.baskets(rows, into: stock, settings: settings)
                _ = try await replay.run(progress: listener)
            }
            #expect(throws: ReplayFailure.cancelled) { try result.get() }
            let replay = try Replays.baskets(rows, into: stock)
            let before = try await replay.figures().baskets
            #expect(before > 0 && before < 60)
            let report = try await replay.run()
            #expect(report.performed == 60 - before && report.alreadyThere == before)
            #expect(try await replay.figures() == whole)
        }
    }

    @Test func `a store whose numbers mean something else is not touched`() async throws {
        try await withTemporaryStock { stock, session in
            _ = try await session.define([.channel(ChannelDefinition(2, code: "market", sites: []))])
            let sequence = try await stock.statistics().sequence
            await #expect(throws: ReplayFailure.masterData("channel 2 is \"market\" here, not \"till\"")) {
                _ = try await Replays.baskets(rows, into: stock).run()
            }
            #expect(try await stock.sites().isEmpty)
            #expect(try await stock.statistics().sequence <= sequence + 1)
        }
    }
}
