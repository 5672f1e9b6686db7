import Foundation

/// Zipf-distributed ranks by Gray et al., "Quickly generating billion-record synthetic databases", SIGMOD 1994.
public struct Zipf: Sendable {
    public static let exponent = 0.99
    private let count: UInt64
    private let zeta: Double
    private let alpha: Double
    private let eta: Double

    public init(count: UInt64) {
        self.count = count
        var sum = 0.0
        // Beyond the first ten thousand terms the sum is as good as its integral.
        let exact = min(count, 10_000)
        for rank in 1...exact { sum += pow(Double(rank), -Self.exponent) }
        if count > exact {
            sum +=
                (pow(Double(count), 1 - Self.exponent) - pow(Double(exact), 1 - Self.exponent)) / (1 - Self.exponent)
        }
        zeta = sum
        alpha = 1 / (1 - Self.exponent)
        let zetaOfTwo = 1 + pow(2, -Self.exponent)
        eta = (1 - pow(2 / Double(count), 1 - Self.exponent)) / (1 - zetaOfTwo / sum)
    }

    /// The rank, from 0, of 64 random bits.
    public func rank(at bits: UInt64) -> UInt64 {
        let u = Double(bits >> 11) / Double(1 << 53)
        let scaled = u * zeta
        if scaled < 1 { return 0 }
        if scaled < 1 + pow(0.5, Self.exponent) { return 1 }
        return min(count - 1, UInt64(Double(count) * pow(eta * u - eta + 1, alpha)))
    }
}
