import Synchronization

/// Collects what many tasks see.
final class LoadRecorder: Sendable {
    fileprivate struct State {
        var record: LoadRecord
        /// Those that are not finished yet, the earliest first.
        var open: [IntervalRecord] = []
        var inFlight = 0
        /// Of an open loop: what is due, whether it can be sent or not.
        var arrivals: ArrivalTimes?
        var nextArrival: Double?
        /// How many more are due at most.
        var arrivalsLeft = Int.max
    }

    private let began: ContinuousClock.Instant
    private let intervalSeconds: Double
    private let state: Mutex<State>

    /// In an open loop `arrivals` says what is due, `arrivalsMax` of them at most; else what is sent is what was due.
    init(
        began: ContinuousClock.Instant, intervalSeconds: Double, arrivals: ArrivalTimes? = nil, arrivalsMax: Int? = nil
    ) {
        self.began = began
        self.intervalSeconds = intervalSeconds
        var state = State(record: LoadRecord(intervalSeconds: intervalSeconds), arrivals: arrivals)
        state.nextArrival = state.arrivals?.next()
        state.arrivalsLeft = arrivalsMax ?? .max
        self.state = Mutex(state)
    }

    /// A request is on its way, so much later than it could have been.
    func sent(ready: ContinuousClock.Instant, at sent: ContinuousClock.Instant) {
        let index = index(of: sent)
        state.withLock { state in
            state.inFlight += 1
            state.record.delay.record(microseconds: ready.duration(to: sent).microseconds)
            if state.arrivals == nil { state.interval(at: index) { $0.offered += 1 } }
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
            if result.isAnswer {
                state.record.actions[action, default: .init()].latency.record(microseconds: microseconds)
            }
            state.interval(at: index) { interval in
                interval.results.count(result)
                if result.isAnswer { interval.latency.record(microseconds: microseconds) }
            }
        }
    }

    /// Ends the intervals before a moment, and gives them.
    func finishedIntervals(at now: ContinuousClock.Instant) -> [IntervalRecord] {
        let index = index(of: now)
        return state.withLock { $0.finish(before: index, dueUntil: Double(index) * intervalSeconds) }
    }

    /// All that was seen; the last intervals are given, too.
    ///
    /// What was due after `lastDue` counts for nothing: the rehearsal was ended then.
    func finish(
        at now: ContinuousClock.Instant, lastDue: ContinuousClock.Instant, wasInterrupted: Bool
    ) -> (LoadRecord, [IntervalRecord]) {
        let index = index(of: now)
        return state.withLock { state in
            let last = state.finish(before: index + 1, dueUntil: began.duration(to: lastDue).seconds)
            state.record.seconds = began.duration(to: now).seconds
            state.record.wasInterrupted = wasInterrupted
            state.record.notSent = max(0, state.record.offered - Int(clamping: state.record.delay.count))
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
        let place = max(0, index - record.intervals.count)
        while open.count <= place { open.append(IntervalRecord(index: record.intervals.count + open.count)) }
        change(&open[place])
    }

    fileprivate mutating func finish(before index: Int, dueUntil end: Double) -> [IntervalRecord] {
        let count = index - record.intervals.count
        guard count > 0 else { return [] }
        interval(at: index - 1) { _ in }
        var finished = Array(open.prefix(count))
        open.removeFirst(count)
        for place in finished.indices {
            finished[place].inFlight = inFlight
            countArrivals(
                in: &finished[place], before: min(end, Double(finished[place].index + 1) * record.intervalSeconds))
        }
        record.intervals += finished
        return finished
    }

    private mutating func countArrivals(in interval: inout IntervalRecord, before end: Double) {
        while let next = nextArrival, next <= end, arrivalsLeft > 0 {
            interval.offered += 1
            arrivalsLeft -= 1
            nextArrival = arrivals?.next()
        }
    }
}
