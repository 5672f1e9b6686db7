import CLMDB
import Synchronization

/// The right to write an environment: there is one, and it cannot be copied.
///
/// **Serialized writes**: `write` needs the writer for itself, so a second write transaction beside a live
/// one does not compile. Other processes wait, LMDB's lock is theirs too. Moving it between threads is
/// safe; a transaction begins and ends within one call, on one thread, as LMDB demands.
public struct Writer: ~Copyable, Sendable {
    let storage: EnvironmentStorage
    let tenure = Tenure()

    init(of storage: EnvironmentStorage) { self.storage = storage }

    deinit { storage.releaseWriter() }

    /// Runs `body` in a write transaction: commits when it returns, aborts when it throws.
    ///
    /// A commit writes every changed page and flushes twice; its cost grows with the pages, not with the
    /// entries: write large, sorted batches. Keep a transaction below 100,000 changed pages (about
    /// 400 MB): above 131,071 LMDB 0.9.24 leaks pages of the file. It does not say how many it has
    /// changed, so the caller has to bound what it writes.
    ///
    /// - Throws: what `body` throws. From the beginning: `usedAfterFork`, `mapResized`,
    ///   `environmentBroken`. From the commit (`operation` is `commit`): `inputOutputFailed` if the disk
    ///   failed to write or flush, `diskFull`, `mapFull`, and `transactionFailed` if `body` kept an error
    ///   of the transaction to itself. See `StorageError.isFinal`.
    public mutating func write<Result: ~Copyable>(
        _ body: (inout WriteTransaction) throws(StorageError) -> Result
    ) throws(StorageError) -> Result {
        try write(failingAs: { $0 }, body)
    }

    /// As `write(_:)`, for a `body` with failures of its own, and at a pace.
    ///
    /// `wrap` makes a failure of a storage error, as an enum's case does:
    /// `write(failingAs: CheckpointError.storage) { … }`. `pace` says how the commit hands its pages to the disk.
    public mutating func write<Result: ~Copyable, Failure: Error>(
        pace: CommitPace = .atOnce, failingAs wrap: (StorageError) -> Failure,
        _ body: (inout WriteTransaction) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let pointer: TransactionPointer
        do throws(StorageError) {
            pointer = try storage.begin(readOnly: false, .beginWrite)
        } catch {
            throw wrap(error)
        }
        let result: Result
        do throws(Failure) {
            defer { tenure.end() }
            var transaction = WriteTransaction(pointer, of: self)
            result = try body(&transaction)
        } catch {
            storage.end(pointer)
            throw error
        }
        do throws(StorageError) {
            try storage.commit(pointer, pace)
        } catch {
            throw wrap(error)
        }
        return result
    }

    /// Opens databases in the order of `names`, creating those that are missing, in one transaction.
    ///
    /// - Throws: `databasesFull`, `databaseIncompatible`, `argumentInvalid` (a name is 1 to 511 bytes
    ///   without a zero), `databaseMissing` where not `creating`, `reopenNeeded`, and what `write` throws.
    public mutating func openDatabases(
        _ names: [String], creating: Bool = true
    ) throws(StorageError) -> [Database] {
        // The transaction first: it may wait for another process, and the lock must not.
        let transaction = try storage.begin(readOnly: false, .openDatabase)
        return try storage.databases.withLock { databases throws(StorageError) in
            try databases.open(names, creating: creating, in: transaction)
        }
    }

    /// Opens one database; see `openDatabases(_:creating:)`.
    public mutating func openDatabase(
        _ name: String, creating: Bool = true
    ) throws(StorageError) -> Database {
        guard let database = try openDatabases([name], creating: creating).first else {
            throw StorageError(.databaseMissing, in: .openDatabase)
        }
        return database
    }
}

extension EnvironmentStorage {
    /// Ends a write transaction with its changes on disk, or without them.
    fileprivate func commit(_ transaction: TransactionPointer, _ pace: CommitPace) throws(StorageError) {
        try checkProcess(.commit)
        dataFile?.set(pace)
        try StorageError.check(unsafe mdb_txn_commit(transaction.pointer), .commit)
    }
}
