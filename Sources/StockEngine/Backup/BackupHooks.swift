/// How whoever waits for a backup, a restore or a drill hears of it, and ends it.
public struct BackupHooks: Sendable {
    /// What is being done.
    public enum Step: Sendable, Hashable {
        /// Files are read and compared with the manifest.
        case reading
        /// Archived segments are replayed; counted in sequences, without a known end.
        case replaying
        /// Rows are verified, without a known end.
        case verifying
    }

    let report: (@Sendable (Step, UInt64, UInt64) -> Void)?
    let isCancelled: @Sendable () -> Bool

    /// Made of its parts.
    ///
    /// - Parameters:
    ///   - isCancelled: asked now and then; when true, what is unfinished is removed and `cancelled` thrown.
    ///   - report: told now and then the step, how much is done, and of how much, which is 0 where that is not known.
    public init(
        isCancelled: @escaping @Sendable () -> Bool = { false },
        report: (@Sendable (Step, UInt64, UInt64) -> Void)? = nil
    ) {
        self.report = report
        self.isCancelled = isCancelled
    }

    func progress(_ step: Step, _ done: UInt64, of all: UInt64 = 0) { report?(step, done, all) }
}
