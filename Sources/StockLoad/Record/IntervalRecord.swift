/// What happened within one stretch of a rehearsal; stretches are equally long.
public struct IntervalRecord: Codable, Sendable {
    /// Counted from zero.
    public var index: Int
    /// Requests that should have been sent.
    public var offered = 0
    /// What came back.
    public var results = ResultCounts()
    /// Of what came back.
    public var latency = LatencyDistribution(isCoarse: true)
    /// Requests on their way at the end.
    public var inFlight = 0

    /// One in which nothing happened yet.
    public init(index: Int) { self.index = index }

    /// What another process saw in the same stretch.
    public mutating func add(_ other: IntervalRecord) {
        offered += other.offered
        results.add(other.results)
        latency.add(other.latency)
        inFlight += other.inFlight
    }
}
