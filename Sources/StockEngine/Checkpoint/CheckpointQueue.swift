import Dispatch
import StockAPI
import StockModel
import Synchronization

/// Runs checkpoints on a queue of their own, one at a time, while the engine goes on.
final class CheckpointQueue: Sendable {
    private let queue = DispatchQueue(label: "stockroom.checkpoint")
    private let writer: CheckpointWriter
    private let writeback: PacedWriteback
    private let spareQueue = DispatchQueue(label: "stockroom.checkpoint.spare")
    private let spare = Mutex(Spare())

    /// One without content, whose overlay is ready to take the active one's place.
    private struct Spare {
        var overlay: SealedOverlay?
        var isBeingMade = false

        /// Of two the one with more memory.
        mutating func keep(_ other: SealedOverlay) {
            if other.capacityBytes > overlay?.capacityBytes ?? 0 { overlay = other }
        }
    }

    init(_ writer: CheckpointWriter, writeback: PacedWriteback) {
        self.writer = writer
        self.writeback = writeback
    }

    struct Ended: Sendable {
        var result: Result<CheckpointWriter.Report, StockFailure>
        var milliseconds: UInt64
    }

    /// Writes a sealed overlay down; tells when it has ended.
    func start(_ sealed: SealedOverlay, time: Instant, completion: @escaping @Sendable (Ended) -> Void) {
        queue.async { [self] in
            let start = DispatchTime.now().uptimeNanoseconds
            let result = writeback.during {
                Result { () throws(StockFailure) in try writer.write(sealed, time: time) }
            }
            let milliseconds = (DispatchTime.now().uptimeNanoseconds - start) / 1_000_000
            completion(Ended(result: result, milliseconds: milliseconds))
        }
    }

    /// Empties an overlay that is in LMDB, or gives its memory back, and does the same with levels that another table
    /// replaces; nobody reads either any more.
    ///
    /// It is not done where callers wait.
    func reuse(_ sealed: SealedOverlay, _ unmerged: UnmergedLevels) {
        queue.async { [self] in
            writer.reuse(unmerged)
            guard sealed.isWorthKeeping else { return }
            sealed.removeAll()
            spare.withLock { $0.keep(sealed) }
        }
    }

    /// One without content, if there is one.
    func takeSpare() -> SealedOverlay? { spare.withLock { $0.overlay.take() } }

    /// Memory of the spare one's tables; zero when there is none.
    var spareCapacityBytes: Int { spare.withLock { $0.overlay?.capacityBytes ?? 0 } }

    /// Makes one without content whose memory is there, unless that has been done or is being done.
    func prepareSpare(seed: UInt64, forChangedBytes bytes: Int) {
        let begins = spare.withLock { spare in
            guard spare.overlay == nil, !spare.isBeingMade else { return false }
            spare.isBeingMade = true
            return true
        }
        guard begins else { return }
        spareQueue.async { [self] in
            let made = SealedOverlay.spare(seed: seed, forChangedBytes: bytes)
            spare.withLock { spare in
                spare.keep(made)
                spare.isBeingMade = false
            }
        }
    }

    /// Returns when none is being written any more.
    func drain() { queue.sync {} }
}
