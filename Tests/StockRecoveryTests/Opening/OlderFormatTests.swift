import Foundation
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
            let channels = try await stock.channels()
            try await stock.close()
            try Self.makeFormat1(folder)
            #expect(try StoredRows(folder: folder).all(.levelsAtLocation).isEmpty)

            let again = try await Depot.open(folder)
            let found = try await again.levels(at: Depot.shelf, after: nil, limit: 100)
            #expect(try await again.channels() == channels)
            #expect(found.map(\.sku) == Depot.skus && found.allSatisfy { $0.onHand == 10 })
            let report = try await again.verify()
            #expect(report.differences == [] && report.stateHash == hash)
            try await again.close()
            #expect(try StoredRows(folder: folder).all(.meta).first?.value[1...4] == [4, 0, 0, 0])
            #expect(try StoredRows(folder: folder).all(.levelsAtLocation).count == 40)
        }
    }

    @Test func `a store of an older format whose journal waits is left as it is, for the program that wrote it`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let stock = try await Depot.open(folder + "/live")
            try await stock.accept(1, .define(Depot.masterData))
            try await stock.checkpoint()
            try await stock.accept(2, Depot.receive(3))
            try FileManager.default.copyItem(atPath: folder + "/live", toPath: folder + "/crashed")
            try await stock.close()
            try StoredRows(folder: folder + "/crashed").change(.meta) { row in
                var row = Array(row.dropLast(40))
                row[1] = 2
                return row
            }
            let before = try StoredRows(folder: folder + "/crashed").all(.meta).first?.value
            let error = await failure { () throws(StockFailure) in _ = try await Depot.open(folder + "/crashed") }
            #expect(error?.isCannotOpen == true)
            #expect("\(String(describing: error))".contains("a journal that waits"))
            #expect(try StoredRows(folder: folder + "/crashed").all(.meta).first?.value == before)
        }
    }

    /// Takes away what format 1 did not have: `levelsAtLocation`, the buffers of a channel's sites and their parts in the
    /// state hash, the merge's position and the retention times.
    private static func makeFormat1(_ folder: String) throws {
        let rows = StoredRows(folder: folder)
        var removed = try removeBuffers(rows)
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

    /// Returns by how much the state hash was more.
    private static func removeBuffers(_ rows: StoredRows) throws -> UInt128 {
        let row = try #require(try rows.all(.channels).first)
        let buffered = Array(row.value.dropLast(4))
        // The depot's channel has one site, before the byte that says that holds are not limited.
        let plain = Array(buffered.dropLast(9))
        try rows.change(.channels) { _ in plain }
        let seed = checksum(of: row.key, seed: Table.channels.number)
        return weight(checksum(of: buffered, seed: seed)) &- weight(checksum(of: plain, seed: seed))
    }

    /// docs/store-format.md, state hash.
    private static func weight(_ hash: UInt64) -> UInt128 {
        let mixed = (hash ^ (hash >> 31)) &* 0x9FB2_1C65_1E98_DF25
        return UInt128(mixed ^ (mixed >> 28)) << 64 | UInt128(hash)
    }
}
