import LMDB
import StockAPI
import StockBytes

extension ReadTransaction {
    /// Visits rows in order of their keys, from the first not below `key` (reversed: from the last below `key`; empty:
    /// from the very last), until the closure answers false.
    borrowing func scan(
        _ database: Database, _ table: StoreTable, from key: RawSpan, reversed: Bool,
        _ visit: (_ key: RawSpan, _ value: RawSpan) throws(StockFailure) -> Bool
    ) throws(StockFailure) {
        var cursor = try storeCursor(in: database)
        var isAtEntry: Bool
        if key.isEmpty {
            do throws(StorageError) {
                isAtEntry = reversed ? try cursor.last() : try cursor.first()
            } catch { throw StockFailure(error, in: table) }
        } else {
            isAtEntry = try cursor.move(toEitherSideOf: key, below: reversed, in: table)
        }
        var page: UInt64 = 0
        while isAtEntry {
            // A page that hides rows would not be noticed by those that it shows.
            try cursor.requireLeaf(otherThan: &page, in: table)
            guard try visit(cursor.key, cursor.value) else {
                // Where the rows that were asked for end, a wrong key may have ended them.
                return try RowBytes.requireSound(cursor.value, key: cursor.key, in: table)
            }
            do throws(StorageError) {
                isAtEntry = reversed ? try cursor.previous() : try cursor.next()
            } catch { throw StockFailure(error, in: table) }
        }
    }
}

extension ReadTransaction {
    @_lifetime(copy self)
    borrowing func storeCursor(in database: Database) throws(StockFailure) -> Cursor {
        do throws(StorageError) { return try cursor(in: database) } catch { throw StockFailure(error) }
    }
}
