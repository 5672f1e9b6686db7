/// All that a rehearsal came to: what is written as JSON, and shown on the page.
public struct LoadReport: Sendable {
    /// What was sent.
    public var scenario: LoadScenario
    /// Where it was sent to, for a person.
    public var target: String
    /// When it began, for a person.
    public var began: String
    /// Processes that sent it.
    public var workers: Int
    /// What was seen from outside.
    public var record: LoadRecord
    /// What the store said of itself.
    public var samples: [ServerSample]
    /// Nil where it was left out.
    public var proof: ProofResult?
    /// Of a limited drop: what became of it.
    public var drop: DropResult?
    /// Whether the limits were kept.
    public var verdict: Verdict

    /// Made of its parts; `missing` says of which part of the load nothing is known.
    public init(
        scenario: LoadScenario, target: String, began: String, workers: Int, record: LoadRecord,
        samples: [ServerSample], proof: ProofResult?, requirements: [Requirement], drop units: Int64? = nil,
        missing: String? = nil
    ) {
        self.scenario = scenario
        self.target = target
        self.began = began
        self.workers = workers
        self.record = record
        self.samples = samples
        self.proof = proof
        drop = units.map { DropResult(units: $0, record) }
        verdict = Verdict(requirements, record, proof, missing: missing)
    }
}

extension LoadReport: Encodable {
    private enum CodingKeys: String, CodingKey {
        case target, began, workers, scenario, summary, actions, delay, intervals, server, drop, proof, verdict, passes
        case intervalSeconds = "interval_seconds"
        case wasInterrupted = "interrupted"
    }

    private struct Summary: Encodable {
        let offered: Int
        let answered: Int
        let seconds: Double
        let perSecond: Double
        let notSent: Int
        let results: ResultCounts
        let latency: LatencyFigures

        enum CodingKeys: String, CodingKey {
            case offered, answered, seconds, results, latency
            case perSecond = "per_second"
            case notSent = "not_sent"
        }
    }

    private struct Action: Encodable {
        let results: ResultCounts
        let latency: LatencyFigures
    }

    private struct Interval: Encodable {
        let seconds: Double
        let offered: Int
        let inFlight: Int
        let results: ResultCounts
        let latency: LatencyFigures

        enum CodingKeys: String, CodingKey {
            case seconds, offered, results, latency
            case inFlight = "in_flight"
        }
    }

    /// Writes figures, not histograms.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(target, forKey: .target)
        try container.encode(began, forKey: .began)
        try container.encode(workers, forKey: .workers)
        try container.encode(scenario, forKey: .scenario)
        try container.encode(
            Summary(
                offered: record.offered, answered: record.results.answered, seconds: record.seconds,
                perSecond: record.answeredPerSecond.rounded(), notSent: record.notSent, results: record.results,
                latency: LatencyFigures(record.latency)), forKey: .summary)
        try container.encode(
            record.actions.mapValues { Action(results: $0.results, latency: LatencyFigures($0.latency)) },
            forKey: .actions)
        try container.encode(LatencyFigures(record.delay), forKey: .delay)
        try container.encode(record.intervalSeconds, forKey: .intervalSeconds)
        try container.encode(
            record.intervals.map {
                Interval(
                    seconds: Double($0.index) * record.intervalSeconds, offered: $0.offered, inFlight: $0.inFlight,
                    results: $0.results, latency: LatencyFigures($0.latency))
            }, forKey: .intervals)
        try container.encode(samples, forKey: .server)
        try container.encode(drop, forKey: .drop)
        try container.encode(proof, forKey: .proof)
        try container.encode(verdict, forKey: .verdict)
        try container.encode(verdict.passes, forKey: .passes)
        try container.encode(record.wasInterrupted, forKey: .wasInterrupted)
    }
}

/// What became of a limited drop: so many units, and everybody wants some.
public struct DropResult: Codable, Hashable, Sendable {
    /// That there were.
    public let units: Int64
    /// Units that were granted.
    public let granted: Int64
    /// Buyers who were told that there is no more.
    public let soldOut: Int
    /// Buyers who were refused for another reason, such as the cap of a channel.
    public let refusedOtherwise: Int

    enum CodingKeys: String, CodingKey {
        case units, granted
        case soldOut = "sold_out"
        case refusedOtherwise = "refused_otherwise"
    }

    init(units: Int64, _ record: LoadRecord) {
        self.units = units
        let results = record.results
        granted = results.units
        soldOut = results.refused["insufficientStock", default: 0]
        refusedOtherwise = results.refusals - soldOut
    }
}

/// The percentiles that people ask for, in microseconds.
public struct LatencyFigures: Encodable, Hashable, Sendable {
    /// Half of them.
    public let p50: UInt64
    /// Nine of ten.
    public let p90: UInt64
    /// All but one of a hundred.
    public let p99: UInt64
    /// All but one of a thousand.
    public let p999: UInt64
    /// All.
    public let longest: UInt64

    enum CodingKeys: String, CodingKey {
        case p50 = "p50_us"
        case p90 = "p90_us"
        case p99 = "p99_us"
        case p999 = "p99_9_us"
        case longest = "longest_us"
    }

    /// Of a distribution.
    public init(_ latency: LatencyDistribution) {
        p50 = latency.microseconds(atPercentile: 50)
        p90 = latency.microseconds(atPercentile: 90)
        p99 = latency.microseconds(atPercentile: 99)
        p999 = latency.microseconds(atPercentile: 99.9)
        longest = latency.longest
    }
}
