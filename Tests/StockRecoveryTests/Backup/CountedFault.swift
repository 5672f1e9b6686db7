import StockFiles
import Synchronization

/// Decides about operations on a disk: the nth one of those that matter fails, and is remembered.
final class CountedFault: Sendable {
    private let state: Mutex<(left: Int, failed: FileOperation?)>
    private let matters: @Sendable (InjectedFaults.Attempt) -> Bool

    init(_ number: Int, _ matters: @escaping @Sendable (InjectedFaults.Attempt) -> Bool) {
        state = Mutex((number, nil))
        self.matters = matters
    }

    var failed: FileOperation? { state.withLock { $0.failed } }

    func decide(_ attempt: InjectedFaults.Attempt) -> InjectedFaults.Decision {
        guard matters(attempt) else { return .proceed }
        return state.withLock { state in
            state.left -= 1
            guard state.left == -1 else { return .proceed }
            state.failed = attempt.operation
            // A write fails in its middle, as a full disk or a crash leaves it.
            return attempt.operation == .write ? .tear(afterBytes: attempt.byteCount / 2, 5) : .fail(5)
        }
    }
}
