import StockAPI
import StockEngine
import StockModel
import StockTesting
import Testing

@Suite("Levels that wait in runs")
struct LevelRunTests {
    /// Where in a run no level stands, but its beginning.
    private static let beginning: ArraySlice<UInt8> = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]

    /// More than a block of the table in memory.
    private static let skus: UInt64 = 5_000

    @Test func `levels are the same from runs and from their pages, and after every opening`() async throws {
        try await withTemporaryFolder { folder in
            var options = Depot.options()
            options.letLevelsWait(atMost: 100_000)
            let stock = try await Depot.open(folder, options)
            try await Self.define(stock)
            try await Self.receive(stock, first: 1, count: Self.skus, quantity: 3)
            try await stock.checkpoint()
            // Changed again, some of them: the newest row of a level counts.
            try await Self.receive(stock, first: 2_000, count: 500, quantity: 4)
            try await stock.checkpoint()
            try await Self.expect(stock)
            try await stock.close()
            // All of it waits: suppliers and shelf.
            let runs = try StoredRows(folder: folder).all(.levelRunsEven)
            #expect(runs.count { $0.key[8...] != Self.beginning } == 2 * (Int(Self.skus) + 500))
            #expect(try StoredRows(folder: folder).all(.levels).isEmpty)

            // One part with each checkpoint, over more than two passes; then all at once.
            var waitingBefore = 2 * Int(Self.skus)
            for waiting in [7_000, 4_000, 2_500, 100, 3, 0] {
                options.letLevelsWait(atMost: waiting)
                let again = try await Depot.open(folder, options)
                try await Self.expect(again)
                // What has come to its pages is not read from the runs any more, as long as they stand.
                #expect(try await again.statistics().levelsWaiting == UInt64(waitingBefore))
                try await again.accept(UInt64(1 << 30 + waiting), Depot.receive(1, of: SKU(rawValue: 9_999)))
                try await again.checkpoint()
                try await Self.expect(again)
                waitingBefore = Int(try await again.statistics().levelsWaiting)
                // What changed just now may stand before the place where the merge is.
                #expect(waitingBefore <= waiting + 2)
                try await again.close()
            }
            let last = try await Depot.open(folder)
            try await last.accept(1 << 31, Depot.receive(1, of: SKU(rawValue: 9_999)))
            try await last.checkpoint()
            try await Self.expect(last)
            try await last.close()
            #expect(try StoredRows(folder: folder).all(.levelRunsEven).isEmpty)
            #expect(try StoredRows(folder: folder).all(.levels).count == 2 * (Int(Self.skus) + 1))
        }
    }

    @Test func `two stores with the same levels have the same state hash, wherever the rows stand`() async throws {
        var hashes: Set<String> = []
        for waiting in [0, 30, 100_000] {
            try await withTemporaryFolder { folder in
                var options = Depot.options()
                options.letLevelsWait(atMost: waiting)
                let stock = try await Depot.open(folder, options)
                try await Self.define(stock)
                for round in 0..<5 {
                    try await Self.receive(stock, first: 1, count: 40, quantity: 1, round: UInt64(round))
                    try await stock.checkpoint()
                }
                let report = try await stock.verify()
                #expect(report.differences == [])
                hashes.insert(report.stateHash)
                try await stock.close()
            }
        }
        #expect(hashes.count == 1)
    }

    @Test func `a garbled row of a run is refused by name when the store is opened`() async throws {
        try await withTemporaryFolder { folder in
            var options = Depot.options()
            options.letLevelsWait(atMost: 100)
            let stock = try await Depot.open(folder, options)
            try await Self.define(stock)
            try await Self.receive(stock, first: 1, count: 10, quantity: 1)
            try await stock.checkpoint()
            try await stock.close()
            try StoredRows(folder: folder).damage(.levelRunsEven) { row in
                var row = row
                row[5] ^= 1
                return row
            }
            let error = await failure { () throws(StockFailure) in _ = try await Depot.open(folder) }
            #expect(error?.isDamaged == true && "\(String(describing: error))".contains("`levelRunsEven`"))
        }
    }

    @Test func `the levels at a location come in pages, those of the checkpoint and those since`() async throws {
        try await withTemporaryFolder { folder in
            let stock = try await Depot.open(folder)
            try await Self.define(stock)
            try await Self.receive(stock, first: 2, count: 1, quantity: 5)
            try await Self.receive(stock, first: 40, count: 3, quantity: 5)
            try await stock.checkpoint()
            try await Self.receive(stock, first: 1, count: 1, quantity: 5, round: 1)
            try await Self.receive(stock, first: 41, count: 1, quantity: 2, round: 1)
            var found: [SKU: Quantity] = [:]
            var last: SKU?
            while true {
                let page = try await stock.levels(at: Depot.shelf, after: last, limit: 2)
                guard let end = page.last else { break }
                #expect(page.map(\.sku) == page.map(\.sku).sorted())
                for level in page { found[level.sku] = level.onHand }
                last = end.sku
            }
            #expect(found == [1: 5, 2: 5, 40: 5, 41: 7, 42: 5])
            try await stock.close()
        }
    }

    private static func define(_ stock: Stockroom) async throws {
        try await stock.accept(1 << 40, .define(Depot.masterData))
        for first in stride(from: UInt64(21), through: skus, by: 1_000) {
            let more = (first...min(skus, first + 999)).map { SKU(rawValue: $0) }
            try await stock.accept(
                1 << 40 + first, .define(more.map { .sku(SKUDefinition($0, code: "SKU-\($0.rawValue)")) }))
        }
        try await stock.accept(1 << 41, .define([.sku(SKUDefinition(9_999, code: "SKU-9999"))]))
    }

    private static func receive(
        _ stock: Stockroom, first: UInt64, count: UInt64, quantity: Quantity, round: UInt64 = 0
    ) async throws {
        for start in stride(from: first, to: first + count, by: 1_000) {
            let lines = (start..<min(first + count, start + 1_000)).map { sku in
                MoveLine(SKU(rawValue: sku), quantity: quantity, from: Depot.supplier, to: Depot.shelf)
            }
            let number = (round << 32 | start) << 16 | UInt64(quantity) << 12 | count % 4_096
            try await stock.accept(number, .move(Move(.receive, lines: lines)))
        }
    }

    private static func expect(_ stock: Stockroom) async throws {
        for sku: UInt64 in [1, 2, 1_999, 2_000, 2_499, 2_500, 4_095, 4_096, 4_097, 5_000] {
            let expected: Quantity = (2_000..<2_500).contains(sku) ? 7 : 3
            let levels = try await stock.levels(of: SKU(rawValue: sku))
            #expect(levels.map(\.location) == [Depot.shelf, Depot.supplier])
            #expect(levels.map(\.onHand) == [expected, -expected], "SKU \(sku)")
            let available = try await stock.availability(of: [SKU(rawValue: sku)], for: Depot.web, withReasons: false)
            #expect(available.first?.availableToSell == expected)
        }
        #expect(try await stock.levels(of: SKU(rawValue: 5_001)).isEmpty)
        #expect(try await stock.verify().differences == [])
    }
}
