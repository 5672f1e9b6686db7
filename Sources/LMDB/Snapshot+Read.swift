extension Snapshot {
    /// The bytes stored under `key`, on LMDB's own page, not copied and not aligned; `nil` where the key does not
    /// exist.
    ///
    /// Valid as long as the snapshot is borrowed. Costs a descent of the tree.
    ///
    /// - Throws: `keySize`, `databaseUnknown` (also: opened after this state), `transactionFailed`,
    ///   `inputOutputFailed`, `corrupted`.
    @_lifetime(borrow self)
    public func value(for key: RawSpan, in database: Database) throws(StorageError) -> RawSpan? {
        guard let bytes = try unsafe transaction.mappedValue(for: key, in: database) else { return nil }
        return unsafe _overrideLifetime(unsafe RawSpan(_unsafeBytes: bytes), borrowing: self)
    }

    /// As `value(for:in:)` with a key made of `key`'s bytes.
    @_lifetime(borrow self)
    public func value(for key: [UInt8], in database: Database) throws(StorageError) -> RawSpan? {
        try value(for: key.span.unpadded, in: database)
    }

    /// A cursor over `database`, not yet at an entry.
    ///
    /// The snapshot cannot be renewed while it lives.
    ///
    /// - Throws: `databaseUnknown`, `transactionFailed`, `memoryFull`.
    @_lifetime(borrow self)
    public func cursor(in database: Database) throws(StorageError) -> Cursor {
        try Cursor(in: database, borrowing: self)
    }

    /// Entries, depth and pages of `database`.
    ///
    /// - Throws: `databaseUnknown`, `transactionFailed`.
    public func statistics(of database: Database) throws(StorageError) -> DatabaseStatistics {
        try transaction.statistics(of: database)
    }

    /// Runs `body` with the snapshot's state as a transaction.
    ///
    /// Costs nothing; for code that reads from either, and for snapshots that are stored properties of classes.
    public func read<Result: ~Copyable, Failure: Error>(
        _ body: (borrowing ReadTransaction) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(ReadTransaction(of: self))
    }
}
