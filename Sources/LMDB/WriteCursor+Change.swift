import CLMDB

// Every function here throws what those of `WriteTransaction` throw.
extension WriteCursor {
    /// Stores `value` under `key`, in place of any other, and stands there.
    @_lifetime(self: copy self)
    public mutating func put(_ value: RawSpan, for key: RawSpan) throws(StorageError) {
        try StorageError.check(try cursor.put(value, for: key, flags: 0), .put)
    }

    /// Stores `value` under `key` if the key does not exist; says whether it did.
    ///
    /// Stands at the key.
    @_lifetime(self: copy self)
    public mutating func insert(_ value: RawSpan, for key: RawSpan) throws(StorageError) -> Bool {
        let result = try cursor.put(value, for: key, flags: MDB_NOOVERWRITE)
        if result == MDB_KEYEXIST { return false }
        try StorageError.check(result, .put)
        return true
    }

    /// Stores `value` under a `key` greater than every other, filling pages to the brim; stands there.
    ///
    /// - Throws: also `keyOutOfOrder`.
    @_lifetime(self: copy self)
    public mutating func append(_ value: RawSpan, for key: RawSpan) throws(StorageError) {
        try StorageError.check(try cursor.put(value, for: key, flags: MDB_APPEND), .put)
    }

    /// Stores `value` in place of the one at the cursor, and stays there.
    ///
    /// Costs no search.
    ///
    /// - Throws: also `cursorUnpositioned`.
    @_lifetime(self: copy self)
    public mutating func replaceValue(with value: RawSpan) throws(StorageError) {
        try StorageError.check(try cursor.replaceValue(with: value), .put)
    }

    /// Removes the entry at the cursor; `next()` then moves to the one after it.
    ///
    /// - Throws: also `cursorUnpositioned`.
    @_lifetime(self: copy self)
    public mutating func delete() throws(StorageError) {
        guard cursor.isAtEntry else { throw StorageError(.cursorUnpositioned, in: .delete) }
        cursor.forget()
        try StorageError.check(unsafe mdb_cursor_del(try cursor.pointer(.delete), 0), .delete)
    }
}

extension CursorPointer {
    /// Calls C and returns what it says.
    fileprivate mutating func put(
        _ value: RawSpan, for key: RawSpan, flags: Int32
    ) throws(StorageError) -> Int32 {
        forget()
        let pointer = try unsafe pointer(.put)
        return try unsafe key.withKey(.put) { key in
            unsafe value.withCValue { value in
                unsafe mdb_cursor_put(pointer, &key, &value, UInt32(flags))
            }
        }
    }

    /// LMDB wants the key again and, where the size of the value changes, shifts the page under it
    /// before reading it: so it gets a copy, on the stack.
    fileprivate mutating func replaceValue(with value: RawSpan) throws(StorageError) -> Int32 {
        guard isAtEntry else { throw StorageError(.cursorUnpositioned, in: .put) }
        var copy = InlineArray<511, UInt8>(repeating: 0)
        var span = copy.mutableSpan
        let count = unsafe key.count
        unsafe span.withUnsafeMutableBytes { bytes in unsafe bytes.copyMemory(from: key) }
        return try put(value, for: copy.span.unpadded.extracting(first: count), flags: MDB_CURRENT)
    }
}
