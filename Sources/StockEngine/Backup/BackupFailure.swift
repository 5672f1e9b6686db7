public import StockAPI
import StockFiles
import StockJournal
public import StockModel

/// Why a backup was not made, or is not restored; the remedy stands with each case.
@nonexhaustive
public enum BackupFailure: Error, Hashable, Sendable {
    /// The folder holds no backup. Check the path.
    case noBackup(folder: String)
    /// The backup has no manifest: making it was interrupted. Remove the folder, and use another backup.
    case interrupted(folder: String)
    /// A file of the backup does not have the bytes that were written. Use another backup.
    case damaged(file: String, what: String)
    /// A file of the backup is not there. Use another backup.
    case fileMissing(file: String)
    /// The backup was made by a newer version of this program. Use that version.
    case newerFormat(file: String, format: Int)
    /// The folder has backups of several stores. Name one of them.
    case severalStores(folder: String)
    /// None of the backups is from before what is to be restored. The oldest one is from this sequence.
    case beforeOldestBackup(folder: String, sequence: SequenceNumber, time: Instant)
    /// What is to be restored lies before the backup. Use an older one.
    case beforeBackup(sequence: SequenceNumber, time: Instant)
    /// The backup, with the archive that was named, ends before what is to be restored.
    case notReached(sequence: SequenceNumber, time: Instant)
    /// The archive has no segment of the backup's store and incarnation. Check the path; or restore without an archive.
    case archiveEmpty(folder: String)
    /// Sequences are missing in the archive: they were let go of, or taken away. Restore to a sequence before them, or use a
    /// backup from behind them; and take a new backup now.
    case archiveGap(folder: String, first: SequenceNumber, last: SequenceNumber)
    /// A segment of the archive cannot be replayed. Restore to a sequence before it, or bring another copy of it.
    case archiveDamaged(file: String, offset: Int, sequence: SequenceNumber, what: String)
    /// A segment of the archive belongs to another store or incarnation. Move it away.
    case archiveForeign(file: String)
    /// Where the store is to be restored there is something already. Name a new folder.
    case targetExists(String)
    /// It is no copy: it has a journal of its own. Open it as it is.
    case hasJournal(String)
    /// It is a backup, which would be none any more if it were adopted. Restore it.
    case isBackup(String)
    /// The server has ended the backup before it was whole, or cannot make one now. Try again.
    case ended(String)
    /// A file could not be read or written. See the error inside.
    case files(operation: String, path: String, what: String)
    /// The store could not be read, replayed or written. See the failure inside.
    case store(StockFailure)
    /// It was interrupted; what was unfinished is removed.
    case cancelled
}

extension BackupFailure: CustomStringConvertible {
    /// One line for a person, with the remedy.
    public var description: String {
        switch self {
        case .noBackup(let folder): "there is no backup in \(folder): make one with stockroom backup --to \(folder)"
        case .interrupted(let folder):
            "\(folder) is a backup that was interrupted: it has no manifest. Remove it, and use another backup"
        case .damaged(let file, let what): "\(file) is damaged: \(what). Use another backup"
        case .fileMissing(let file): "\(file) is missing. Use another backup"
        case .newerFormat(let file, let format):
            "\(file) was written by a newer version of this program (format \(format)); use that version"
        case .severalStores(let folder): "\(folder) has backups of several stores: name the folder of one backup"
        case .beforeOldestBackup(let folder, let sequence, let time):
            "\(folder) has no backup from before: the oldest one is from sequence \(sequence), \(time.seconds)"
        case .beforeBackup(let sequence, let time):
            "the backup is from sequence \(sequence), \(time.seconds), which is later: use an older one"
        case .notReached(let sequence, let time):
            "all there is ends at sequence \(sequence), \(time.seconds): name an earlier one, bring later segments of the archive, or restore to the newest"
        case .archiveEmpty(let folder):
            "there are no segments of the backup's store and incarnation in \(folder): check the path, or restore the backup without --archive"
        case .archiveGap(let folder, let first, let last):
            "the archive \(folder) has a gap: sequences \(first) to \(last) are missing. Restore to a sequence before them (--to-sequence \(first - 1)), or use a backup from behind them; and take a new backup now"
        case .archiveDamaged(let file, let offset, let sequence, let what):
            "\(file) is damaged at byte \(offset): \(what). Bring another copy of it, or restore to a sequence before it (--to-sequence \(sequence == 0 ? 0 : sequence - 1) at most)"
        case .archiveForeign(let file):
            "\(file) belongs to another store, or to another incarnation of this one: move it away"
        case .targetExists(let path): "\(path) is there already: restore into a folder that does not exist"
        case .hasJournal(let path): "\(path) has a journal of its own, so it is no copy: open it as it is"
        case .isBackup(let path):
            "\(path) is a backup, and would be none any more: restore it with stockroom restore --from \(path) --to DIR"
        case .ended(let why): "there is no backup: \(why). What was received is removed; try again"
        case .files(let operation, let path, let what): "\(operation) of \(path) failed: \(what)"
        case .store(let failure): failure.description
        case .cancelled: "interrupted; what was unfinished is removed"
        }
    }

    /// Whether the backup or the archive is at fault, and not this machine.
    public var isRefusal: Bool {
        switch self {
        case .files, .store, .ended, .cancelled: false
        default: true
        }
    }
}

extension BackupFailure {
    init(_ error: FilesError) {
        self = .files(operation: error.operation.rawValue, path: error.path, what: "\(error)")
    }

    init(_ error: ArchiveError) {
        switch error {
        case .damaged(let file, let offset, let sequence, let what):
            self = .archiveDamaged(file: file, offset: offset, sequence: sequence, what: what)
        case .foreign(let file): self = .archiveForeign(file: file)
        case .newerFormat(let file, let format): self = .newerFormat(file: file, format: Int(format))
        case .empty(let folder): self = .archiveEmpty(folder: folder)
        case .gap(let folder, let first, let last): self = .archiveGap(folder: folder, first: first, last: last)
        case .files(let error): self.init(error)
        case .cancelled: self = .cancelled
        case .exists(let file), .sourceDamaged(let file, _):
            self = .archiveDamaged(file: file, offset: 0, sequence: 0, what: "\(error)")
        }
    }
}

extension BackupFailure {
    /// Why a store's file could not be read.
    init(_ failure: StockFailure, reading file: String) {
        switch failure {
        case .damaged(let what): self = .damaged(file: file, what: what)
        case .storageFailed(let what): self = .files(operation: "read", path: file, what: what)
        case .closed: self = .cancelled
        default: self = .store(failure)
        }
    }
}

extension Instant {
    /// In UTC, to a second, for people.
    var seconds: String { UTCText.seconds(millisecondsSinceEpoch) }
}

/// Does something with files.
func filing<Value: ~Copyable>(_ body: () throws(FilesError) -> Value) throws(BackupFailure) -> Value {
    do throws(FilesError) { return try body() } catch { throw BackupFailure(error) }
}

/// Does something with a store.
func replaying<Value: ~Copyable>(_ body: () throws(StockFailure) -> Value) throws(BackupFailure) -> Value {
    do throws(StockFailure) { return try body() } catch {
        throw error == .closed ? .cancelled : .store(error)
    }
}

/// Does something with an archive.
func archiving<Value: ~Copyable>(_ body: () throws(ArchiveError) -> Value) throws(BackupFailure) -> Value {
    do throws(ArchiveError) { return try body() } catch { throw BackupFailure(error) }
}

/// The next batch of an archive.
func nextRecord(_ journal: inout ArchivedJournal) throws(BackupFailure) -> JournalRecord? {
    do throws(ArchiveError) { return try journal.next() } catch { throw BackupFailure(error) }
}
