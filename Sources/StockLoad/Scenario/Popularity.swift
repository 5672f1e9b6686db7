public import StockBytes
import Foundation

/// Which SKUs are asked for how often.
public enum Popularity: Codable, Hashable, Sendable {
    case uniform
    /// The k-th SKU is asked for 1/k^exponent as often as the first (Zipf's law).
    case zipf(exponent: Double)
    /// The first SKU gets this share of all, from 0 to 1; the others the rest, evenly.
    case hot(share: Double)

    /// `uniform`, `zipf`, `zipf:1.2`, `hot`, `hot:0.9`; nil where it is none of them.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let number = parts.count == 2 ? Double(parts[1]) : 1
        guard parts.count <= 2, let number, number.isFinite else { return nil }
        switch parts[0] {
        case "uniform" where parts.count == 1: self = .uniform
        case "zipf" where (0...10).contains(number): self = .zipf(exponent: number)
        case "hot" where (0...1).contains(number): self = .hot(share: number)
        default: return nil
        }
    }

    /// As it would be written.
    public var text: String {
        switch self {
        case .uniform: "uniform"
        case .zipf(let exponent): "zipf:\(exponent)"
        case .hot(let share): "hot:\(share)"
        }
    }
}

/// Draws places in a list of SKUs, as their popularity says.
public struct PopularityDraw: Sendable {
    private let popularity: Popularity
    private let count: Int
    /// Of Zipf's law: running sums of the weights, the last one 1.
    private let sums: [Double]

    /// `count` is that of the list.
    public init(_ popularity: Popularity, count: Int) {
        self.popularity = popularity
        self.count = max(1, count)
        guard case .zipf(let exponent) = popularity else {
            sums = []
            return
        }
        var sum = 0.0
        let running = (1...max(1, count)).map { rank in
            sum += pow(Double(rank), -exponent)
            return sum
        }
        sums = running.map { $0 / sum }
    }

    /// From 0 to before the number of SKUs.
    public func place(_ random: inout SplitMix64) -> Int {
        let drawn = random.fraction()
        switch popularity {
        case .uniform: return even(drawn, count)
        case .hot(let share):
            if count == 1 || drawn < share { return 0 }
            return 1 + even(random.fraction(), count - 1)
        case .zipf:
            var low = 0
            var high = count - 1
            while low < high {
                let middle = (low + high) / 2
                if sums[middle] > drawn { high = middle } else { low = middle + 1 }
            }
            return low
        }
    }

    private func even(_ drawn: Double, _ count: Int) -> Int { min(count - 1, Int(drawn * Double(count))) }
}
