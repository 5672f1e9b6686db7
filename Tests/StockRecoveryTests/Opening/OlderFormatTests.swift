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
    @Test(arguments: [1, 4, 5] as [UInt8]) func `is brought to the current one when it is opened`(format: UInt8)
        async throws
    {
        try await withTemporaryFolder { folder in
            let stock = try await Depot.open(folder)
            try await stock.accept(1 << 40, .define(Depot.masterData))
            for sku in Depot.skus { try await stock.accept(10 + sku.rawValue, Depot.receive(10, of: sku)) }
            // The reservation with the higher id has the SKU with the lower number.
            for (id, sku) in [(1, 9), (2, 8)] as [(UInt64, SKU)] {
                let reservation = ReservationID(rawValue: UInt128(id))
                try await stock.accept(50 + id, Depot.reserve(reservation, 2, of: sku))
                try await stock.accept(60 + id, .commit(Commit(reservation)))
            }
            let hash = try await stock.verify().stateHash
            let channels = try await stock.channels()
            try await stock.close()
            try Self.make(format, folder)
            #expect(try StoredRows(folder: folder).all(.levelsAtLocation).isEmpty == (format == 1))
            // As a migration that was interrupted leaves it, when the older program then ends what was committed.
            try StoredRows(folder: folder).insert(.reservationCommitments, key: [UInt8](repeating: 9, count: 28), [1])

            let again = try await Depot.open(folder)
            let found = try await again.levels(at: Depot.shelf, after: nil, limit: 100)
            #expect(try await again.channels() == channels)
            #expect(found.map(\.sku) == Depot.skus && found.allSatisfy { $0.onHand == 10 })
            let report = try await again.verify()
            #expect(report.differences == [] && report.stateHash == hash)
            try await again.close()
            #expect(try StoredRows(folder: folder).all(.meta).first?.value[1...4] == [6, 0, 0, 0])
            #expect(try StoredRows(folder: folder).all(.levelsAtLocation).count == 40)
            #expect(try StoredRows(folder: folder).all(.reservationCommitments).map { $0.key[15] } == [1, 2])
            #expect(try StoredRows(folder: folder).all(.commitments).isEmpty)
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

    @Test func `a store of an older format whose journal is missing is left as it is, until it is back`() async throws {
        try await withTemporaryFolder { folder in
            let (store, journal) = (folder + "/store", folder + "/store/journal")
            let stock = try await Depot.open(store)
            try await stock.accept(1 << 40, .define(Depot.masterData))
            try await stock.close()
            try Self.make(5, store)
            try FileManager.default.moveItem(atPath: journal, toPath: folder + "/away")
            try FileManager.default.createDirectory(atPath: journal, withIntermediateDirectories: false)
            let error = await failure { () throws(StockFailure) in _ = try await Depot.open(store) }
            #expect("\(String(describing: error))".contains("Bring it back"))
            #expect(try StoredRows(folder: store).all(.meta).first?.value[1] == 5)

            try FileManager.default.removeItem(atPath: journal)
            try FileManager.default.moveItem(atPath: folder + "/away", toPath: journal)
            let again = try await Depot.open(store)
            #expect(try await again.verify().differences == [])
            try await again.close()
        }
    }

    /// Takes away what an older format did not have, and its parts in the state hash.
    private static func make(_ format: UInt8, _ folder: String) throws {
        let rows = StoredRows(folder: folder)
        var removed = try orderCommitments(byLevel: format > 3, rows)
        // What a site allows to be found without an approval.
        if format < 5 { removed &+= try cut(8, off: .sites, rows) }
        if format == 1 {
            // The buffer of the one site of the depot's channel, and the byte that says that holds are not limited.
            removed &+= try cut(9, off: .channels, rows)
            for row in try rows.all(.levelsAtLocation) {
                removed &+= indexWeight(row.key, .levelsAtLocation)
                try rows.change(.levelsAtLocation) { _ in nil }
            }
        }
        try rows.change(.meta) { row in
            // Format 1 knew neither the merge's position nor the retention times.
            var row = Array(row.dropLast(format == 1 ? 16 + 40 : 0))
            row[1] = format
            var hash: UInt128 = 0
            for index in (0..<16).reversed() { hash = hash << 8 | UInt128(row[45 + index]) }
            hash &-= removed
            for index in 0..<16 { row[45 + index] = UInt8(truncatingIfNeeded: hash >> (8 * UInt128(index))) }
            return row
        }
    }

    /// Puts the level before the reservation in the index of commitments, or takes the index away; returns by how much the
    /// state hash was more.
    private static func orderCommitments(byLevel: Bool, _ rows: StoredRows) throws -> UInt128 {
        var removed: UInt128 = 0
        for row in try rows.all(.reservationCommitments) {
            removed &+= indexWeight(row.key, .reservationCommitments)
            try rows.change(.reservationCommitments) { _ in nil }
            guard byLevel else { continue }
            let key = Array(row.key[16...] + row.key[..<16])
            removed &-= indexWeight(key, .commitments)
            try rows.insert(.commitments, key: key, [1])
        }
        return removed
    }

    /// What a row of an index is in the state hash, which holds nothing but its version.
    private static func indexWeight(_ key: [UInt8], _ table: Table) -> UInt128 {
        weight(checksum(of: [1], seed: checksum(of: key, seed: table.number)))
    }

    /// Cuts bytes off the one row of a table; returns by how much the state hash was more.
    private static func cut(_ bytes: Int, off table: Table, _ rows: StoredRows) throws -> UInt128 {
        let row = try #require(try rows.all(table).first)
        let whole = Array(row.value.dropLast(4))
        let plain = Array(whole.dropLast(bytes))
        try rows.change(table) { _ in plain }
        let seed = checksum(of: row.key, seed: table.number)
        return weight(checksum(of: whole, seed: seed)) &- weight(checksum(of: plain, seed: seed))
    }

    /// docs/store-format.md, state hash.
    private static func weight(_ hash: UInt64) -> UInt128 {
        let mixed = (hash ^ (hash >> 31)) &* 0x9FB2_1C65_1E98_DF25
        return UInt128(mixed ^ (mixed >> 28)) << 64 | UInt128(hash)
    }
}
