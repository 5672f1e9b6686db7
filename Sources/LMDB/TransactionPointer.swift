import CLMDB

/// An open C transaction of any kind, and the reading that all kinds have in common.
///
/// It owns nothing.
@safe struct TransactionPointer {
    let pointer: OpaquePointer

    /// The environment's serial number, which its database handles carry too.
    let environment: UInt32

    let pages: MapPages

    @unsafe init(_ pointer: OpaquePointer, environment: UInt32, pages: MapPages) {
        unsafe self.pointer = unsafe pointer
        self.environment = environment
        self.pages = pages
    }

    /// The number that LMDB knows `database` by.
    @inline(__always)
    func slot(of database: Database, _ operation: StorageError.Operation) throws(StorageError) -> MDB_dbi {
        guard database.environment == environment else {
            throw StorageError(.databaseUnknown, in: operation)
        }
        return database.slot
    }

    /// The value's place in the map, or `nil`.
    @inline(__always)
    func value(for key: RawSpan, in database: Database) throws(StorageError) -> UnsafeRawBufferPointer? {
        let slot = try slot(of: database, .get)
        var value = unsafe MDB_val()
        let result = try unsafe key.withKey(.get) { key in unsafe mdb_get(pointer, slot, &key, &value) }
        guard result == MDB_SUCCESS else {
            guard result == MDB_NOTFOUND else { throw StorageError(c: result, in: .get) }
            return nil
        }
        return unsafe UnsafeRawBufferPointer(value)
    }

    /// As `value(for:in:)`, in a transaction that reads: what lies beyond its page, or on another page than the one that
    /// belongs there, is not handed out.
    @inline(__always)
    func mappedValue(for key: RawSpan, in database: Database) throws(StorageError) -> UnsafeRawBufferPointer? {
        guard let value = try unsafe value(for: key, in: database) else { return nil }
        guard unsafe pages.hold(value) else { throw StorageError(.corrupted, in: .get) }
        guard unsafe pages.areInPlace(value) else { throw StorageError(.pageMisplaced, in: .get) }
        if unsafe pages.isOnOwnPages(value) { try checkPage(of: key, in: database) }
        return unsafe value
    }

    /// Checks the page that leads to a value on pages of its own.
    private func checkPage(of sought: RawSpan, in database: Database) throws(StorageError) {
        let cursor = try unsafe openCursor(in: database)
        defer { unsafe mdb_cursor_close(cursor) }
        var value = unsafe MDB_val()
        let isInPlace = try unsafe sought.withKey(.get) { key in
            unsafe mdb_cursor_get(cursor, &key, &value, MDB_SET_KEY) == MDB_SUCCESS
                && pages.areInPlace(UnsafeRawBufferPointer(key))
        }
        guard isInPlace else { throw StorageError(.pageMisplaced, in: .get) }
    }

    func statistics(of database: Database) throws(StorageError) -> DatabaseStatistics {
        let slot = try slot(of: database, .statistics)
        var statistics = MDB_stat()
        try StorageError.check(unsafe mdb_stat(pointer, slot, &statistics), .statistics)
        return DatabaseStatistics(statistics)
    }

    /// A new C cursor; whoever asks closes it.
    func openCursor(in database: Database) throws(StorageError) -> OpaquePointer {
        let slot = try slot(of: database, .cursor)
        var opened: OpaquePointer?
        try StorageError.check(unsafe mdb_cursor_open(pointer, slot, &opened), .cursor)
        guard let cursor = unsafe opened else { throw StorageError(.memoryFull, in: .cursor) }
        return unsafe cursor
    }

    var id: UInt { UInt(unsafe mdb_txn_id(pointer)) }

    func abort() { unsafe mdb_txn_abort(pointer) }
}
