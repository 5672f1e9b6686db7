/// How many requests came to what.
public struct ResultCounts: Codable, Hashable, Sendable {
    /// Done, or answered.
    public var accepted = 0
    /// Units that were promised or sold.
    public var units: Int64 = 0
    /// Refused, by the refusal's name.
    public var refused: [String: Int] = [:]
    /// Turned away, since too much was in flight.
    public var busy = 0
    /// Sent, and never answered: whether they were done shows the feed.
    public var unknown = 0
    /// Answered with a failure, by its name.
    public var failed: [String: Int] = [:]

    /// None yet.
    public init() {}

    /// Refusals of any kind.
    public var refusals: Int { refused.values.reduce(0, +) }
    /// Those without the answer that they should have had, for any reason.
    public var errors: Int { unknown + failed.values.reduce(0, +) }
    /// Those that were answered: done or refused.
    public var answered: Int { accepted + refusals }
    /// All of them.
    public var total: Int { answered + busy + errors }

    mutating func count(_ result: RequestResult) {
        switch result {
        case .accepted: accepted += 1
        case .granted(let units):
            accepted += 1
            self.units &+= units
        case .refused(let name): refused[name, default: 0] += 1
        case .busy: busy += 1
        case .unknown: unknown += 1
        case .failed(let name): failed[name, default: 0] += 1
        }
    }

    /// Counts all of another's, too.
    public mutating func add(_ other: ResultCounts) {
        accepted += other.accepted
        units &+= other.units
        refused.merge(other.refused, uniquingKeysWith: +)
        busy += other.busy
        unknown += other.unknown
        failed.merge(other.failed, uniquingKeysWith: +)
    }
}
