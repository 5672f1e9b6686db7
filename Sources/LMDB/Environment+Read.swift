extension Environment {
    /// Runs `body` in a read transaction, which sees the last committed state and ends with `body`.
    ///
    /// Costs about a third of a microsecond. Any number may run at once, up to `readersMax`. While it
    /// runs, pages freed by later commits cannot be reused, so the file grows: keep it short.
    ///
    /// - Throws: `readersFull`, `mapResized`, `usedAfterFork`, and what `body` throws.
    public func read<Result: ~Copyable>(
        _ body: (borrowing ReadTransaction) throws(StorageError) -> Result
    ) throws(StorageError) -> Result {
        try read(failingAs: { $0 }, body)
    }

    /// As `read(_:)`, for a `body` with failures of its own: `wrap` makes one of a storage error, as an
    /// enum's case does: `read(failingAs: LoadError.storage) { … }`.
    public func read<Result: ~Copyable, Failure: Error>(
        failingAs wrap: (StorageError) -> Failure,
        _ body: (borrowing ReadTransaction) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let pointer: TransactionPointer
        do throws(StorageError) {
            pointer = try storage.begin(readOnly: true, .beginRead)
        } catch {
            throw wrap(error)
        }
        let tenure = Tenure()
        defer {
            tenure.end()
            storage.end(pointer)
        }
        return try body(ReadTransaction(pointer, during: tenure, of: self))
    }

    /// A read transaction to keep; see `Snapshot`.
    ///
    /// - Throws: `readersFull`, `mapResized`, `usedAfterFork`.
    public func snapshot() throws(StorageError) -> Snapshot {
        Snapshot(try storage.begin(readOnly: true, .beginRead), of: storage)
    }
}

extension EnvironmentStorage {
    /// Ends a read transaction, unless this is a child of `fork`: the reader slot is the parent's.
    func end(_ transaction: TransactionPointer) {
        if isInOpeningProcess { transaction.abort() }
    }
}
