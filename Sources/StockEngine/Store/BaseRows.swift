import StockAPI
import StockBytes

/// The rows below the overlays: those of the last checkpoint.
///
/// An LMDB snapshot, or memory in a simulation.
protocol BaseRows: ~Copyable {
    /// Reads one row, or nil. The spans are valid within the closure only.
    borrowing func row<Row>(
        _ table: StoreTable, key: RawSpan, _ read: (RawSpan) throws(StockFailure) -> Row
    ) throws(StockFailure) -> Row?

    /// Visits rows in order of their keys, from the first not below `key` (reversed: from the last below `key`; empty:
    /// from the very last), until the closure answers false.
    borrowing func scan(
        _ table: StoreTable, from key: RawSpan, reversed: Bool,
        _ visit: (_ key: RawSpan, _ value: RawSpan) throws(StockFailure) -> Bool
    ) throws(StockFailure)

    /// Reads the level of a key, whose bytes are given too, or nil.
    borrowing func level(_ key: LevelKey, _ keyBytes: RawSpan) throws(StockFailure) -> LevelRow?

    /// Visits levels in order of their keys, from the first not below `key`, until the closure answers false.
    borrowing func scanLevels(
        from key: LevelKey, _ visit: (LevelRow) throws(StockFailure) -> Bool
    ) throws(StockFailure)
}

extension BaseRows where Self: ~Copyable {
    /// Visits the keys of an index in their order, from the first not below `key` (reversed: from the last below `key`;
    /// empty: from the very last), until the closure answers false.
    ///
    /// Each row's checksum is looked at: it covers the key, and a wrong one would name what is not there, or hide what is.
    borrowing func scanKeys(
        _ table: StoreTable, from key: RawSpan, reversed: Bool,
        _ visit: (_ key: RawSpan) throws(StockFailure) -> Bool
    ) throws(StockFailure) {
        try scan(table, from: key, reversed: reversed) { key, value throws(StockFailure) in
            try RowBytes.requireSound(value, key: key, in: table)
            return try visit(key)
        }
    }
}
