import CLMDB

// Every function here throws `keySize`, `valueSize`, `databaseUnknown`, `mapFull`, `transactionFull`,
// `transactionFailed`, `memoryFull`, `inputOutputFailed` or `corrupted`, and costs a descent of the tree.
// For many keys in order a cursor is cheaper.
extension WriteTransaction {
    /// Stores `value` under `key`, in place of any other.
    @_lifetime(self: copy self)
    public mutating func put(
        _ value: RawSpan, for key: RawSpan, in database: Database
    ) throws(StorageError) {
        try StorageError.check(try transaction.put(value, for: key, in: database, flags: 0), .put)
    }

    /// Stores `value` under `key` if the key does not exist; says whether it did.
    @_lifetime(self: copy self)
    public mutating func insert(
        _ value: RawSpan, for key: RawSpan, in database: Database
    ) throws(StorageError) -> Bool {
        let result = try transaction.put(value, for: key, in: database, flags: MDB_NOOVERWRITE)
        if result == MDB_KEYEXIST { return false }
        try StorageError.check(result, .put)
        return true
    }

    /// Stores `value` under a `key` greater than every other, filling pages to the brim.
    ///
    /// - Throws: also `keyOutOfOrder`.
    @_lifetime(self: copy self)
    public mutating func append(
        _ value: RawSpan, for key: RawSpan, in database: Database
    ) throws(StorageError) {
        try StorageError.check(try transaction.put(value, for: key, in: database, flags: MDB_APPEND), .put)
    }

    /// Removes the entry with `key`; false where there is none.
    @_lifetime(self: copy self)
    public mutating func delete(_ key: RawSpan, in database: Database) throws(StorageError) -> Bool {
        let slot = try transaction.slot(of: database, .delete)
        let pointer = unsafe transaction.pointer
        let result = try unsafe key.withKey(.delete) { key in unsafe mdb_del(pointer, slot, &key, nil) }
        if result == MDB_NOTFOUND { return false }
        try StorageError.check(result, .delete)
        return true
    }

    /// Removes every entry of `database`.
    ///
    /// Costs a visit of every branch page.
    @_lifetime(self: copy self)
    public mutating func clear(_ database: Database) throws(StorageError) {
        let slot = try transaction.slot(of: database, .clear)
        try StorageError.check(unsafe mdb_drop(transaction.pointer, slot, 0), .clear)
    }
}

extension TransactionPointer {
    /// Calls C and returns what it says.
    fileprivate func put(
        _ value: RawSpan, for key: RawSpan, in database: Database, flags: Int32
    ) throws(StorageError) -> Int32 {
        let slot = try slot(of: database, .put)
        return try unsafe key.withKey(.put) { key in
            unsafe value.withCValue { value in
                unsafe mdb_put(pointer, slot, &key, &value, UInt32(flags))
            }
        }
    }
}
