import Synchronization

/// What reads the store beside the engine, one after the other: each keeps LMDB open, so that closing ends them and waits.
final class BackgroundReads: Sendable {
    private let queue: any WorkQueue
    private let cancelled = Atomic<Bool>(false)

    init(queue: any WorkQueue) { self.queue = queue }

    var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    /// Runs `body` elsewhere.
    ///
    /// What it reads with is gone when it returns.
    func start(_ body: @escaping @Sendable () -> Void) { queue.run(body) }

    func cancel() { cancelled.store(true, ordering: .relaxed) }

    func cancelAndWait() {
        cancel()
        queue.drain()
    }
}
