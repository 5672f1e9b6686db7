import LMDB
import StockAPI
import StockBytes
import StockEngine
import StockModel
import StockTesting
import Testing

@Suite("A store of an older format")
struct OlderFormatTests {
    @Test func `a store of format 1 is brought to the current one when it is opened`() async throws {
        try await withTemporaryFolder { folder in
            let stock = try await Depot.open(folder)
            try await stock.accept(1 << 40, .define(Depot.masterData))
            for sku in Depot.skus { try await stock.accept(10 + sku.rawValue, Depot.receive(10, of: sku)) }
            let hash = try await stock.verify().stateHash
            try await stock.close()
            try Self.makeFormat1(folder)
            #expect(try StoredRows(folder: folder).all(.levelsAtLocation).isEmpty)

            let again = try await Depot.open(folder)
            let found = try await again.levels(at: Depot.shelf, after: nil, limit: 100)
            #expect(found.map(\.sku) == Depot.skus && found.allSatisfy { $0.onHand == 10 })
            let report = try await again.verify()
            #expect(report.differences == [] && report.stateHash == hash)
            try await again.close()
            #expect(try StoredRows(folder: folder).all(.meta).first?.value[1...4] == [3, 0, 0, 0])
            #expect(try StoredRows(folder: folder).all(.levelsAtLocation).count == 40)
        }
    }

    /// Takes away what format 1 did not have: `levelsAtLocation` and its part in the state hash, the merge's position and
    /// the retention times.
    private static func makeFormat1(_ folder: String) throws {
        let rows = StoredRows(folder: folder)
        var removed: UInt128 = 0
        for row in try rows.all(.levelsAtLocation) {
            let hash = checksum(of: [1], seed: checksum(of: row.key, seed: Table.levelsAtLocation.number))
            removed &+= weight(hash)
            try rows.change(.levelsAtLocation) { _ in nil }
        }
        try rows.change(.meta) { row in
            var row = Array(row.dropLast(16 + 40))
            row[1] = 1
            var hash: UInt128 = 0
            for index in (0..<16).reversed() { hash = hash << 8 | UInt128(row[45 + index]) }
            hash &-= removed
            for index in 0..<16 { row[45 + index] = UInt8(truncatingIfNeeded: hash >> (8 * UInt128(index))) }
            return row
        }
    }

    /// docs/store-format.md, state hash.
    private static func weight(_ hash: UInt64) -> UInt128 {
        let mixed = (hash ^ (hash >> 31)) &* 0x9FB2_1C65_1E98_DF25
        return UInt128(mixed ^ (mixed >> 28)) << 64 | UInt128(hash)
    }
}
