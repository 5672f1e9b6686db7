/// An amount of money in 1/10,000 of the currency unit; exact.
public struct Money: Hashable, Comparable, Sendable, Codable {
    /// 10,000 are one unit of the currency.
    public let tenThousandths: Int64

    /// So many ten-thousandths of the currency unit.
    public init(tenThousandths: Int64) { self.tenThousandths = tenThousandths }

    /// Nothing.
    public static let zero = Money(tenThousandths: 0)

    /// Reads `1234`, `-0.5` or `12.3456`: at most four places after the point, nothing else.
    public init?(_ text: some StringProtocol) {
        var digits = Substring(text)
        let isNegative = digits.hasPrefix("-")
        if isNegative { digits.removeFirst() }
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let whole = Self.digits(parts[0]) else { return nil }
        var fraction: Int64 = 0
        if parts.count == 2 {
            guard parts[1].count <= 4, let value = Self.digits(parts[1]) else { return nil }
            fraction = value
            for _ in parts[1].count..<4 { fraction *= 10 }
        }
        let (scaled, overflow) = whole.multipliedReportingOverflow(by: 10_000)
        let (sum, overflowOfSum) = scaled.addingReportingOverflow(fraction)
        guard !overflow, !overflowOfSum else { return nil }
        tenThousandths = isNegative ? -sum : sum
    }

    private static func digits(_ text: Substring) -> Int64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int64(text)
    }

    /// The smaller amount first.
    public static func < (left: Money, right: Money) -> Bool { left.tenThousandths < right.tenThousandths }

    /// The sum; nil where it leaves the range.
    public func adding(_ other: Money) -> Money? {
        let (sum, overflow) = tenThousandths.addingReportingOverflow(other.tenThousandths)
        return overflow ? nil : Money(tenThousandths: sum)
    }

    /// The difference; nil where it leaves the range.
    public func subtracting(_ other: Money) -> Money? {
        let (difference, overflow) = tenThousandths.subtractingReportingOverflow(other.tenThousandths)
        return overflow ? nil : Money(tenThousandths: difference)
    }

    /// The price of so many units; nil where it leaves the range.
    public func times(_ units: Int64) -> Money? {
        let (product, overflow) = tenThousandths.multipliedReportingOverflow(by: units)
        return overflow ? nil : Money(tenThousandths: product)
    }

    /// From its number.
    public init(from decoder: any Decoder) throws {
        tenThousandths = try decoder.singleValueContainer().decode(Int64.self)
    }

    /// As its number.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(tenThousandths)
    }
}

extension Money: CustomStringConvertible {
    /// All four places: `12.3400`.
    public var description: String {
        let (whole, fraction) = tenThousandths.magnitude.quotientAndRemainder(dividingBy: 10_000)
        let digits = String(fraction)
        return "\(tenThousandths < 0 ? "-" : "")\(whole).\(String(repeating: "0", count: 4 - digits.count))\(digits)"
    }
}
