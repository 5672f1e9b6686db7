import LMDB
import StockAPI
import StockModel

/// Runs checkpoints on a queue of their own, one at a time, while the engine goes on.
final class CheckpointQueue: Sendable {
    private let queue: any WorkQueue
    private let writer: CheckpointWriter
    private let writeback: PacedWriteback?
    private let clock: any EngineClock
    let spare: SpareOverlay

    init(
        _ writer: CheckpointWriter, writeback: PacedWriteback?, clock: any EngineClock,
        makeQueue: (String) -> any WorkQueue
    ) {
        self.writer = writer
        self.writeback = writeback
        self.clock = clock
        queue = makeQueue("stockroom.checkpoint")
        spare = SpareOverlay(queue: makeQueue("stockroom.checkpoint.spare"))
    }

    struct Ended: Sendable {
        var result: Result<CheckpointWriter.Report, StockFailure>
        var milliseconds: UInt64
    }

    /// Writes a sealed overlay down; tells when it has ended.
    func start(
        _ sealed: SealedOverlay, time: Instant, pace: CommitPace, completion: @escaping @Sendable (Ended) -> Void
    ) {
        queue.run { [self] in
            let start = clock.uptimeNanoseconds
            let write = {
                Result { [self] () throws(StockFailure) in try writer.write(sealed, time: time, pace: pace) }
            }
            let result = pace == .atOnce ? writeback?.during(write) ?? write() : write()
            let milliseconds = (clock.uptimeNanoseconds - start) / 1_000_000
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
        queue.run { [self] in
            writer.reuse(unmerged)
            guard isKept else { return }
            sealed.removeAll()
            spare.keep(sealed)
        }
    }

    /// Returns when none is being written any more.
    func drain() { queue.drain() }
}
