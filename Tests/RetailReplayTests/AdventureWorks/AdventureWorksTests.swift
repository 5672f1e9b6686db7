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

    /// A small folder of the same shape: two orders, one of which repeats a product, is short, and has rejects.
    private static func write(_ folder: String) throws {
        let date = "2022-04-15 00:00:00.000"
        func detail(_ order: Int, _ id: Int, _ due: String, _ units: Int, _ sku: Int, _ came: String, _ failed: String)
            -> String
        {
            let fields = [
                "\(order)", "\(id)", "\(due) 00:00:00.000", "\(units)", "\(sku)", "2.5000", "0.0000", came, failed, "0",
                date,
            ]
            return fields.joined(separator: "\t")
        }
        func header(_ order: Int, _ day: String) -> String {
            let fields = [
                "\(order)", "5", "4", "258", "1580", "3", "\(day) 00:00:00.000", date, "1", "1", "1", "1", date,
            ]
            return fields.joined(separator: "\t")
        }
        func product(_ id: Int) -> String {
            (["\(id)", "Part, \(id)", "P-\(id)"] + Array(repeating: "", count: 22)).joined(separator: "\t")
        }
        let files: [String: [String]] = [
            "Vendor": ["1580\tACME0001\tAcme \"Bikes\"\t1\t1\t0\t\t\(date)"],
            "UnitMeasure": ["EA \tEach\t\(date)", "CTN\tCarton\t\(date)"],
            "Location": ["6\tMiscellaneous Storage\t.0000\t.00\t\(date)"],
            "ProductCategory": ["1\tBikes\tx\t\(date)"], "ProductSubcategory": ["1\t1\tMountain Bikes\tx\t\(date)"],
            "Product": [product(1), product(2)],
            "ProductVendor": ["1\t1580\t17\t2.5000\t2.5\t\(date)\t1\t5\t3\tCTN\t\(date)"],
            "PurchaseOrderHeader": [header(2, "2022-04-16"), header(1, "2022-04-15")],
            "PurchaseOrderDetail": [
                detail(1, 11, "2022-04-29", 4, 1, "3.00", ".00"), detail(1, 12, "2022-04-29", 5, 1, "5.00", "2.00"),
                detail(1, 13, "2022-05-01", 6, 2, "6.00", "6.00"), detail(2, 14, "2022-04-01", 7, 2, ".00", ".00"),
                detail(2, 15, "2022-04-01", 8, 2, "8.00", ".00"),
            ],
        ]
        for (name, rows) in files {
            try (rows.joined(separator: "\n") + "\n").write(
                toFile: "\(folder)/\(name).csv", atomically: true, encoding: .utf8)
        }
    }

    private static func replay(_ folder: AdventureWorksFolder, into stock: any StockService) async throws
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
            try Self.write(path)
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

    @Test func `a row that cannot be read is named with its file and line`() async throws {
        try await withTemporaryFolder { path in
            try Self.write(path)
            try "1\tACME0001\n".write(toFile: "\(path)/Vendor.csv", atomically: true, encoding: .utf8)
            #expect(throws: InputError.unreadable(path: "\(path)/Vendor.csv", detail: "line 1 has 2 fields, not 8")) {
                try AdventureWorksFolder(path: path)
            }
            #expect(throws: InputError.absent(path: "\(path)/none/Vendor.csv")) {
                try AdventureWorksFolder(path: "\(path)/none")
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
