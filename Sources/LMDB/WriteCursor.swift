/// A place in a database, moved in key order, in a transaction that writes: the cheap way to write many
/// keys in order, since a key on the page of the one before needs no descent of the tree.
///
/// Key and value are bound to a borrow of the cursor, so it neither moves nor writes while they are in
/// use. After a change they are empty until the next move; where the cursor stands is said with each.
///
/// Every move throws `transactionFailed`, `inputOutputFailed` or `corrupted`; a `seek` also `keySize`.
public struct WriteCursor: ~Copyable, ~Escapable {
    var cursor: CursorPointer

    @_lifetime(&transaction)
    init(in database: Database, of transaction: inout WriteTransaction) throws(StorageError) {
        cursor = try CursorPointer(transaction.transaction, in: database, during: transaction.tenure)
    }

    deinit { cursor.close() }

    /// Whether the last call was a move that ended at an entry.
    public var isAtEntry: Bool { cursor.isAtEntry }

    /// The key at the cursor; empty where `isAtEntry` is false.
    public var key: RawSpan {
        @_lifetime(borrow self)
        get { unsafe _overrideLifetime(RawSpan(_unsafeBytes: cursor.key), borrowing: self) }
    }

    /// The value at the cursor; empty where `isAtEntry` is false (or where it is).
    public var value: RawSpan {
        @_lifetime(borrow self)
        get { unsafe _overrideLifetime(RawSpan(_unsafeBytes: cursor.value), borrowing: self) }
    }

    /// Moves to the first entry; false where the database is empty.
    @_lifetime(self: copy self)
    public mutating func first() throws(StorageError) -> Bool { try cursor.first() }

    /// Moves to the last entry; false where the database is empty.
    @_lifetime(self: copy self)
    public mutating func last() throws(StorageError) -> Bool { try cursor.last() }

    /// Moves to the next entry, or to the first if it was not moved yet; false after the last.
    @_lifetime(self: copy self)
    public mutating func next() throws(StorageError) -> Bool { try cursor.next() }

    /// Moves to the entry before, or to the last if it was not moved yet; false before the first.
    @_lifetime(self: copy self)
    public mutating func previous() throws(StorageError) -> Bool { try cursor.previous() }

    /// Moves to the entry with this key; false where there is none.
    @_lifetime(self: copy self)
    public mutating func seek(to key: RawSpan) throws(StorageError) -> Bool { try cursor.seek(to: key) }

    /// Moves to the first entry whose key is `key` or greater; false where there is none.
    @_lifetime(self: copy self)
    public mutating func seek(atOrAfter key: RawSpan) throws(StorageError) -> Bool {
        try cursor.seek(atOrAfter: key)
    }

    /// Moves to the last entry whose key is `key` or smaller; false where there is none.
    @_lifetime(self: copy self)
    public mutating func seek(atOrBefore key: RawSpan) throws(StorageError) -> Bool {
        try cursor.seek(atOrBefore: key)
    }
}
