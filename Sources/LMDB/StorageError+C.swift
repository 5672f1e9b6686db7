import CLMDB

extension StorageError {
    /// What `result`, which a C call returned and which is not success, means in `operation`.
    @inline(never)
    init(c result: Int32, in operation: Operation) {
        self.code = Code(c: result, in: operation)
        self.operation = operation
        self.rawCode = result
    }

    /// Throws unless `result` says success.
    @inline(__always)
    static func check(_ result: Int32, _ operation: Operation) throws(StorageError) {
        guard result == MDB_SUCCESS else { throw StorageError(c: result, in: operation) }
    }

    /// The words of the C libraries for one of their codes.
    func text(of rawCode: Int32) -> String {
        guard let text = unsafe mdb_strerror(rawCode) else { return "unknown" }
        return unsafe String(cString: text)
    }
}

extension StorageError.Code {
    init(c result: Int32, in operation: StorageError.Operation) {
        self =
            result < 0
            ? Self(mdb: result, in: operation) : Self(errno: result, in: operation)
    }

    private init(mdb result: Int32, in operation: StorageError.Operation) {
        self =
            switch result {
            case MDB_KEYEXIST: .keyOutOfOrder
            case MDB_NOTFOUND: operation == .openDatabase ? .databaseMissing : .systemFailed
            case MDB_PAGE_NOTFOUND: .pageMissing
            case MDB_CORRUPTED: .corrupted
            case MDB_PANIC: .environmentBroken
            case MDB_VERSION_MISMATCH: .versionMismatch
            case MDB_INVALID: .notAnEnvironment
            case MDB_MAP_FULL: .mapFull
            case MDB_DBS_FULL: .databasesFull
            case MDB_READERS_FULL: .readersFull
            case MDB_TXN_FULL: .transactionFull
            case MDB_MAP_RESIZED: .mapResized
            case MDB_INCOMPATIBLE: .databaseIncompatible
            case MDB_BAD_TXN: .transactionFailed
            // Keys are measured before C is asked, so only the value can be meant.
            case MDB_BAD_VALSIZE: .valueSize
            case MDB_BAD_DBI: .databaseUnknown
            default: .systemFailed
            }
    }
}
