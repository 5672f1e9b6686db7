import Synchronization

/// Collects what many tasks see.
final class LoadRecorder: Sendable {
    fileprivate struct State {
        var record: LoadRecord
        /// Those that are not finished yet, the earliest first.
        var open: [IntervalRecord] = []
        var inFlight = 0
    }

    private let began: ContinuousClock.Instant
    private let intervalSeconds: Double
    private let state: Mutex<State>

    init(began: ContinuousClock.Instant, intervalSeconds: Double) {
        self.began = began
        self.intervalSeconds = intervalSeconds
        state = Mutex(State(record: LoadRecord(intervalSeconds: intervalSeconds)))
    }

    /// A request is due at this moment.
    func offered(at due: ContinuousClock.Instant) {
        state.withLock { $0.interval(at: index(of: due)) { $0.offered += 1 } }
    }

    /// A request is on its way: so much later than it should be.
    func sent(due: ContinuousClock.Instant, at sent: ContinuousClock.Instant) {
        state.withLock { state in
            state.inFlight += 1
            state.record.delay.record(microseconds: due.duration(to: sent).microseconds)
        }
    }

    func answered(
        _ action: LoadAction, _ result: RequestResult, due: ContinuousClock.Instant, at now: ContinuousClock.Instant
    ) {
        let microseconds = due.duration(to: now).microseconds
        let index = index(of: now)
        state.withLock { state in
            state.inFlight -= 1
            state.record.actions[action, default: .init()].results.count(result)
            state.record.actions[action, default: .init()].latency.record(microseconds: microseconds)
            state.interval(at: index) { interval in
                interval.results.count(result)
                interval.latency.record(microseconds: microseconds)
            }
        }
    }

    func notSent(_ count: Int) { state.withLock { $0.record.notSent += count } }

    /// Ends the intervals before a moment, and gives them.
    func finishedIntervals(at now: ContinuousClock.Instant) -> [IntervalRecord] {
        let index = index(of: now)
        return state.withLock { $0.finish(before: index) }
    }

    /// All that was seen; the last intervals are given, too.
    func finish(at now: ContinuousClock.Instant, wasInterrupted: Bool) -> (LoadRecord, [IntervalRecord]) {
        let index = index(of: now)
        return state.withLock { state in
            let last = state.finish(before: index + 1)
            state.record.seconds = began.duration(to: now).seconds
            state.record.wasInterrupted = wasInterrupted
            return (state.record, last)
        }
    }

    private func index(of moment: ContinuousClock.Instant) -> Int {
        max(0, Int(began.duration(to: moment).seconds / intervalSeconds))
    }
}

extension LoadRecorder.State {
    /// What comes late for an interval that is finished counts in the next one.
    fileprivate mutating func interval(at index: Int, _ change: (inout IntervalRecord) -> Void) {
        let first = record.intervals.count
        while first + open.count <= index { open.append(IntervalRecord(index: first + open.count)) }
        change(&open[max(0, index - first)])
    }

    fileprivate mutating func finish(before index: Int) -> [IntervalRecord] {
        if record.intervals.count < index { interval(at: index - 1) { _ in } }
        let count = max(0, min(open.count, index - record.intervals.count))
        var finished = Array(open.prefix(count))
        for place in finished.indices { finished[place].inFlight = inFlight }
        open.removeFirst(count)
        record.intervals += finished
        return finished
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
    var microseconds: Int64 { components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000 }
}
