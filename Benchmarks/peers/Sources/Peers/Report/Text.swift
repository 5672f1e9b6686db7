import Foundation

/// Numbers as they stand in tables.
enum Text {
    /// Of thousands, as in 12,345.
    static func grouped(_ value: Int) -> String {
        var digits = Array(String(abs(value)))
        for place in stride(from: digits.count - 3, to: 0, by: -3) { digits.insert(",", at: place) }
        return (value < 0 ? "-" : "") + String(digits)
    }

    static func grouped(_ value: Double) -> String { grouped(Int(value.rounded())) }

    /// Three digits that count.
    static func ratio(_ value: Double) -> String {
        String(format: value >= 10 ? "%.1f" : value >= 0.1 ? "%.2f" : "%.3f", value)
    }
}
