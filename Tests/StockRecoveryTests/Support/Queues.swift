import Dispatch
import StockEngine
import Synchronization

/// Holds up the first work that comes to it.
final class QueueGate: Sendable {
    private let wasReached = Atomic(false)
    private let opened = DispatchSemaphore(value: 0)

    var isReached: Bool { wasReached.load(ordering: .relaxed) }

    func open() { opened.signal() }

    func pass() {
        if !wasReached.exchange(true, ordering: .relaxed) { opened.wait() }
    }
}

/// One piece of work after the other, as in a store, behind a gate where there is one.
struct OrderedQueue: WorkQueue {
    private let queue: DispatchQueue
    private let gate: QueueGate?

    init(_ label: String, _ gate: QueueGate? = nil) {
        queue = DispatchQueue(label: label)
        self.gate = gate
    }

    func run(_ work: @escaping @Sendable () -> Void) {
        queue.async { [gate] in
            gate?.pass()
            work()
        }
    }

    func drain() { queue.sync {} }
}

/// Does nothing before somebody waits for it.
final class HeldQueue: WorkQueue {
    private let work = Mutex<[@Sendable () -> Void]>([])

    func run(_ work: @escaping @Sendable () -> Void) { self.work.withLock { $0.append(work) } }

    func drain() {
        for work in work.withLock({ waiting in
            defer { waiting = [] }
            return waiting
        }) { work() }
    }
}
