import StockEngine

/// The thread on which the engine runs, and the queues beside it, for one life of a machine.
final class SimulatedHost: EngineHost, @unchecked Sendable {
    // Unchecked, because a simulation runs on one thread.
    private let loop: EventLoop
    private let around: (() -> Void) -> Void
    private var waiting: [UInt64: @Sendable () -> Void] = [:]
    private var count: UInt64 = 0

    /// `around` is called with each turn, and performs it.
    init(_ loop: EventLoop, around: @escaping (() -> Void) -> Void) {
        self.loop = loop
        self.around = around
    }

    func callSoon(_ turn: @escaping @Sendable () -> Void) { call(afterNanoseconds: 1_000, turn) }

    func call(afterMilliseconds milliseconds: Int, _ turn: @escaping @Sendable () -> Void) {
        call(afterNanoseconds: UInt64(max(0, milliseconds)) * 1_000_000, turn)
    }

    private func call(afterNanoseconds delay: UInt64, _ turn: @escaping @Sendable () -> Void) {
        count += 1
        let number = count
        waiting[number] = turn
        loop.schedule(afterNanoseconds: delay) { [weak self] in self?.perform(number) }
    }

    private func perform(_ number: UInt64) {
        guard let turn = waiting.removeValue(forKey: number) else { return }
        around(turn)
    }

    /// Takes the next turn at once; false when there is none.
    @discardableResult
    func performFirst() -> Bool {
        guard let next = waiting.keys.min() else { return false }
        perform(next)
        return true
    }

    /// Takes all turns that wait, and those they ask for: the process ends.
    func finish() {
        var turns = 0
        while turns < 1_000, performFirst() { turns += 1 }
    }
}

/// A queue beside the engine, whose work is done one piece after the other, each after a while.
final class SimulatedQueue: WorkQueue, @unchecked Sendable {
    // Unchecked, because a simulation runs on one thread.
    private let loop: EventLoop
    private let delay: () -> UInt64
    private let around: (() -> Void) -> Void
    private var waiting: [@Sendable () -> Void] = []

    init(_ loop: EventLoop, delay: @escaping () -> UInt64, around: @escaping (() -> Void) -> Void) {
        self.loop = loop
        self.delay = delay
        self.around = around
    }

    func run(_ work: @escaping @Sendable () -> Void) {
        waiting.append(work)
        loop.schedule(afterNanoseconds: delay()) { [weak self] in self?.runFirst() }
    }

    private func runFirst() {
        guard !waiting.isEmpty else { return }
        around(waiting.removeFirst())
    }

    func drain() { while !waiting.isEmpty { runFirst() } }

    /// The process has died: what waits is never done.
    func forget() { waiting = [] }
}
