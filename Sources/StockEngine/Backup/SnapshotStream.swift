import Foundation
import LMDB
public import StockAPI

/// The last checkpoint of an open store as a stream of bytes: those of a `data.mdb`.
///
/// While it lives, LMDB does not use again the pages that later checkpoints free, and the store's file grows by them: read
/// it to its end, or cancel it. Let go of, it is cancelled.
public final class SnapshotStream: Sendable {
    private let copy: EnvironmentCopy

    fileprivate init(_ copy: EnvironmentCopy) { self.copy = copy }

    deinit { copy.cancel() }

    /// The next bytes: so many, fewer at the end, none behind it.
    ///
    /// Waits for them: not to be called on a thread that others wait for.
    ///
    /// - Throws: `storageFailed`, `refused(storageFull)`; `closed` where it was cancelled, or the store is being closed.
    public func next(atMost count: Int) throws(StockFailure) -> [UInt8] {
        do throws(StorageError) { return try copy.read(atMost: count) } catch {
            throw error.isCancelled ? .closed : StockFailure(error)
        }
    }

    /// Ends it wherever it is.
    public func cancel() { copy.cancel() }
}

extension StorageError {
    fileprivate var isCancelled: Bool { operation == .copy && rawCode == ECANCELED }
}

extension Stockroom {
    /// Writes a checkpoint, then hands out what LMDB's file holds, while the engine goes on.
    ///
    /// It holds at least everything that was acknowledged before the call; at which sequence it is true stands in it.
    ///
    /// - Throws: what a checkpoint throws.
    public func snapshotStream() async throws(StockFailure) -> SnapshotStream {
        try await checkpoint()
        return try await ask { core throws(StockFailure) in
            SnapshotStream(try core.copies.start(core.environment))
        }
    }
}
