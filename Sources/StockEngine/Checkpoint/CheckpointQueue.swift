import Dispatch
import StockAPI
import StockModel

/// Runs checkpoints on a queue of their own, one at a time, while the engine goes on.
final class CheckpointQueue: Sendable {
    private let queue = DispatchQueue(label: "stockroom.checkpoint")
    private let writer: CheckpointWriter

    init(_ writer: CheckpointWriter) { self.writer = writer }

    struct Ended: Sendable {
        var result: Result<CheckpointWriter.Report, StockFailure>
        var milliseconds: UInt64
    }

    /// Writes a sealed overlay down; tells when it has ended.
    func start(_ sealed: SealedOverlay, time: Instant, completion: @escaping @Sendable (Ended) -> Void) {
        queue.async { [self] in
            let start = DispatchTime.now().uptimeNanoseconds
            let result = Result { () throws(StockFailure) in try writer.write(sealed, time: time) }
            let milliseconds = (DispatchTime.now().uptimeNanoseconds - start) / 1_000_000
            completion(Ended(result: result, milliseconds: milliseconds))
        }
    }

    /// Returns when none is being written any more.
    func drain() { queue.sync {} }
}
