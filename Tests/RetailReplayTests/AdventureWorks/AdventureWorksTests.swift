import Foundation
import RetailDocuments
import RetailMasterData
import RetailRecords
import RetailReplay
import StockAPI
import StockModel
import StockTesting
import Testing

@Suite("AdventureWorks: what was ordered, came, failed and was put away")
struct AdventureWorksTests {
    /// Not shipped: in the folder named by STOCKROOM_DATA, else in `../shared/data` beside the package.
    private static let real: String = {
        let named = ProcessInfo.processInfo.environment["STOCKROOM_DATA"].map { URL(fileURLWithPath: $0) }
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let folder = named ?? package.deletingLastPathComponent().appendingPathComponent("shared/data")
        return folder.appendingPathComponent("adventureworks").path
    }()

    static func replay(_ folder: AdventureWorksFolder, into stock: any StockService) async throws
        -> AdventureWorksFigures
    {
        let replay = AdventureWorksReplay(folder, into: stock)
        let problems = try await replay.importMasterData()
        #expect(problems.isEmpty)
        try await replay.run()
        return try await replay.figures()
    }

    @Test func `a folder is replayed, embedded and over the wire, and again changes nothing`() async throws {
        try await withTemporaryFolder { path in
            try AdventureWorksFiles().write(to: path)
            let folder = try AdventureWorksFolder(path: path)
            func check(_ stock: any StockService) async throws {
                let figures = try await Self.replay(folder, into: stock)
                #expect(figures.orders == 2 && figures.lines == 5 && figures.receipts == 3)
                #expect(figures.ordered == 30 && figures.received == 22 && figures.rejected == 8)
                #expect(figures.stocked == 14 && figures.cancelled == 8 && figures.shortLines == 2)
                #expect(figures.linesThatDiffer == 0)
                #expect(figures.orderedValue == "75.0000" && figures.stockedValue == "35.0000")
                let sequence = try await stock.statistics().sequence
                #expect(try await Self.replay(folder, into: stock) == figures)
                #expect(try await stock.statistics().sequence == sequence, "nothing has happened")
            }
            try await withTemporaryStock { stock, _ in try await check(stock) }
            try await withTemporaryServer { client, _ in try await check(client) }
        }
    }

    @Test func `a file that is not there is named`() async throws {
        try await withTemporaryFolder { path in
            let absent = InputError.absent(path: "\(path)/Vendor.csv")
            #expect(throws: absent) { try AdventureWorksFolder(path: path) }
        }
    }

    /// The figures are those of the ledger, and not what the papers of the orders say.
    @Test func `units that come twice, or leave the stock, change the figures`() async throws {
        try await withTemporaryFolder { path in
            try AdventureWorksFiles().write(to: path)
            let folder = try AdventureWorksFolder(path: path)
            try await withTemporaryStock { stock, _ in
                _ = try await Self.replay(folder, into: stock)
                let (replay, place) = (AdventureWorksReplay(folder, into: stock), Workplace(stock, principal: 101))
                let came = LineAttributes(documentLine: 1, unitCost: 25_000)
                let receipt = MovementContext(document: "receipt/AW-1-2022-04-29")
                try await place.perform { step throws(WorkflowFailure) in
                    step.move(
                        .receive, [MoveLine(1, quantity: 2, from: 101, to: 102, attributes: came)], context: receipt)
                    step.move(.putaway, [MoveLine(1, quantity: 2, from: 102, to: 6)], context: receipt)
                }
                let twice = try await replay.figures()
                #expect(twice.received == 24 && twice.stocked == 16 && twice.stockedValue == "40.0000")
                #expect(twice.linesThatDiffer == 1 && twice.ordered == 30 && twice.orderedValue == "75.0000")

                try await place.perform { step throws(WorkflowFailure) in
                    step.move(.disposition, [MoveLine(2, quantity: 3, from: 6, to: 104)])
                }
                let lost = try await replay.figures()
                #expect(lost.received == 24 && lost.stocked == 13 && lost.stockedValue == "32.5000")
                #expect(lost.linesThatDiffer == 2)
            }
        }
    }

    @Test(
        .enabled(
            if: FileManager.default.fileExists(atPath: AdventureWorksTests.real),
            "the AdventureWorks files are not there"),
        .enabled(if: RetailFiles.testsMayBeSlow, "takes a minute or more: set STOCKROOM_SLOW_TESTS"))
    func `the real files give the published totals`() async throws {
        let folder = try AdventureWorksFolder(path: Self.real)
        try await withTemporaryStock { stock, _ in
            let figures = try await Self.replay(folder, into: stock)
            #expect(figures.orders == 4_012 && figures.lines == 8_845 && figures.receipts == 4_017)
            #expect(figures.ordered == 2_348_637 && figures.received == 2_327_299 && figures.rejected == 72_700)
            #expect(figures.stocked == 2_254_599 && figures.cancelled == 21_338 && figures.shortLines == 380)
            #expect(figures.linesThatDiffer == 0)
            #expect(figures.orderedValue == "63791994.8380" && figures.stockedValue == "61211692.7310")
        }
    }
}
