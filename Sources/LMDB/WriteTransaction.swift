/// Changes to an environment that happen together or not at all, inside `Writer.write`.
///
/// It reads its own changes. It cannot be copied, kept, or taken out of the closure that received it;
/// bytes read through it are bound to a borrow of it, so no change compiles while they are in use.
///
/// After an error other than `keySize`, `keyOutOfOrder` and `databaseUnknown` pass it on: LMDB commits a
/// failed transaction no more.
public struct WriteTransaction: ~Copyable, ~Escapable {
    let transaction: TransactionPointer
    let tenure: Tenure

    @_lifetime(borrow writer)
    init(_ transaction: TransactionPointer, of writer: borrowing Writer) {
        self.transaction = transaction
        tenure = writer.tenure
    }

    /// The number that the commit will have.
    public var id: UInt { transaction.id }

    /// The bytes stored under `key`, not copied and not aligned; `nil` where the key does not exist.
    ///
    /// Costs a descent of the tree.
    ///
    /// - Throws: `keySize`, `databaseUnknown`, `transactionFailed`, `inputOutputFailed`, `corrupted`.
    @_lifetime(borrow self)
    public func value(for key: RawSpan, in database: Database) throws(StorageError) -> RawSpan? {
        guard let bytes = try unsafe transaction.value(for: key, in: database) else { return nil }
        return unsafe _overrideLifetime(RawSpan(_unsafeBytes: bytes), borrowing: self)
    }

    /// As `value(for:in:)` with a key made of `key`'s bytes.
    @_lifetime(borrow self)
    public func value(for key: [UInt8], in database: Database) throws(StorageError) -> RawSpan? {
        try value(for: key.span.unpadded, in: database)
    }

    /// Entries, depth and pages of `database`, with the changes so far.
    ///
    /// - Throws: `databaseUnknown`, `transactionFailed`.
    public func statistics(of database: Database) throws(StorageError) -> DatabaseStatistics {
        try transaction.statistics(of: database)
    }

    /// A cursor over `database`, not yet at an entry.
    ///
    /// While it lives, the transaction changes only through it, so there is one at a time.
    ///
    /// - Throws: `databaseUnknown`, `transactionFailed`, `memoryFull`.
    @_lifetime(&self)
    public mutating func cursor(in database: Database) throws(StorageError) -> WriteCursor {
        try WriteCursor(in: database, of: &self)
    }
}
