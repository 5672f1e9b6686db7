import StockLoad
import Synchronization

/// Puts together what several processes say while a rehearsal runs, and shows it.
final class LiveRecord: Sendable {
    private struct State {
        /// Merged so far and not shown yet; and how many processes have said something about each.
        var intervals: [IntervalRecord] = []
        var told: [Int] = []
        /// The index of the first of them.
        var first = 0
    }

    private let workers: Int
    private let intervalSeconds: Double
    private let seconds: Double
    private let screen: LoadScreen
    private let state = Mutex(State())

    init(workers: Int, intervalSeconds: Double, _ seconds: Double, _ screen: LoadScreen) {
        self.workers = workers
        self.intervalSeconds = intervalSeconds
        self.seconds = seconds
        self.screen = screen
    }

    /// Takes an interval of one process; shows about a second's worth as soon as all have told theirs.
    func add(_ interval: IntervalRecord, of worker: Int) {
        let perLine = max(1, Int((1 / intervalSeconds).rounded()))
        let line = state.withLock { state -> LiveLine? in
            let place = interval.index - state.first
            guard place >= 0 else { return nil }
            while state.intervals.count <= place {
                state.intervals.append(IntervalRecord(index: state.first + state.intervals.count))
                state.told.append(0)
            }
            state.intervals[place].add(interval)
            state.told[place] += 1
            guard state.told.count >= perLine, state.told.prefix(perLine).allSatisfy({ $0 == workers }) else {
                return nil
            }
            defer {
                state.intervals.removeFirst(perLine)
                state.told.removeFirst(perLine)
                state.first += perLine
            }
            return LiveLine(
                Array(state.intervals.prefix(perLine)), intervalSeconds: intervalSeconds, of: seconds)
        }
        if let line { screen.show(line) }
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
