/// A moment of engine time, in milliseconds since 1970-01-01T00:00:00Z.
public struct Instant: Hashable, Comparable, Sendable {
    /// Negative before 1970.
    public let millisecondsSinceEpoch: Int64

    /// Made of its parts.
    @inlinable public init(millisecondsSinceEpoch: Int64) { self.millisecondsSinceEpoch = millisecondsSinceEpoch }

    /// In the order of what they stand for.
    @inlinable public static func < (left: Instant, right: Instant) -> Bool {
        left.millisecondsSinceEpoch < right.millisecondsSinceEpoch
    }

    /// Later by some milliseconds; stops at the last moment that can be written down.
    @inlinable public func advanced(byMilliseconds milliseconds: Int64) -> Instant {
        let (sum, overflow) = millisecondsSinceEpoch.addingReportingOverflow(milliseconds)
        guard overflow else { return Instant(millisecondsSinceEpoch: sum) }
        return Instant(millisecondsSinceEpoch: milliseconds < 0 ? .min : .max)
    }

    /// Milliseconds from `other` to this one, negative when `other` is later; stops at the ends of `Int64`.
    @inlinable public func milliseconds(since other: Instant) -> Int64 {
        let (difference, overflow) = millisecondsSinceEpoch.subtractingReportingOverflow(other.millisecondsSinceEpoch)
        guard overflow else { return difference }
        return other.millisecondsSinceEpoch < 0 ? .max : .min
    }

    /// 1970-01-01T00:00:00Z.
    public static let epoch = Instant(millisecondsSinceEpoch: 0)
}
