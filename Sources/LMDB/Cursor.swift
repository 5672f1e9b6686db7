/// A place in a database, moved in key order, in a transaction that reads.
///
/// Keys and values lie on LMDB's own pages and are valid as long as the transaction, also after the
/// cursor has moved on. Where it stands at no entry, both are empty. A move costs some 20 ns, a `seek` a
/// descent of the tree. Opening one allocates: keep it for a scan, and use `value(for:in:)` for one key.
///
/// Every move throws what reading throws: `transactionFailed`, `inputOutputFailed`, `corrupted`,
/// `pageMisplaced`; a `seek` also `keySize`. A cursor that outlives its transaction does not compile, except where an
/// existing variable is assigned it; there every move throws `transactionEnded`.
public struct Cursor: ~Copyable, ~Escapable {
    private var cursor: CursorPointer
    private let pages: MapPages

    @_lifetime(copy owner)
    init(in database: Database, copying owner: borrowing ReadTransaction) throws(StorageError) {
        pages = owner.transaction.pages
        cursor = try CursorPointer(owner.transaction, in: database, during: owner.tenure)
    }

    @_lifetime(borrow owner)
    init(in database: Database, borrowing owner: borrowing Snapshot) throws(StorageError) {
        pages = owner.transaction.pages
        cursor = try CursorPointer(owner.transaction, in: database, during: owner.tenure)
    }

    deinit { cursor.close() }

    /// Whether the last move ended at an entry.
    public var isAtEntry: Bool { cursor.isAtEntry }

    /// The key at the cursor; empty where there is none.
    public var key: RawSpan {
        @_lifetime(copy self)
        get { unsafe _overrideLifetime(RawSpan(_unsafeBytes: cursor.key), copying: self) }
    }

    /// The value at the cursor; empty where there is none (or where it is).
    public var value: RawSpan {
        @_lifetime(copy self)
        get { unsafe _overrideLifetime(RawSpan(_unsafeBytes: cursor.value), copying: self) }
    }

    /// The whole page on which the key at the cursor lies, as it is in the file; empty where there is no entry.
    ///
    /// For those who check it.
    public var page: RawSpan {
        @_lifetime(copy self)
        get { unsafe _overrideLifetime(RawSpan(_unsafeBytes: pages.page(of: cursor.key)), copying: self) }
    }

    /// Throws where the entry reaches beyond its page, or lies on another page than the one that belongs there.
    private func requireMapped() throws(StorageError) {
        guard unsafe pages.hold(cursor.value), unsafe pages.hold(cursor.key) else {
            throw StorageError(.corrupted, in: .cursor)
        }
        guard unsafe pages.areInPlace(cursor.key), unsafe pages.areInPlace(cursor.value) else {
            throw StorageError(.pageMisplaced, in: .cursor)
        }
    }

    /// Moves to the first entry; false where the database is empty.
    @_lifetime(self: copy self)
    public mutating func first() throws(StorageError) -> Bool {
        let isAtEntry = try cursor.first()
        try requireMapped()
        return isAtEntry
    }

    /// Moves to the last entry; false where the database is empty.
    @_lifetime(self: copy self)
    public mutating func last() throws(StorageError) -> Bool {
        let isAtEntry = try cursor.last()
        try requireMapped()
        return isAtEntry
    }

    /// Moves to the next entry, or to the first if it was not moved yet; false after the last.
    @_lifetime(self: copy self)
    public mutating func next() throws(StorageError) -> Bool {
        let isAtEntry = try cursor.next()
        try requireMapped()
        return isAtEntry
    }

    /// Moves to the entry before, or to the last if it was not moved yet; false before the first.
    @_lifetime(self: copy self)
    public mutating func previous() throws(StorageError) -> Bool {
        let isAtEntry = try cursor.previous()
        try requireMapped()
        return isAtEntry
    }

    /// Moves to the entry with this key; false where there is none.
    @_lifetime(self: copy self)
    public mutating func seek(to key: RawSpan) throws(StorageError) -> Bool {
        let isAtEntry = try cursor.seek(to: key)
        try requireMapped()
        return isAtEntry
    }

    /// Moves to the first entry whose key is `key` or greater; false where there is none.
    @_lifetime(self: copy self)
    public mutating func seek(atOrAfter key: RawSpan) throws(StorageError) -> Bool {
        let isAtEntry = try cursor.seek(atOrAfter: key)
        try requireMapped()
        return isAtEntry
    }

    /// Moves to the last entry whose key is `key` or smaller; false where there is none.
    @_lifetime(self: copy self)
    public mutating func seek(atOrBefore key: RawSpan) throws(StorageError) -> Bool {
        let isAtEntry = try cursor.seek(atOrBefore: key)
        try requireMapped()
        return isAtEntry
    }
}
