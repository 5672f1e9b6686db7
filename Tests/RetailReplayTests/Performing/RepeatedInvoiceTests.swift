import RetailReplay
import StockAPI
import StockEngine
import StockModel
import StockTesting
import Testing

struct RepeatedInvoiceTests {
    private let rows = [
        "1,10001,5,2.55,17850.0", "2,10002,2,1.00,17850.0", "C3,10001,-2,2.55,17850.0", "4,10001,-1,0,",
        "5,10002,4,0,", "C6,10002,-1,1.00,",
    ]

    @Test func `the same file again changes nothing`() async throws {
        try await withTemporaryStock { stock, _ in
            let first = try Replays.invoices(rows, into: stock)
            _ = try await first.run()
            let (figures, sequence) = (try await first.figures(), try await stock.statistics().sequence)
            let report = try await Replays.invoices(rows, into: stock).run()
            #expect(report.performed == 0 && report.alreadyThere == 6 && report.notTaken.isEmpty)
            #expect(try await stock.statistics().sequence == sequence)
            #expect(try await first.figures() == figures)
        }
    }

    @Test func `the same file after requests are forgotten changes nothing either`() async throws {
        var options = StockroomOptions()
        let clock = SimulatedClock(startingAt: Instant(millisecondsSinceEpoch: 1_700_000_000_000))
        options.clock = clock
        var settings = ReplaySettings()
        settings.now = { clock.now }
        let (rows, kept) = (rows, settings)
        try await withTemporaryStock(options: options) { stock, _ in
            let first = try Replays.invoices(rows, into: stock, settings: kept)
            _ = try await first.run()
            let figures = try await first.figures()
            clock.advance(byMilliseconds: 1_000 * 86_400_000)
            let report = try await Replays.invoices(rows, into: stock, settings: kept).run()
            #expect(report.performed == 0 && report.alreadyThere == 6)
            #expect(try await first.figures() == figures)
        }
    }

    @Test func `a return finds its sale after the store has forgotten it`() async throws {
        var options = StockroomOptions()
        let clock = SimulatedClock(startingAt: Instant(millisecondsSinceEpoch: 1_700_000_000_000))
        options.clock = clock
        var settings = ReplaySettings()
        settings.now = { clock.now }
        let (rows, kept) = (rows, settings)
        try await withTemporaryStock(options: options) { stock, _ in
            _ = try await Replays.invoices(Array(rows.prefix(2)), into: stock, settings: kept).run()
            clock.advance(byMilliseconds: 1_000 * 86_400_000)
            let replay = try Replays.invoices(rows, fingerprint: 2, into: stock, settings: kept)
            let report = try await replay.run()
            #expect(report.notTaken == [])
            #expect(report.performed == 4)
            #expect(try await replay.figures().matchedUnits == 2)
        }
    }

    @Test func `another invoice under a number that is stored is a conflict and changes nothing`() async throws {
        try await withTemporaryStock { stock, _ in
            let first = try Replays.invoices(rows, into: stock)
            _ = try await first.run()
            let figures = try await first.figures()
            let changed = rows.map { $0.hasPrefix("2,") ? "2,10002,2,1.01,17850.0" : $0 }
            let report = try await Replays.invoices(changed, fingerprint: 2, into: stock).run()
            #expect(report.performed == 0 && report.alreadyThere == 5 && report.conflicts == 1)
            #expect(report.notTaken.map(\.document) == ["2"] && report.notTaken.map(\.fileLine) == [3])
            #expect(try await first.figures() == figures)
        }
    }

    @Test func `the returns of a further file find the sales of the first`() async throws {
        try await withTemporaryStock { stock, _ in
            _ = try await Replays.invoices(["1,10001,5,2.55,17850.0", "2,10001,5,2.55,17850.0"], into: stock).run()
            let second = try Replays.invoices(
                ["3,10001,1,2.55,17850.0", "C4,10001,-6,2.55,17850.0"], fingerprint: 2, into: stock)
            let report = try await second.run()
            #expect(report.performed == 2)
            let figures = try await second.figures()
            #expect(figures.matchedUnits == 6 && figures.orphanUnits == 0 && figures.openingUnits == 11)
            // The newest sale first: one unit of invoice 3, then five of invoice 2.
            let back = try await stock.movements(on: "invoice/C4", after: .none, limit: 10)
            #expect(back.filter { $0.reason == .returnIn }.map(\.quantity) == [1, 5])
        }
    }

    @Test(arguments: [1, 10, 25])
    func `an interrupted replay continues to the same figures`(documents: Int) async throws {
        let rows = (1...60).map { row in
            let customer = row % 5 == 0 ? "" : "\(17_850 + row % 3).0"
            return row % 4 == 0
                ? "C\(row),1000\(row % 3),-\(row % 5 + 1),1.00,\(customer)"
                : "\(row),1000\(row % 3),\(row % 6 + 1),1.00,\(customer)"
        }
        let whole = try await withTemporaryStock { stock, _ in
            let replay = try Replays.invoices(rows, into: stock)
            _ = try await replay.run()
            return try await replay.figures()
        }
        try await withTemporaryStock { stock, _ in
            let result = await Replays.interrupting(after: documents) { listener in
                var settings = ReplaySettings()
                settings.documentsAtATime = 2
                _ = try await Replays.invoices(rows, into: stock, settings: settings).run(progress: listener)
            }
            #expect(throws: ReplayFailure.cancelled) { try result.get() }
            let replay = try Replays.invoices(rows, into: stock)
            let before = try await replay.figures().documents
            #expect(before > 0 && before < 60)
            let report = try await replay.run()
            #expect(report.performed == 60 - before && report.alreadyThere == before)
            #expect(try await replay.figures() == whole)
        }
    }
}
