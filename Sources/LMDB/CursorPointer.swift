import CLMDB

/// An open C cursor of either kind and the entry at which it stands. It owns nothing.
@safe struct CursorPointer {
    let pointer: OpaquePointer

    /// Both without bytes where the cursor stands at no entry; a key is never empty.
    private(set) var key = unsafe UnsafeRawBufferPointer.none
    private(set) var value = unsafe UnsafeRawBufferPointer.none

    init(_ transaction: TransactionPointer, in database: Database) throws(StorageError) {
        unsafe pointer = try transaction.openCursor(in: database)
    }

    func close() { unsafe mdb_cursor_close(pointer) }

    var isAtEntry: Bool { unsafe !key.isEmpty }

    /// Forgets the entry, whose page a change may have moved. LMDB's own position stays.
    mutating func forget() {
        unsafe key = .none
        unsafe value = .none
    }

    /// Moves as `move` says; false where there is no such entry.
    mutating func move(_ move: MDB_cursor_op) throws(StorageError) -> Bool {
        var key = unsafe MDB_val()
        var value = unsafe MDB_val()
        let result = unsafe mdb_cursor_get(pointer, &key, &value, move)
        return try unsafe note(result, key, value)
    }

    /// Moves to `sought` (`MDB_SET_KEY`), or to the first entry at or after it (`MDB_SET_RANGE`).
    mutating func seek(_ sought: RawSpan, _ move: MDB_cursor_op) throws(StorageError) -> Bool {
        let pointer = unsafe self.pointer
        var found = unsafe MDB_val()
        var value = unsafe MDB_val()
        let result = try unsafe sought.withKey(.cursor) { key in
            let result = unsafe mdb_cursor_get(pointer, &key, &value, move)
            unsafe found = unsafe key
            return result
        }
        return try unsafe note(result, found, value)
    }

    private mutating func note(
        _ result: Int32, _ key: MDB_val, _ value: MDB_val
    ) throws(StorageError) -> Bool {
        guard result == MDB_SUCCESS else {
            forget()
            guard result == MDB_NOTFOUND else { throw StorageError(c: result, in: .cursor) }
            return false
        }
        unsafe self.key = unsafe UnsafeRawBufferPointer(key)
        unsafe self.value = unsafe UnsafeRawBufferPointer(value)
        return true
    }
}

extension UnsafeRawBufferPointer {
    fileprivate static var none: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(start: nil, count: 0) }
}
