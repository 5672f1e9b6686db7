import StockLoad
import Synchronization

/// Puts together what several processes say while a rehearsal runs, and shows it.
final class LiveRecord: Sendable {
    private struct State {
        /// Merged so far and not shown yet.
        var intervals: [IntervalRecord] = []
        /// The index of the first of them.
        var first = 0
        /// By process, the index of the first interval of which it has not told yet; of one that has ended, the highest.
        var next: [Int]
    }

    private let intervalSeconds: Double
    private let seconds: Double
    private let screen: LoadScreen
    private let state: Mutex<State>

    init(workers: Int, intervalSeconds: Double, _ seconds: Double, _ screen: LoadScreen) {
        state = Mutex(State(next: [Int](repeating: 0, count: workers)))
        self.intervalSeconds = intervalSeconds
        self.seconds = seconds
        self.screen = screen
    }

    /// Takes an interval of one process; shows about a second's worth as soon as all have told theirs.
    func add(_ interval: IntervalRecord, of worker: Int) {
        show { state in
            let place = interval.index - state.first
            guard place >= 0, state.next.indices.contains(worker) else { return }
            while state.intervals.count <= place {
                state.intervals.append(IntervalRecord(index: state.first + state.intervals.count))
            }
            state.intervals[place].add(interval)
            state.next[worker] = max(state.next[worker], interval.index + 1)
        }
    }

    /// A process has nothing more to tell: the others are waited for.
    func end(_ worker: Int) {
        show { state in
            if state.next.indices.contains(worker) { state.next[worker] = .max }
        }
    }

    private func show(_ change: (inout State) -> Void) {
        let perLine = max(1, Int((1 / intervalSeconds).rounded()))
        let lines = state.withLock { state in
            change(&state)
            var lines: [LiveLine] = []
            let told = state.next.min() ?? 0
            while state.intervals.count >= perLine, told >= state.first + perLine {
                lines.append(
                    LiveLine(Array(state.intervals.prefix(perLine)), intervalSeconds: intervalSeconds, of: seconds))
                state.intervals.removeFirst(perLine)
                state.first += perLine
            }
            return lines
        }
        for line in lines { screen.show(line) }
    }
}

/// What is shown of one second.
struct LiveLine {
    /// Since the beginning, and in all.
    var seconds: Double
    var ofSeconds: Double
    var offeredPerSecond: Double
    var answeredPerSecond: Double
    var p50: UInt64
    var p99: UInt64
    var p999: UInt64
    var refused: Int
    var busy: Int
    var errors: Int
    var inFlight: Int

    init(_ intervals: [IntervalRecord], intervalSeconds: Double, of seconds: Double) {
        let length = Double(intervals.count) * intervalSeconds
        var latency = LatencyDistribution(isCoarse: true)
        for interval in intervals { latency.add(interval.latency) }
        self.seconds = Double((intervals.last?.index ?? 0) + 1) * intervalSeconds
        ofSeconds = seconds
        offeredPerSecond = Double(intervals.reduce(0) { $0 + $1.offered }) / length
        answeredPerSecond = Double(intervals.reduce(0) { $0 + $1.results.answered }) / length
        p50 = latency.microseconds(atPercentile: 50)
        p99 = latency.microseconds(atPercentile: 99)
        p999 = latency.microseconds(atPercentile: 99.9)
        refused = intervals.reduce(0) { $0 + $1.results.refusals }
        busy = intervals.reduce(0) { $0 + $1.results.busy }
        errors = intervals.reduce(0) { $0 + $1.results.errors }
        inFlight = intervals.last?.inFlight ?? 0
    }
}
