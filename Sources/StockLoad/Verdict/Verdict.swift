/// Whether a rehearsal has kept its limits.
public struct Verdict: Codable, Hashable, Sendable {
    /// One limit, and what was measured.
    public struct Finding: Codable, Hashable, Sendable {
        /// The limit as it was written, or what always has to hold.
        public var requirement: String
        /// What was measured, for a person.
        public var measured: String
        /// Whether it was kept.
        public var isMet: Bool

        enum CodingKeys: String, CodingKey {
            case requirement, measured
            case isMet = "met"
        }
    }

    /// Every limit, in the order in which they were given; the proof at the end.
    public let findings: [Finding]

    /// Whether all were kept.
    public var passes: Bool { findings.allSatisfy(\.isMet) }

    /// Measures each limit; that nothing was oversold, lost or granted twice is required in any case.
    public init(_ requirements: [Requirement], _ record: LoadRecord, _ proof: ProofResult?) {
        findings =
            requirements.map { Finding($0, record, proof) }
            + [
                proof.map {
                    Finding(
                        requirement: "proof", measured: $0.holds ? "nothing differs" : $0.gap ?? "something differs",
                        isMet: $0.holds)
                }
            ].compactMap { $0 }
    }
}

extension Verdict.Finding {
    fileprivate init(_ requirement: Requirement, _ record: LoadRecord, _ proof: ProofResult?) {
        self.requirement = requirement.text
        let limit = requirement.limit
        switch requirement.measure {
        case .latency(let percentile, let action):
            let latency = action.map { record.actions[$0]?.latency ?? .init() } ?? record.latency
            let microseconds = latency.microseconds(atPercentile: percentile)
            measured = latency.count == 0 ? "nothing was answered" : ReportText.time(microseconds: microseconds)
            isMet = latency.count > 0 && microseconds <= UInt64(clamping: limit)
        case .count(let counter):
            if let count = counter.count(record, proof) {
                measured = "\(count)"
                isMet = count <= limit
            } else {
                measured = "not proven"
                isMet = false
            }
        case .rate:
            measured = "\(Int(record.answeredPerSecond))"
            isMet = record.answeredPerSecond >= Double(limit)
        case .answered:
            let results = record.results
            let share = Double(results.total - results.busy - results.errors) / Double(max(1, record.offered))
            measured = ReportText.percent(share)
            isMet = record.offered > 0 && share * 1_000_000 >= Double(limit)
        }
    }
}

extension Requirement.Counter {
    /// Nil where the proof is missing that would say so.
    fileprivate func count(_ record: LoadRecord, _ proof: ProofResult?) -> Int64? {
        switch self {
        case .oversold: proof.map { Int64($0.oversold + $0.capsExceeded) }
        case .lost: proof.map { Int64($0.lost) }
        case .grantedTwice: proof.map { Int64($0.grantedTwice) }
        case .refused: Int64(record.results.refusals)
        case .busy: Int64(record.results.busy)
        case .errors: Int64(record.results.errors)
        case .notSent: Int64(record.notSent)
        }
    }
}
