import CLMDB

/// An open C cursor of either kind and the entry at which it stands.
///
/// Whoever holds it closes it.
@safe struct CursorPointer {
    private let opened: OpaquePointer
    private let tenure: Tenure
    private let term: UInt

    // Both without bytes where the cursor stands at no entry; a key is never empty.
    private var currentKey = unsafe UnsafeRawBufferPointer.none
    private var currentValue = unsafe UnsafeRawBufferPointer.none

    init(
        _ transaction: TransactionPointer, in database: Database, during tenure: Tenure
    ) throws(StorageError) {
        self.tenure = tenure
        term = tenure.term
        unsafe opened = try transaction.openCursor(in: database)
    }

    /// Where its transaction has ended, a cursor that wrote is closed already; one that read leaks,
    /// which only the gap described in `Tenure` makes possible.
    func close() { if isValid { unsafe mdb_cursor_close(opened) } }

    private var isValid: Bool { tenure.term == term }

    var isAtEntry: Bool { unsafe isValid && !currentKey.isEmpty }

    var key: UnsafeRawBufferPointer { unsafe isValid ? currentKey : .none }

    var value: UnsafeRawBufferPointer { unsafe isValid ? currentValue : .none }

    /// The C cursor, while its transaction lives.
    func pointer(_ operation: StorageError.Operation) throws(StorageError) -> OpaquePointer {
        guard isValid else { throw StorageError(.transactionEnded, in: operation) }
        return unsafe opened
    }

    /// Forgets the entry, whose page a change may have moved.
    ///
    /// LMDB's own position stays.
    mutating func forget() {
        unsafe currentKey = .none
        unsafe currentValue = .none
    }

    /// Moves as `move` says; false where there is no such entry.
    mutating func move(_ move: MDB_cursor_op) throws(StorageError) -> Bool {
        let pointer = try unsafe pointer(.cursor)
        var key = unsafe MDB_val()
        var value = unsafe MDB_val()
        let result = unsafe mdb_cursor_get(pointer, &key, &value, move)
        return try unsafe note(result, key, value)
    }

    /// Moves to `sought` (`MDB_SET_KEY`), or to the first entry at or after it (`MDB_SET_RANGE`).
    mutating func seek(_ sought: RawSpan, _ move: MDB_cursor_op) throws(StorageError) -> Bool {
        let pointer = try unsafe pointer(.cursor)
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
        unsafe currentKey = unsafe UnsafeRawBufferPointer(key)
        unsafe currentValue = unsafe UnsafeRawBufferPointer(value)
        return true
    }
}

extension UnsafeRawBufferPointer {
    fileprivate static var none: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(start: nil, count: 0) }
}
