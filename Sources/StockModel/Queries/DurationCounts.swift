/// How often something took how long: counts in steps of at most an eighth of the time that they stand for.
///
/// Two readings of a counter that only grows can be subtracted, which gives what happened between them.
public struct DurationCounts: Hashable, Sendable {
    /// Steps that there are; the last one holds all that took longer, from 62 s on.
    public static let stepsMax = 192
    private static let stepsOfOctave = 8

    /// How often, by step; steps behind the last one that was ever used are left out.
    public private(set) var counts: [UInt64] = []

    /// Nothing happened yet.
    public init() {}

    /// Made of its parts; counts beyond the last step are left out.
    public init(counts: [UInt64]) {
        self.counts = Array(counts.prefix(Self.stepsMax))
        while self.counts.last == 0 { self.counts.removeLast() }
    }

    /// Counts one more that took so many microseconds.
    public mutating func record(microseconds: UInt64) {
        let step = Self.step(of: microseconds)
        while counts.count <= step { counts.append(0) }
        counts[step] &+= 1
    }

    /// How many there were.
    public var total: UInt64 { counts.reduce(0, &+) }

    /// What was counted since an earlier reading of the same counter.
    public func since(_ earlier: DurationCounts) -> DurationCounts {
        DurationCounts(
            counts: counts.enumerated().map { step, count in
                count &- (step < earlier.counts.count ? min(count, earlier.counts[step]) : 0)
            })
    }

    /// The longest that the shortest `percent` of them took, in microseconds, to the end of its step; 0 when there are none.
    public func microseconds(atPercentile percent: Int) -> UInt64 {
        let total = total
        guard total > 0 else { return 0 }
        let wanted = max(
            1, (total / 100) &* UInt64(clamping: percent) &+ (total % 100) &* UInt64(clamping: percent) / 100)
        var seen: UInt64 = 0
        for (step, count) in counts.enumerated() {
            seen &+= count
            if seen >= wanted { return Self.end(of: step) }
        }
        return Self.end(of: counts.count - 1)
    }

    /// Times below 8 µs have a step each; above, an octave has eight.
    private static func step(of microseconds: UInt64) -> Int {
        guard microseconds >= UInt64(stepsOfOctave) else { return Int(microseconds) }
        let octave = UInt64.bitWidth - 1 - microseconds.leadingZeroBitCount
        let part = Int((microseconds >> UInt64(octave - 3)) & 7)
        return min(stepsMax - 1, (octave - 2) * stepsOfOctave + part)
    }

    /// The longest time of a step.
    private static func end(of step: Int) -> UInt64 {
        guard step >= stepsOfOctave else { return UInt64(max(0, step)) }
        let width = UInt64(1) << UInt64(step / stepsOfOctave - 1)
        return UInt64(stepsOfOctave + step % stepsOfOctave + 1) * width - 1
    }
}
