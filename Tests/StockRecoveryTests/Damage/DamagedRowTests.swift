import LMDB
import StockAPI
import StockEngine
import StockModel
import StockTesting
import Testing

@Suite("Stored rows are not as they were written")
struct DamagedRowTests {
    @Test func `a read of a garbled row says which table it is in, and other rows are served`() async throws {
        try await withSoundStore { folder, _ in
            try StoredRows(folder: folder).damage(.levels, .first) { _ in [1, 2, 3] }
            let stock = try await Depot.open(folder)
            let error = await failure { () throws(StockFailure) in _ = try await stock.levels(of: 1) }
            #expect(error?.isDamaged == true)
            #expect("\(String(describing: error))".contains("`levels`"))
            let refused = await failure { () throws(StockFailure) in
                _ = try await stock.submit(Depot.command(900, Depot.reserve(900)))
            }
            #expect(refused?.isDamaged == true)
            #expect(try await !stock.levels(of: 2).isEmpty)
            try await stock.accept(901, Depot.reserve(901, of: 2))
            #expect(try await stock.verify().differences.contains { $0.contains("`levels`") })
            try await stock.close()
        }
    }

    @Test(arguments: Table.hashed.map(\.name))
    func `verify names the table of a row with one wrong byte`(_ name: String) async throws {
        try await withSoundStore { folder, _ in
            let table = try #require(Table.hashed.first { $0.name == name })
            try StoredRows(folder: folder).damage(table) { row in
                var row = row
                row[row.count / 2] ^= 0x40
                return row
            }
            // Sites, locations and channels are read when the store is opened.
            do throws(StockFailure) {
                let stock = try await Depot.open(folder)
                let found = try await stock.verify().differences
                try await stock.close()
                #expect(found.contains { $0.contains("`\(name)`") }, "\(found)")
            } catch {
                #expect(error.isDamaged && "\(error)".contains("`\(name)`"), "\(error)")
            }
        }
    }

    @Test(arguments: Injected.all) func `verify finds and names`(_ injected: Injected) async throws {
        try await withSoundStore { folder, _ in
            try injected.inject(StoredRows(folder: folder))
            let found = try await differences(folder)
            #expect(found.contains { $0.contains(injected.name) }, "\(found)")
        }
    }

    @Test func `a store of a newer format is refused`() async throws {
        try await withSoundStore { folder, _ in
            try StoredRows(folder: folder).change(.meta) { row in
                var row = row
                row[1] = 99
                return row
            }
            let error = await failure { () throws(StockFailure) in _ = try await Depot.open(folder) }
            #expect(error?.isCannotOpen == true)
            #expect("\(String(describing: error))".contains("format 99"))
        }
    }

    @Test func `a store whose own facts are garbled or gone is refused`() async throws {
        try await withSoundStore { folder, _ in
            try await withCopy(of: folder) { copy in
                try StoredRows(folder: copy).damage(.meta) { row in [UInt8](repeating: 9, count: row.count) }
                let error = await failure { () throws(StockFailure) in _ = try await Depot.open(copy) }
                #expect(error?.isDamaged == true)
            }
            try StoredRows(folder: folder).change(.meta) { _ in nil }
            let error = await failure { () throws(StockFailure) in _ = try await Depot.open(folder) }
            #expect(error?.isCannotOpen == true)
        }
    }

    /// A closed store with rows in every table.
    private func withSoundStore(_ body: (_ folder: String, _ stateHash: String) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let stock = try await Depot.open(folder)
            try await stock.accept(1 << 40, .define(Depot.masterData))
            for sku in Depot.skus { try await stock.accept(10 + sku.rawValue, Depot.receive(10, of: sku)) }
            try await stock.accept(100, Depot.reserve(1, 2))
            try await stock.accept(101, Depot.reserve(2, 1))
            try await stock.accept(102, .commit(Commit(2)))
            try await stock.accept(103, Depot.sell(3))
            try await stock.accept(104, Depot.paper("PAPER", terms: ["a", "b"]))
            let context = MovementContext(document: "PAPER")
            let lines = [MoveLine(3, quantity: 4, from: Depot.supplier, to: Depot.shelf)]
            let moved = try await stock.accept(105, .move(Move(.receive, lines: lines, context: context)))
            try await stock.accept(106, .reverse(Reverse(MovementID(sequence: moved, line: 0))))
            var offline = Depot.command(107, Depot.receive(1, of: 4))
            offline.device = DeviceMark(device: 5, counter: 9)
            #expect(try await stock.submit(offline).refusal == nil)
            let report = try await stock.verify()
            #expect(report.differences == [])
            try await stock.close()
            try await body(folder, report.stateHash)
        }
    }

    private func differences(_ folder: String) async throws -> [String] {
        let stock = try await Depot.open(folder)
        let report = try await stock.verify()
        try await stock.close()
        return report.differences
    }
}

/// One thing that is wrong with a store while every checksum is right, and words that `verify` has to say about it.
struct Injected: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let name: String
    let inject: @Sendable (StoredRows) throws -> Void

    init(_ description: String, _ name: String, _ inject: @escaping @Sendable (StoredRows) throws -> Void) {
        testDescription = description
        self.name = name
        self.inject = inject
    }

    /// A number in a row that is one higher.
    private static func raised(_ table: Table, at offset: Int, _ place: StoredRows.Place)
        -> @Sendable (StoredRows) throws -> Void
    {
        { rows in
            try rows.change(table, place) { row in
                var row = row
                row[offset] &+= 1
                return row
            }
        }
    }

    private static func removed(_ table: Table, _ place: StoredRows.Place = .last)
        -> @Sendable (StoredRows) throws -> Void
    {
        { rows in try rows.change(table, place) { _ in nil } }
    }

    static let all = [
        Injected("a unit more on hand", "on hand is", raised(.levels, at: 1, .first)),
        Injected("a unit more held", "held is", raised(.levels, at: 9, .first)),
        Injected("a unit more committed", "committed is", raised(.levels, at: 17, .first)),
        Injected("a level whose newest movement is another", "newest movement", raised(.levels, at: 25, .first)),
        Injected("units that come from nowhere", "not to nothing", raised(.levels, at: 1, .first)),
        Injected("a level that is gone", "on hand is 0", removed(.levels)),
        Injected("a location that is gone", "the location is not defined", removed(.locations, .first)),
        Injected("a site that is gone", "belongs to site 1", removed(.sites)),
        Injected("a reservation that is gone", "its reservations add up to", removed(.reservations, .first)),
        Injected("a sale that is gone", "`sold` has", removed(.reservations, .last)),
        Injected("a deadline that is gone", "lacks the deadline of", removed(.deadlines)),
        Injected("a deadline too many", "`deadlines` has 2 rows, 1 are due") {
            try $0.insert(.deadlines, key: [UInt8](repeating: 0x90, count: 24), [1])
        },
        Injected("an owner that is gone", "lacks the owner of", removed(.owners)),
        Injected("an owner too many", "`owners` has") {
            try $0.insert(.owners, key: [UInt8](repeating: 0x90, count: 32), [1])
        },
        Injected("a sale without its return window", "lacks the sale of", removed(.sold)),
        Injected("a movement that is gone", "does not continue the chain", removed(.movements, .first)),
        Injected("the newest movement gone", "the newest movement is not the last one", removed(.movements)),
        Injected("a movement of a unit more", "its movements add up to", raised(.movements, at: 23, .last)),
        Injected("a movement gone from its document", "on its document", removed(.documentMovements)),
        Injected("a reversal that is not remembered", "lacks the reversal of", removed(.reversals)),
        Injected("a reversal by another movement", "lacks the reversal of", raised(.reversals, at: 1, .last)),
        Injected("a document that is gone", "`terms` has 2 rows, 0 are due", removed(.documents)),
        Injected("a term that is gone", "lacks the term", removed(.terms)),
        Injected("a term too many", "`terms` has 3 rows") {
            try $0.insert(.terms, key: Array("c\u{0}PAPER".utf8), [1])
        },
        Injected("an event that is gone", "the feed goes from", removed(.events, .first)),
        Injected("the last event gone", "the feed ends at", removed(.events)),
        Injected("an answer that is forgotten", "the hash of the rows", removed(.requests)),
        Injected("a device's counter that was set back", "the hash of the rows", raised(.devices, at: 1, .last)),
        Injected("a state hash that is another", "the hash of the rows", raised(.meta, at: 45, .last)),
    ]
}
