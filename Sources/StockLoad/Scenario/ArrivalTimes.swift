import StockBytes
import Foundation

/// When each request should be sent, whatever became of those before it.
struct ArrivalTimes: Sequence, IteratorProtocol {
    private let curve: ArrivalCurve
    private let spacing: ArrivalSpacing
    private var random: SplitMix64
    private var count = 0.0

    init(_ curve: ArrivalCurve, _ spacing: ArrivalSpacing, seed: UInt64) {
        self.curve = curve
        self.spacing = spacing
        random = SplitMix64(seed: seed)
    }

    /// Seconds since the beginning.
    ///
    /// Random arrivals are a Poisson process: steps of a unit exponential along the number of requests so far, carried over
    /// to time by the curve (time rescaling).
    mutating func next() -> Double? {
        switch spacing {
        case .random: count -= log(1 - random.fraction())
        case .even: count += 1
        }
        return curve.seconds(atCount: count)
    }
}

/// How arrivals lie between each other.
public enum ArrivalSpacing: String, Codable, CaseIterable, Sendable {
    /// Independent of each other, as customers are: a Poisson process.
    case random
    /// At equal distances, as long as the rate stays the same.
    case even
}
