import Foundation
import StockModel

/// Which SKUs the callers ask for.
enum Distribution: String, CaseIterable, Sendable {
    case uniform
    /// Zipf with exponent 0.99, as in YCSB.
    case skewed
    /// One SKU for all.
    case hot
}

/// Whether reservation ids grow with time.
enum Identifiers: String, CaseIterable, Sendable {
    case timeOrdered = "ordered"
    case random
}

/// SplitMix64: small, fast, and the same numbers in every run.
struct RandomNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// The levels that a store is filled with: every SKU at every location, SKUs from 1, locations from `firstLocation`.
struct Assortment: Sendable {
    let skus: UInt64
    let locations: UInt32

    static let firstLocation: UInt32 = 1_000

    var levels: UInt64 { skus * UInt64(locations) }

    static let small = Assortment(skus: 1_000, locations: 20)
    static let large = Assortment(skus: 1_000_000, locations: 20)
}

/// Draws levels by a distribution.
struct LevelPicker {
    private let assortment: Assortment
    private let distribution: Distribution
    private var random: RandomNumbers
    private let zipf: Zipf?

    init(_ assortment: Assortment, _ distribution: Distribution, seed: UInt64) {
        self.assortment = assortment
        self.distribution = distribution
        random = RandomNumbers(seed: seed)
        zipf = distribution == .skewed ? Zipf(count: assortment.levels) : nil
    }

    mutating func next() -> (sku: UInt64, location: UInt32) {
        let place: UInt64
        switch distribution {
        case .hot: place = 0
        case .uniform: place = random.next(upperBound: assortment.levels)
        case .skewed:
            let rank = zipf?.rank(at: random.next()) ?? 0
            // Popular levels lie anywhere, not side by side: a multiplication spreads them.
            place = (rank &* 0x9E37_79B9_7F4A_7C15) % assortment.levels
        }
        return (
            place / UInt64(assortment.locations) + 1,
            Assortment.firstLocation + UInt32(place % UInt64(assortment.locations))
        )
    }
}

/// Zipf-distributed ranks by Gray et al., "Quickly generating billion-record synthetic databases", SIGMOD 1994.
struct Zipf {
    private static let theta = 0.99
    private let count: UInt64
    private let zeta: Double
    private let alpha: Double
    private let eta: Double

    init(count: UInt64) {
        self.count = count
        var sum = 0.0
        // Beyond the first ten thousand terms the sum is as good as its integral.
        let exact = min(count, 10_000)
        for rank in 1...exact { sum += pow(Double(rank), -Self.theta) }
        if count > exact {
            sum += (pow(Double(count), 1 - Self.theta) - pow(Double(exact), 1 - Self.theta)) / (1 - Self.theta)
        }
        zeta = sum
        alpha = 1 / (1 - Self.theta)
        let zetaOfTwo = 1 + pow(2, -Self.theta)
        eta = (1 - pow(2 / Double(count), 1 - Self.theta)) / (1 - zetaOfTwo / sum)
    }

    func rank(at bits: UInt64) -> UInt64 {
        let u = Double(bits >> 11) / Double(1 << 53)
        let scaled = u * zeta
        if scaled < 1 { return 0 }
        if scaled < 1 + pow(0.5, Self.theta) { return 1 }
        return min(count - 1, UInt64(Double(count) * pow(eta * u - eta + 1, alpha)))
    }
}
