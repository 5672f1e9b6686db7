import Dispatch
import Synchronization

/// The verifications that run beside the engine: each keeps LMDB open, so that closing ends them and waits.
final class Verifications: Sendable {
    private let running = DispatchGroup()
    private let cancelled = Atomic<Bool>(false)

    var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    /// Runs `body` elsewhere.
    ///
    /// What it reads with is gone when it returns.
    func start(_ body: @escaping @Sendable () -> Void) {
        running.enter()
        DispatchQueue.global().async { [running] in
            body()
            running.leave()
        }
    }

    func cancelAndWait() {
        cancelled.store(true, ordering: .relaxed)
        running.wait()
    }
}
