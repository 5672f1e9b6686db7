/// What a rehearsal saw from outside: how long requests took, and what they came to.
public struct LoadRecord: Codable, Sendable {
    /// Of one kind of request.
    public struct Action: Codable, Sendable {
        /// What they came to.
        public var results = ResultCounts()
        /// How long those took that were answered, done or refused.
        public var latency = LatencyDistribution()

        /// None yet.
        public init() {}
    }

    /// By kind of request.
    public var actions: [LoadAction: Action] = [:]
    /// How much later than it could have been a request was sent, because of the sender itself.
    public var delay = LatencyDistribution()
    /// One after the other.
    public var intervals: [IntervalRecord] = []
    /// Seconds of each interval.
    public var intervalSeconds = 1.0
    /// Requests that should have been sent, and were not, since too many were on their way until long after the end.
    public var notSent = 0
    /// From the first request to the last answer.
    public var seconds = 0.0
    /// It was ended before its time.
    public var wasInterrupted = false

    /// Nothing yet.
    public init(intervalSeconds: Double = 1) { self.intervalSeconds = intervalSeconds }

    /// What all requests came to.
    public var results: ResultCounts {
        actions.values.reduce(into: ResultCounts()) { $0.add($1.results) }
    }

    /// How long all requests took that were answered, done or refused.
    public var latency: LatencyDistribution {
        actions.values.reduce(into: LatencyDistribution()) { $0.add($1.latency) }
    }

    /// Requests that should have been sent.
    public var offered: Int { intervals.reduce(0) { $0 + $1.offered } }

    /// Answers for each second, done or refused.
    public var answeredPerSecond: Double { Double(results.answered) / max(0.001, seconds) }

    /// What another process saw of the same rehearsal.
    public mutating func add(_ other: LoadRecord) {
        for (action, record) in other.actions {
            actions[action, default: Action()].results.add(record.results)
            actions[action, default: Action()].latency.add(record.latency)
        }
        delay.add(other.delay)
        for interval in other.intervals {
            while intervals.count <= interval.index { intervals.append(IntervalRecord(index: intervals.count)) }
            intervals[interval.index].add(interval)
        }
        notSent += other.notSent
        seconds = max(seconds, other.seconds)
        wasInterrupted = wasInterrupted || other.wasInterrupted
    }
}
