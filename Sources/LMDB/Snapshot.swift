import CLMDB
import Synchronization

/// A read transaction to keep: sees one state until it is renewed, and may be a stored property.
///
/// It holds a reader slot and keeps the environment open. While it stays on an old state, no page that a
/// later commit freed can be reused and the file grows: renew it after each commit that matters.
///
/// Bytes and cursors obtained from it are bound to a borrow of it: `renew()` does not compile while one
/// lives. From a class's stored property use `read(_:)`, since such a borrow lasts only for a call.
///
/// `@unchecked Sendable`: moving is safe because read transactions are not tied to threads, and sharing
/// because every open database's root is loaded when it begins, after which LMDB only reads.
@safe public struct Snapshot: ~Copyable, @unchecked Sendable {
    let transaction: TransactionPointer
    let tenure = Tenure()
    let storage: EnvironmentStorage

    init(_ transaction: TransactionPointer, of storage: EnvironmentStorage) {
        self.transaction = transaction
        self.storage = storage
        loadRoots()
    }

    deinit {
        tenure.end()
        storage.end(transaction)
    }

    /// The number of the commit that it sees; grows by one with each.
    public var id: UInt { transaction.id }

    /// Moves on to the last committed state.
    ///
    /// Costs about a microsecond and no memory.
    ///
    /// - Throws: `mapResized`, `usedAfterFork`, `environmentBroken`. It can then be renewed again, but
    ///   until that succeeds every reading throws `transactionFailed`.
    public mutating func renew() throws(StorageError) {
        try storage.checkProcess(.renew)
        tenure.end()
        unsafe mdb_txn_reset(transaction.pointer)
        try StorageError.check(unsafe mdb_txn_renew(transaction.pointer), .renew)
        loadRoots()
    }

    /// Reads each open database's root into the transaction, which LMDB would do at its first use, and then from any
    /// thread.
    ///
    /// A database that cannot be loaded reports it when it is used.
    private func loadRoots() {
        let slots = storage.databases.withLock { databases in databases.slots }
        var statistics = MDB_stat()
        for slot in slots.values { _ = unsafe mdb_stat(transaction.pointer, slot, &statistics) }
    }
}
