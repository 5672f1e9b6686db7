import CLMDB

/// The moves by name, for the cursors of both kinds.
extension CursorPointer {
    mutating func first() throws(StorageError) -> Bool { try move(MDB_FIRST) }

    mutating func last() throws(StorageError) -> Bool { try move(MDB_LAST) }

    mutating func next() throws(StorageError) -> Bool { try move(MDB_NEXT) }

    mutating func previous() throws(StorageError) -> Bool { try move(MDB_PREV) }

    mutating func seek(to key: RawSpan) throws(StorageError) -> Bool { try seek(key, MDB_SET_KEY) }

    mutating func seek(atOrAfter key: RawSpan) throws(StorageError) -> Bool { try seek(key, MDB_SET_RANGE) }

    /// There is no such move in C.
    mutating func seek(atOrBefore sought: RawSpan) throws(StorageError) -> Bool {
        guard try seek(atOrAfter: sought) else { return try last() }
        let isEqual = unsafe sought.withUnsafeBytes { bytes in unsafe key.elementsEqual(bytes) }
        return try isEqual ? true : previous()
    }
}
