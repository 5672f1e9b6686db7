import StockAPI
public import StockFiles
import StockJournal
public import StockModel

extension BackupFolder {
    /// What verifying a backup came to.
    public struct Verification: Sendable, Hashable {
        /// The rows.
        public var report: VerificationReport
        /// The last sequence that can be restored: that of the backup, or of the archive behind it.
        public var sequence: SequenceNumber
        /// Segments of the archive that were read.
        public var segments = 0
    }

    /// Verifies a backup where it lies: its files against the manifest, then everything that has to be true of its rows; and
    /// that the archive goes on from it without a gap and without damage.
    ///
    /// - Parameters:
    ///   - archive: the archive's folder; nil: the backup alone.
    ///   - files: the disk.
    ///   - hooks: told how far it is, and asked whether to go on.
    /// - Returns: what was found; differences between rows are listed in it and not thrown.
    /// - Throws: `BackupFailure` for a file that is not what it was.
    public func verify(
        archive: String? = nil, files: any FileSystem = SystemFiles(), _ hooks: BackupHooks = BackupHooks()
    ) throws(BackupFailure) -> Verification {
        try check(files: files, hooks)
        let copy = try replaying { () throws(StockFailure) in
            try StoreCopy.open(at: path, files: files, isCancelled: { hooks.isCancelled() })
        }
        guard copy.identity == manifest.store else {
            throw .damaged(
                file: path + "/" + BackupManifest.fileName, what: "it is about another store than the one beside it")
        }
        var report = try replaying { () throws(StockFailure) in
            try copy.verify(progress: { hooks.progress(.verifying, $0) }, isCancelled: { hooks.isCancelled() })
        }
        if report.stateHash != manifest.store.stateHash {
            report.differences.append(
                "the rows have state hash \(report.stateHash), the manifest says \(manifest.store.stateHash)")
        }
        var verification = Verification(report: report, sequence: manifest.store.sequence)
        guard let archive else { return verification }
        let archived = SegmentArchive(root: archive, identity: manifest.store.journalIdentity, files: files)
        var journal = try archiving { () throws(ArchiveError) in
            try ArchivedJournal(archived, after: manifest.store.sequence)
        }
        while let record = try nextRecord(&journal) {
            if hooks.isCancelled() { throw .cancelled }
            verification.sequence = record.lastSequence
        }
        verification.segments = journal.segments
        return verification
    }

    /// Reads all pages of the store's file: a backup has the bytes that the store had, and those may have been damaged.
    ///
    /// - Throws: `damaged`, with page and table.
    func checkPages(_ files: any FileSystem, _ hooks: BackupHooks) throws(BackupFailure) {
        do throws(StockFailure) {
            try PageCheck.check(path, files, .everything, isCancelled: { hooks.isCancelled() })
        } catch { throw BackupFailure(error, reading: path + "/" + BackupWriter.dataName) }
    }
}
