import Dispatch
import StockAPI
import StockModel

/// Restores the latest backup aside, to see that it can be done, how much would be lost, and how long it takes.
///
/// Nothing of the backup or the archive is changed, and what was restored is deleted.
public struct RestoreDrill: Sendable {
    /// The folder of the backups, or of one.
    public var backups: String
    /// The archive's folder; nil: the backup alone.
    public var archive: String?
    /// Told how far it is, and asked whether to go on.
    public var hooks = BackupHooks()

    /// A drill with these backups.
    public init(backups: String, archive: String? = nil) {
        self.backups = backups
        self.archive = archive
    }

    /// What a drill came to.
    public struct Report: Sendable {
        /// The backup that was restored.
        public var backup: BackupFolder
        /// What was restored: its sequence and time are the recovery point.
        public var restore: StoreRestore.Report
        /// How long the restore took, and making it ready for use: the recovery time.
        public var recoveryMilliseconds: UInt64 { restore.milliseconds }
        /// The backup's rows, recomputed.
        public var verifiedBackup: VerificationReport
        /// The restored rows, recomputed.
        public var verifiedStore: VerificationReport
        /// How long recomputing took, which no recovery has to wait for.
        public var verifyMilliseconds: UInt64

        /// What is not as it has to be, in words.
        public var differences: [String] {
            var found = verifiedBackup.differences.map { "backup: \($0)" }
            found += verifiedStore.differences.map { "restored: \($0)" }
            if verifiedBackup.stateHash != backup.manifest.store.stateHash {
                found.append(
                    "the backup's rows have state hash \(verifiedBackup.stateHash), its manifest says \(backup.manifest.store.stateHash)"
                )
            }
            if verifiedStore.stateHash != restore.store.stateHash {
                found.append(
                    "the restored rows have state hash \(verifiedStore.stateHash), the store says \(restore.store.stateHash)"
                )
            }
            if restore.sequencesReplayed == 0, verifiedStore.stateHash != verifiedBackup.stateHash {
                found.append("the restored rows are not those of the backup, though nothing was replayed")
            }
            return found
        }
    }

    /// Restores into a new folder, verifies it, and leaves it to the caller to be deleted.
    ///
    /// - Parameter path: where the store is made; there is nothing yet.
    /// - Returns: what it came to, differences included.
    /// - Throws: `BackupFailure` where it cannot be restored.
    public func run(in path: String) throws(BackupFailure) -> Report {
        let backup = try BackupFolder.find(backups)
        var restore = StoreRestore(backup)
        restore.archive = archive
        restore.hooks = hooks
        let restored = try restore.run(to: path)
        let began = DispatchTime.now().uptimeNanoseconds
        let verifiedBackup = try verify(backup.path)
        let verifiedStore = try verify(path)
        let milliseconds = (DispatchTime.now().uptimeNanoseconds - began) / 1_000_000
        return Report(
            backup: backup, restore: restored, verifiedBackup: verifiedBackup, verifiedStore: verifiedStore,
            verifyMilliseconds: milliseconds)
    }

    private func verify(_ path: String) throws(BackupFailure) -> VerificationReport {
        try StoreCopy.verify(at: path, hooks)
    }
}
