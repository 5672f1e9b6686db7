import CLMDB

/// What is known of the databases opened so far; lives behind the lock that opening needs.
struct OpenDatabases: Sendable {
    /// LMDB's numbers, by name.
    private(set) var slots: [String: UInt32] = [:]

    /// Whether one was dropped.
    ///
    /// LMDB gives its number to the next database that is opened, and an old handle would silently read that one; so
    /// none is opened any more.
    private var wasDropped = false

    mutating func forget(slot: UInt32) {
        slots = slots.filter { _, other in other != slot }
        wasDropped = true
    }

    /// Opens `names` in `transaction` and then commits it, since handles become common property only
    /// with a commit; ends the transaction in every case.
    mutating func open(
        _ names: [String], creating: Bool, in transaction: TransactionPointer
    ) throws(StorageError) -> [Database] {
        var opened: [(name: String, slot: UInt32)] = []
        do throws(StorageError) {
            for name in names { opened.append((name, try slot(of: name, creating, transaction))) }
        } catch {
            transaction.abort()
            throw error
        }
        try StorageError.check(unsafe mdb_txn_commit(transaction.pointer), .commit)
        for (name, slot) in opened { slots[name] = slot }
        return opened.map { Database(slot: $0.slot, environment: transaction.environment) }
    }

    private func slot(
        of name: String, _ creating: Bool, _ transaction: TransactionPointer
    ) throws(StorageError) -> UInt32 {
        if let known = slots[name] { return known }
        guard !wasDropped else { throw StorageError(.reopenNeeded, in: .openDatabase) }
        guard (1...keyBytesMax).contains(name.utf8.count), !name.utf8.contains(0) else {
            throw StorageError(.argumentInvalid, in: .openDatabase)
        }
        var slot: MDB_dbi = 0
        let flags = creating ? UInt32(MDB_CREATE) : 0
        try StorageError.check(unsafe mdb_dbi_open(transaction.pointer, name, flags, &slot), .openDatabase)
        return slot
    }
}
