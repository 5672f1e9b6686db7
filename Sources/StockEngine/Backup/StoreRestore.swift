import Dispatch
import StockAPI
import StockBytes
public import StockFiles
import StockModel

/// Makes a store from a backup, and from the archived segments of the journal behind it.
///
/// The store is made beside its folder and given its name at the end, so that one that was interrupted is never taken for
/// whole. It is a new incarnation with a journal of its own: whoever follows the feed of the old one is told.
public struct StoreRestore: Sendable {
    /// The backup.
    public var backup: BackupFolder
    /// The archive's folder; nil: the backup alone.
    public var archive: String?
    /// To which moment.
    public var target: RestoreTarget = .newest
    /// Where the restored store's journal is to lie; nil: in the store's folder.
    public var journalFolder: String?
    /// Every file operation but those of LMDB goes through this.
    public var files: any FileSystem = SystemFiles()
    /// Size of a segment of the new journal, in bytes.
    public var journalSegmentBytes = StockroomOptions().journalSegmentBytes
    /// Told how far it is, and asked whether to go on.
    public var hooks = BackupHooks()

    /// A restore of this backup.
    public init(_ backup: BackupFolder) { self.backup = backup }

    /// What a restore came to.
    public struct Report: Sendable, Hashable {
        /// The restored store, with its new incarnation.
        public var store: StoreIdentity
        /// Sequences that were replayed from the archive.
        public var sequencesReplayed: UInt64 = 0
        /// Segments of the archive that were read to their end.
        public var segments = 0
        /// How long it took.
        public var milliseconds: UInt64 = 0
    }

    /// Restores into a folder that does not exist.
    ///
    /// Reads and writes the whole store, and replays at the speed of an opening; call it from a thread that may wait.
    ///
    /// - Parameter path: the folder of the store.
    /// - Returns: what it came to.
    /// - Throws: `BackupFailure`; then there is nothing at `path`.
    public func run(to path: String) throws(BackupFailure) -> Report {
        var path = path
        while path.hasSuffix("/"), path.utf8.count > 1 { path.removeLast() }
        let began = DispatchTime.now().uptimeNanoseconds
        let store = backup.manifest.store
        guard target.isReached(from: store) else { throw .beforeBackup(sequence: store.sequence, time: store.time) }
        try requireNothing(at: path)
        if let journalFolder { try requireNothing(at: journalFolder) }
        let unfinished = path + ".restoring"
        var isNamed = false
        do throws(BackupFailure) {
            // What an earlier attempt left there is of no use to anybody.
            remove(unfinished)
            try copyData(to: unfinished)
            try backup.checkPages(files, hooks)
            var report = try replay(in: unfinished)
            try StoreAdoption(files: files, journalFolder: journalFolder, journalSegmentBytes: journalSegmentBytes)
                .begin(unfinished)
            report.store = StoreIdentity(
                try replaying { () throws(StockFailure) in try StoreCopy.facts(at: unfinished, files) })
            try filing { () throws(FilesError) in
                try files.rename(unfinished, to: path)
                isNamed = true
                try files.synchronizeFolder(StoreFolder.parent(of: path))
            }
            report.milliseconds = (DispatchTime.now().uptimeNanoseconds - began) / 1_000_000
            return report
        } catch {
            // A store whose name may be gone after a power cut has not been restored, and would be without its journal.
            remove(isNamed ? path : unfinished)
            if let journalFolder { remove(journalFolder) }
            throw error
        }
    }

    private func requireNothing(at path: String) throws(BackupFailure) {
        let isFree = try filing { () throws(FilesError) in
            try files.exists(path) ? try files.list(path).isEmpty : true
        }
        guard isFree else { throw .targetExists(path) }
    }

    /// Copies the store's file, comparing what is read with the manifest.
    private func copyData(to unfinished: String) throws(BackupFailure) {
        let data = try filing { () throws(FilesError) in
            try files.makeFolder(unfinished)
            return try files.open(unfinished + "/" + BackupWriter.dataName, .create)
        }
        try backup.check(files: files, hooks) { bytes, offset throws(FilesError) in
            try data.writeDurably(bytes.span.rawBytes, at: offset)
        }
        try filing { () throws(FilesError) in
            try data.synchronize()
            try files.synchronizeFolder(unfinished)
        }
    }

    /// Removes a folder with all that is in it.
    private func remove(_ path: String) {
        for name in (try? files.list(path)) ?? [] {
            let inner = path + "/" + name
            if (try? files.removeIfPresent(inner)) == nil { remove(inner) }
        }
        _ = try? files.removeIfPresent(path)
    }
}
