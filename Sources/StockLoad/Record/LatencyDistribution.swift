import Histogram

/// How long requests took, as an HdrHistogram of microseconds that travels as the values that occurred.
public struct LatencyDistribution: Codable, Sendable {
    private static let longestMicroseconds: UInt64 = 3_600_000_000
    private var histogram: Histogram<UInt64>
    /// The longest, in microseconds, to the microsecond; 0 when there are none.
    public private(set) var longest: UInt64 = 0

    /// Nothing yet; values are kept to a thousandth, or coarsely to a hundredth.
    public init(isCoarse: Bool = false) {
        histogram = Histogram(
            highestTrackableValue: Self.longestMicroseconds,
            numberOfSignificantValueDigits: isCoarse ? .two : .three)
    }

    /// Counts one more; longer than an hour counts as an hour.
    public mutating func record(microseconds: Int64) {
        let value = min(Self.longestMicroseconds, UInt64(clamping: microseconds))
        histogram.record(value)
        longest = max(longest, value)
    }

    /// Counts all of another's, too.
    public mutating func add(_ other: LatencyDistribution) {
        for value in other.histogram.recordedValues() { histogram.record(value.value, count: value.count) }
        longest = max(longest, other.longest)
    }

    /// How many there are.
    public var count: UInt64 { histogram.totalCount }
    /// In microseconds.
    public var mean: Double { count == 0 ? 0 : histogram.mean }

    /// What so many percent of them did not take longer than, in microseconds; 0 when there are none.
    public func microseconds(atPercentile percentile: Double) -> UInt64 {
        count == 0 ? 0 : min(histogram.valueAtPercentile(percentile), longest)
    }

    private enum CodingKeys: String, CodingKey {
        case isCoarse = "coarse"
        case counts, longest
    }

    /// Reads the values that occurred, each followed by how often.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(isCoarse: try container.decode(Bool.self, forKey: .isCoarse))
        longest = min(Self.longestMicroseconds, try container.decode(UInt64.self, forKey: .longest))
        let counts = try container.decode([UInt64].self, forKey: .counts)
        guard counts.count.isMultiple(of: 2) else {
            throw DecodingError.dataCorruptedError(
                forKey: .counts, in: container, debugDescription: "a value without its count")
        }
        for place in stride(from: 0, to: counts.count, by: 2) {
            histogram.record(min(Self.longestMicroseconds, counts[place]), count: counts[place + 1])
        }
    }

    /// Writes the values that occurred, each followed by how often.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(histogram.numberOfSignificantValueDigits == .two, forKey: .isCoarse)
        try container.encode(longest, forKey: .longest)
        try container.encode(histogram.recordedValues().flatMap { [$0.value, $0.count] }, forKey: .counts)
    }
}
