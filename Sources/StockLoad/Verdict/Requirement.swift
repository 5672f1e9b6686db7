/// One limit that a rehearsal has to keep: `p99=1ms`, `reserve.p99.9=5ms`, `oversold=0`, `answered=99.9%`.
public struct Requirement: Codable, Hashable, Sendable {
    /// What is measured.
    public enum Measure: Codable, Hashable, Sendable {
        /// A percentile of the latency, of one action or of all; 100 is the longest.
        case latency(percentile: Double, of: LoadAction?)
        /// How many there were, at most.
        case count(Counter)
        /// Answers for each second, at least.
        case rate
        /// Parts in a million of what should have been sent that were answered, at least.
        case answered
    }

    /// What can be counted.
    public enum Counter: String, Codable, CaseIterable, Sendable {
        case oversold, lost, refused, busy, errors
        case grantedTwice = "granted-twice"
        case notSent = "not-sent"
    }

    /// What is measured.
    public let measure: Measure
    /// Microseconds, a count, answers in a thousand seconds, or parts in a million.
    public let limit: Int64
    /// As it was written.
    public let text: String

    /// Reads one limit; nil where it makes no sense.
    public init?(_ text: String) {
        let sides = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
        guard sides.count == 2, let measure = Measure(sides[0]), let limit = measure.limit(sides[1]) else { return nil }
        self.measure = measure
        self.limit = limit
        self.text = text
    }

    /// What limits can be about, for a help text.
    public static let names =
        "p50, p90, p99, p99.9, max, each also of one action as in reserve.p99; "
        + Counter.allCases.map(\.rawValue).joined(separator: ", ") + "; rate, answered"
}

extension Requirement.Measure {
    /// By its name.
    init?(_ name: String) {
        if name == "rate" {
            self = .rate
        } else if name == "answered" {
            self = .answered
        } else if let counter = Requirement.Counter(rawValue: name) {
            self = .count(counter)
        } else {
            var percentile = name
            var action: LoadAction?
            if let dot = name.firstIndex(of: "."), let named = LoadAction(rawValue: String(name[..<dot])) {
                action = named
                percentile = String(name[name.index(after: dot)...])
            }
            if percentile == "max" {
                self = .latency(percentile: 100, of: action)
            } else if percentile.hasPrefix("p"), let number = Self.number(percentile.dropFirst()), number > 0,
                number < 100
            {
                self = .latency(percentile: number, of: action)
            } else {
                return nil
            }
        }
    }

    /// Reads the limit of this measure.
    func limit(_ text: String) -> Int64? {
        switch self {
        case .latency: Self.microseconds(text)
        case .count: text.allSatisfy(\.isNumber) ? Int64(text) : nil
        case .rate: Self.number(text).flatMap { $0 <= 1e12 ? Int64(($0 * 1_000).rounded()) : nil }
        case .answered:
            text.hasSuffix("%")
                ? Self.number(text.dropLast()).flatMap { (0...100).contains($0) ? Int64(($0 * 10_000).rounded()) : nil }
                : nil
        }
    }

    /// Digits, and digits behind a point.
    private static func number(_ text: some StringProtocol) -> Double? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { ("0"..."9").contains($0) } }) else {
            return nil
        }
        return Double(text)
    }

    /// `800us`, `800µs`, `1.5ms`, `2s`.
    static func microseconds(_ text: String) -> Int64? {
        for (unit, factor) in [("us", 1.0), ("µs", 1), ("ms", 1_000), ("s", 1_000_000)] where text.hasSuffix(unit) {
            guard let number = number(text.dropLast(unit.count)), number <= 1e9 else { return nil }
            return Int64((number * factor).rounded())
        }
        return nil
    }
}
