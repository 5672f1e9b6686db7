import LMDB
import StockAPI
import StockFiles
import StockJournal
import StockModel

extension StockFailure {
    init(_ error: StorageError) {
        switch error.code {
        case .corrupted, .pageMisplaced, .pageMissing: self = .damaged("data.mdb: \(error)")
        // LMDB gives up a reading transaction at a damaged page; until it is renewed, every read is answered so.
        case .transactionFailed where error.operation == .get || error.operation == .cursor:
            self = .damaged("LMDB has found a damaged page: \(error)")
        case .diskFull, .mapFull: self = .refused(.storageFull)
        case .alreadyOpen, .folderMissing, .accessDenied, .notAnEnvironment, .versionMismatch, .usedAfterFork,
            .readOnly:
            self = .cannotOpen("\(error)")
        default: self = .storageFailed("\(error)")
        }
    }

    /// As above, with the table in which a page is damaged.
    init(_ error: StorageError, in table: StoreTable) {
        self.init(error)
        if case .damaged = self { self = .damaged("data.mdb, `\(table.name)`: \(error)") }
    }

    init(_ error: JournalError) {
        switch error {
        case .damaged(let damage) where damage.reason == .endsBeforeCheckpoint:
            self = .damaged(
                "journal: \(damage). It is older than the store, or its last records cannot be read, so what was acknowledged after the checkpoint may be missing. Bring back the journal that belongs to the store; or, to go on without, move this one away and open the store with adoptsWithoutJournal"
            )
        case .damaged(let damage): self = .damaged("journal: \(damage)")
        case .locked(let folder): self = .cannotOpen("another process has the journal in \(folder) open; stop it first")
        case .foreign(let file):
            self = .cannotOpen("\(file) belongs to another store, or to this one before a restore; move it away")
        case .newerFormat(let file, let format):
            self = .cannotOpen("\(file) was written by a newer version (format \(format)); use that version")
        case .full(let error), .storageFailed(let error), .files(let error): self = .storageFailed("journal: \(error)")
        case .recordTooLarge, .sequenceMismatch, .replayUnfinished: self = .storageFailed("journal: \(error)")
        }
    }

    init(_ error: FilesError) {
        self =
            error.code == .locked
            ? .cannotOpen("\(error)") : .storageFailed("\(error)")
    }
}

/// Runs something that can fail in LMDB's way.
func storing<Value: ~Copyable>(_ body: () throws(StorageError) -> Value) throws(StockFailure) -> Value {
    do throws(StorageError) { return try body() } catch { throw StockFailure(error) }
}
