/// A Global Trade Item Number of 8, 12, 13 or 14 digits, with the check digit of GS1 (General Specifications, 7.9).
///
/// From the right the digits before it weigh 3, 1, 3 …; with the check digit the sum is a multiple of 10.
public struct GTIN: Hashable, Sendable {
    /// As it was given.
    public let digits: String

    /// Why a text is no GTIN.
    public enum Fault: Error, Hashable, Sendable {
        /// Not 8, 12, 13 or 14 digits.
        case length
        /// The last digit should be this one.
        case checkDigit(Int)
    }

    /// The lengths that there are.
    public static let lengths = [8, 12, 13, 14]

    /// Reads a number with its check digit.
    public init(_ text: String) throws(Fault) {
        let values = text.utf8.map { Int($0) - 0x30 }
        guard Self.lengths.contains(values.count), values.allSatisfy({ (0...9).contains($0) }) else { throw .length }
        let expected = Self.checkDigit(of: values.dropLast())
        guard values.last == expected else { throw .checkDigit(expected) }
        digits = text
    }

    /// The check digit of the digits before it.
    static func checkDigit(of values: some BidirectionalCollection<Int>) -> Int {
        var sum = 0
        for (place, value) in values.reversed().enumerated() { sum += value * (place.isMultiple(of: 2) ? 3 : 1) }
        return (10 - sum % 10) % 10
    }
}
