/// The state of an environment at one moment, inside `Environment.read` or `Snapshot.read`.
///
/// It cannot be copied, kept, or taken out of the closure that received it, and neither can the bytes
/// read through it: they lie on LMDB's own pages.
public struct ReadTransaction: ~Copyable, ~Escapable {
    let transaction: TransactionPointer
    let tenure: Tenure

    @_lifetime(borrow snapshot)
    init(of snapshot: borrowing Snapshot) {
        transaction = snapshot.transaction
        tenure = snapshot.tenure
    }

    @_lifetime(borrow environment)
    init(_ transaction: TransactionPointer, during tenure: Tenure, of environment: borrowing Environment) {
        self.transaction = transaction
        self.tenure = tenure
    }

    /// The number of the commit that it sees; grows by one with each.
    public var id: UInt { transaction.id }

    /// The bytes stored under `key`, on LMDB's own page, not copied and not aligned; `nil` where the key does not
    /// exist.
    ///
    /// Valid as long as the transaction. Costs a descent of the tree.
    ///
    /// - Throws: `keySize`, `databaseUnknown`, `transactionFailed`, `inputOutputFailed`, `corrupted`.
    @_lifetime(copy self)
    public func value(for key: RawSpan, in database: Database) throws(StorageError) -> RawSpan? {
        guard let bytes = try unsafe transaction.mappedValue(for: key, in: database) else { return nil }
        return unsafe _overrideLifetime(unsafe RawSpan(_unsafeBytes: bytes), copying: self)
    }

    /// As `value(for:in:)` with a key made of `key`'s bytes.
    @_lifetime(copy self)
    public func value(for key: [UInt8], in database: Database) throws(StorageError) -> RawSpan? {
        try value(for: key.span.unpadded, in: database)
    }

    /// A cursor over `database`, not yet at an entry.
    ///
    /// - Throws: `databaseUnknown`, `transactionFailed`, `memoryFull`.
    @_lifetime(copy self)
    public func cursor(in database: Database) throws(StorageError) -> Cursor {
        try Cursor(in: database, copying: self)
    }

    /// Entries, depth and pages of `database`.
    ///
    /// - Throws: `databaseUnknown`, `transactionFailed`.
    public func statistics(of database: Database) throws(StorageError) -> DatabaseStatistics {
        try transaction.statistics(of: database)
    }
}
