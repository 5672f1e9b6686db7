import LMDB
import StockAPI
import StockBytes

extension LMDBRows {
    /// Refuses to say that a row is not there where a damaged key may be the reason.
    ///
    /// A row that is read shows by its checksum that it is the one. For one that is not found there is nothing to check,
    /// but the search ended beside the key that led it astray: a single wrong key on a page sends every search that it
    /// misleads to its own side. So the rows before and after are checked, and their page, for a count or an offset that
    /// hides rows. The pages above were checked when the store was opened.
    /// A wrong key on a page above sends the search to a neighbour of its leaf: then the two are not on either side of the key.
    /// Costs another descent of the tree, for keys that are not there.
    borrowing func requireSoundNeighbours(of key: RawSpan, in table: StoreTable) throws(StockFailure) {
        try snapshot.read { transaction throws(StockFailure) in
            var cursor = try transaction.storeCursor(in: databases[table])
            var page: UInt64 = 0
            let isBefore = try cursor.move(toEitherSideOf: key, below: true, in: table)
            if isBefore { try cursor.requireLeaf(otherThan: &page, in: table) }
            let isAfter: Bool
            do throws(StorageError) {
                isAfter = try isBefore ? cursor.next() : cursor.first()
            } catch { throw StockFailure(error, in: table) }
            guard isAfter else { return }
            guard key.precedes(cursor.key) else {
                throw .damaged("data.mdb: a page of `\(table.name)` leads to the wrong place")
            }
            try cursor.requireLeaf(otherThan: &page, in: table)
            try RowBytes.requireSound(cursor.value, key: cursor.key, in: table)
        }
    }
}
