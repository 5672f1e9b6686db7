import LMDB
import StockAPI
import StockBytes

/// The named databases of an open store, by table.
struct StoreDatabases: Sendable {
    private let byTable: [Database]

    /// `databases` in the order of `StoreTable.allCases`.
    init(_ databases: [Database]) { byTable = databases }

    static var names: [String] { StoreTable.allCases.map(\.name) }

    subscript(table: StoreTable) -> Database {
        @inline(__always) get { byTable[Int(table.rawValue) - 1] }
    }
}

/// The rows of the last checkpoint: one snapshot of LMDB, renewed after the next, and what stands in its runs.
struct LMDBRows: ~Copyable, BaseRows {
    var snapshot: Snapshot
    let databases: StoreDatabases
    var unmerged = UnmergedLevels.none

    borrowing func row<Row>(
        _ table: StoreTable, key: RawSpan, _ read: (RawSpan) throws(StockFailure) -> Row
    ) throws(StockFailure) -> Row? {
        let found: RawSpan?
        do throws(StorageError) {
            found = try snapshot.value(for: key, in: databases[table])
        } catch { throw StockFailure(error, in: table) }
        guard let found else {
            try requireSoundNeighbours(of: key, in: table)
            return nil
        }
        return try read(found)
    }

    borrowing func scan(
        _ table: StoreTable, from key: RawSpan, reversed: Bool,
        _ visit: (_ key: RawSpan, _ value: RawSpan) throws(StockFailure) -> Bool
    ) throws(StockFailure) {
        try snapshot.read { transaction throws(StockFailure) in
            try transaction.scan(databases[table], table, from: key, reversed: reversed, visit)
        }
    }
}

extension LMDBRows {
    mutating func renew(_ unmerged: UnmergedLevels) throws(StockFailure) {
        do throws(StorageError) { try snapshot.renew() } catch { throw StockFailure(error) }
        self.unmerged = unmerged
    }

    /// What a checkpoint can change at most of the tables in which rows change all over.
    var pages: StorePages {
        StorePages(
            levels: pages(of: .levels), reservations: pages(of: .reservations), owners: pages(of: .owners),
            commitments: pages(of: .reservationCommitments))
    }

    private func pages(of table: StoreTable) -> Int {
        (try? snapshot.statistics(of: databases[table]))?.treePages ?? 0
    }
}

extension DatabaseStatistics {
    /// Pages of the tree, without overflow pages.
    var treePages: Int { Int(clamping: leafPages) + Int(clamping: branchPages) }
}
