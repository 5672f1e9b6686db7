import StockBytes

/// All that says what a rehearsal sends.
///
/// The same scenario and seed draw the same arrivals and choices. What is committed and released is what was granted until
/// then, so which requests are sent also depends on when the store answers.
public struct LoadScenario: Codable, Hashable, Sendable {
    /// When requests are sent.
    public enum Arrivals: Codable, Hashable, Sendable {
        /// At their time, whatever became of those before them: latency counts from when a request should have been sent.
        case openLoop(ArrivalCurve, spacing: ArrivalSpacing)
        /// So many callers, each with one request in flight; latency counts from when it was sent.
        case closedLoop(callers: Int, seconds: Double)
    }

    /// When requests are sent.
    public var arrivals: Arrivals
    /// What they do.
    public var mix: ActionMix
    /// Which SKUs they are about.
    public var popularity: Popularity
    /// SKUs in a cart.
    public var linesPerCart: ClosedRange<Int>
    /// Units of each line.
    public var unitsPerLine: ClosedRange<Int64>
    /// How long a hold lasts; nil: as the channel says.
    public var holdMilliseconds: Int64?
    /// What is reserved, where it lies, and who promises it.
    public var stock: LoadStock
    /// It ends after so many requests, if that comes first.
    public var requestsMax: Int?
    /// What chance begins with.
    public var seed: UInt64
    /// Requests that are on their way at once, at most; what arrives above that waits, and its time counts.
    public var inFlightMax: Int

    /// One cart of one unit for each arrival, in the shop's mix.
    public init(_ arrivals: Arrivals, on stock: LoadStock) {
        self.arrivals = arrivals
        self.stock = stock
        mix = .shop
        popularity = .uniform
        linesPerCart = 1...1
        unitsPerLine = 1...1
        seed = 1
        inFlightMax = 10_000
    }

    /// How long requests are sent for.
    public var durationSeconds: Double {
        switch arrivals {
        case .openLoop(let curve, _): curve.duration
        case .closedLoop(_, let seconds): seconds
        }
    }

    /// The part of one of several processes that send it together.
    func part(_ worker: Int, of workers: Int) -> LoadScenario {
        var part = self
        part.seed = SplitMix64.mixed(seed &+ UInt64(clamping: worker))
        part.inFlightMax = max(1, inFlightMax / workers)
        part.requestsMax = requestsMax.map { $0 / workers + (worker < $0 % workers ? 1 : 0) }
        switch arrivals {
        case .openLoop(let curve, let spacing):
            if let less = curve.times(1 / Double(workers)) { part.arrivals = .openLoop(less, spacing: spacing) }
        case .closedLoop(let callers, let seconds):
            let more = worker < callers % workers ? 1 : 0
            part.arrivals = .closedLoop(callers: callers / workers + more, seconds: seconds)
        }
        return part
    }
}
