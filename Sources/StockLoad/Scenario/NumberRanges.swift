/// Numbers of SKUs, as people write them: `100-199,4711`.
public struct NumberRanges: Codable, Hashable, Sendable {
    /// At least one; they do not overlap.
    public let ranges: [ClosedRange<UInt64>]
    /// How many numbers there are.
    public let count: Int

    /// One number above zero after the other.
    public init?(_ ranges: [ClosedRange<UInt64>]) {
        var count = 0
        var last: UInt64 = 0
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            guard range.lowerBound > last, range.upperBound - range.lowerBound < 100_000_000 else { return nil }
            last = range.upperBound
            count += range.count
        }
        guard count > 0, count <= 100_000_000 else { return nil }
        self.ranges = ranges
        self.count = count
    }

    /// As it is written; nil where that makes no sense.
    public init?(_ text: String) {
        var ranges: [ClosedRange<UInt64>] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { UInt64($0) }
            guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], first <= last
            else {
                return nil
            }
            ranges.append(first...last)
        }
        self.init(ranges)
    }

    /// The number at a place, from 0, in the order in which they are written.
    public func number(at place: Int) -> UInt64 {
        var rest = place
        for range in ranges {
            if rest < range.count { return range.lowerBound + UInt64(clamping: rest) }
            rest -= range.count
        }
        return ranges.last?.upperBound ?? 0
    }

    /// As it would be written.
    public var text: String {
        ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: ",")
    }
}
