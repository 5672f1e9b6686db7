import CLMDB
import Synchronization

extension Writer {
    /// Removes `database` with its entries and its name, for a migration that no longer needs it.
    ///
    /// Its pages become free.
    ///
    /// Afterwards, no database that is not open yet can be opened (`reopenNeeded`) until the environment
    /// is opened again, and `database` is `databaseUnknown`. To empty a database that is still needed
    /// use `WriteTransaction.clear`.
    ///
    /// - Throws: `databaseUnknown`, and what `write` throws.
    public mutating func dropDatabase(_ database: Database) throws(StorageError) {
        let transaction = try storage.begin(readOnly: false, .dropDatabase)
        try storage.databases.withLock { databases throws(StorageError) in
            do throws(StorageError) {
                let slot = try transaction.slot(of: database, .dropDatabase)
                // LMDB closes the handle at once, also where the commit fails later.
                databases.forget(slot: slot)
                try StorageError.check(unsafe mdb_drop(transaction.pointer, slot, 1), .dropDatabase)
            } catch {
                transaction.abort()
                throw error
            }
            try StorageError.check(unsafe mdb_txn_commit(transaction.pointer), .commit)
        }
    }
}
