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

    /// Every limit, in the order in which they were given; then what always has to hold, where it does not, and the proof.
    public let findings: [Finding]

    /// Whether all were kept.
    public var passes: Bool { findings.allSatisfy(\.isMet) }

    /// Measures each limit.
    ///
    /// In any case a rehearsal has to come to its end, nothing of it may be missing, something has to be done, and the proof,
    /// if there is one, has to hold.
    public init(
        _ requirements: [Requirement], _ record: LoadRecord, _ proof: ProofResult?, missing: String? = nil
    ) {
        var findings = requirements.map { Finding($0, record, proof) }
        if record.wasInterrupted {
            findings.append(
                Finding(requirement: "to the end", measured: "ended before its time", isMet: false))
        }
        if let missing {
            findings.append(Finding(requirement: "all of the load", measured: missing, isMet: false))
        }
        if record.results.accepted == 0 {
            findings.append(Finding(requirement: "something is done", measured: "nothing was", isMet: false))
        }
        if let proof {
            findings.append(
                Finding(
                    requirement: "proof",
                    measured: proof.holds ? "nothing differs" : proof.gap ?? "something differs", isMet: proof.holds))
        }
        self.findings = findings
    }
}

extension Verdict.Finding {
    fileprivate init(_ requirement: Requirement, _ record: LoadRecord, _ proof: ProofResult?) {
        self.requirement = requirement.text
        let limit = requirement.limit
        switch requirement.measure {
        case .latency(let percentile, let action):
            // What was not answered has waited longer than any limit.
            let latency = action.map { record.actions[$0]?.latency ?? .init() } ?? record.latency
            let results = action.map { record.actions[$0]?.results ?? .init() } ?? record.results
            let all = results.total + record.notSent
            let wanted = (Double(all) * percentile / 100).rounded(.up)
            if all == 0 || wanted > Double(latency.count) {
                measured =
                    all == 0 ? "nothing was sent" : "\(all - results.answered) of \(all) were not answered"
                isMet = false
            } else {
                let microseconds = latency.microseconds(atPercentile: wanted / Double(latency.count) * 100)
                measured = ReportText.time(microseconds: microseconds)
                isMet = microseconds <= UInt64(clamping: limit)
            }
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
            isMet = record.answeredPerSecond * 1_000 >= Double(limit)
        case .answered:
            let share = Double(record.results.answered) / Double(max(1, record.offered))
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
