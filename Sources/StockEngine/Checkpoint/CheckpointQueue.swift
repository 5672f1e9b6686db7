import Dispatch
import LMDB
import StockAPI
import StockModel

/// Runs checkpoints on a queue of their own, one at a time, while the engine goes on.
final class CheckpointQueue: Sendable {
    private let queue = DispatchQueue(label: "stockroom.checkpoint")
    private let writer: CheckpointWriter
    private let writeback: PacedWriteback
    let spare = SpareOverlay()

    init(_ writer: CheckpointWriter, writeback: PacedWriteback) {
        self.writer = writer
        self.writeback = writeback
    }

    struct Ended: Sendable {
        var result: Result<CheckpointWriter.Report, StockFailure>
        var milliseconds: UInt64
    }

    /// Writes a sealed overlay down; tells when it has ended.
    func start(
        _ sealed: SealedOverlay, time: Instant, pace: CommitPace, completion: @escaping @Sendable (Ended) -> Void
    ) {
        queue.async { [self] in
            let start = DispatchTime.now().uptimeNanoseconds
            let write = {
                Result { [self] () throws(StockFailure) in try writer.write(sealed, time: time, pace: pace) }
            }
            let result = pace == .steady ? write() : writeback.during(write)
            let milliseconds = (DispatchTime.now().uptimeNanoseconds - start) / 1_000_000
            completion(Ended(result: result, milliseconds: milliseconds))
        }
    }

    /// Empties an overlay that is in LMDB, or gives its memory back, and does the same with levels that another table
    /// replaces; nobody reads either any more.
    ///
    /// It is not done where callers wait.
    func reuse(_ sealed: SealedOverlay, _ unmerged: UnmergedLevels) {
        let isKept = sealed.isWorthKeeping
        if isKept { spare.expect() }
        queue.async { [self] in
            writer.reuse(unmerged)
            guard isKept else { return }
            sealed.removeAll()
            spare.keep(sealed)
        }
    }

    /// Returns when none is being written any more.
    func drain() { queue.sync {} }
}
