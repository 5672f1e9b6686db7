import LMDB
import StockAPI
import StockBytes

extension Cursor {
    /// Moves to the first entry not below `key`, or to the last one below it, once both sides confirm the way there.
    ///
    /// A wrong key on a branch page sends a search to a neighbour of its leaf. Then what it finds lies below `key`, or what
    /// comes before that does not.
    ///
    /// - Returns: whether there is such an entry.
    /// - Throws: `damaged` where the two sides do not lie on either side of the key.
    @_lifetime(self: copy self)
    mutating func move(
        toEitherSideOf key: RawSpan, below isBelow: Bool, in table: StoreTable
    ) throws(StockFailure) -> Bool {
        let (isAfter, isBefore): (Bool, Bool)
        let isInOrder: Bool
        do throws(StorageError) {
            isAfter = try seek(atOrAfter: key)
            let isAfterInOrder = !isAfter || !self.key.precedes(key)
            isBefore = isAfter ? try previous() : try last()
            isInOrder = isAfterInOrder && (!isBefore || self.key.precedes(key))
        } catch { throw StockFailure(error, in: table) }
        guard isInOrder else { throw .damaged("data.mdb: a page of `\(table.name)` leads to the wrong place") }
        // A row whose key has become another may have left the rows that are asked for.
        if isBefore { try RowBytes.requireSound(value, key: self.key, in: table) }
        if isBelow { return isBefore }
        guard isAfter else { return false }
        do throws(StorageError) { return isBefore ? try next() : try first() } catch {
            throw StockFailure(error, in: table)
        }
    }

    /// Refuses a page that is not a leaf with all its entries, or hides rows; `page` is the last one that was found good.
    func requireLeaf(otherThan page: inout UInt64, in table: StoreTable) throws(StockFailure) {
        let current = key.memoryPage
        guard current != page else { return }
        try TreePage.requireLeaf(self.page, of: table)
        page = current
    }
}
