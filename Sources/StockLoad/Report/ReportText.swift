import Foundation

/// Numbers as people read them.
enum ReportText {
    /// `850 µs`, `12.4 ms`, `3.2 s`.
    static func time(microseconds: UInt64) -> String {
        let value = Double(microseconds)
        if value < 1_000 { return "\(microseconds) µs" }
        if value < 10_000 { return String(format: "%.2f ms", value / 1_000) }
        if value < 1_000_000 { return String(format: "%.1f ms", value / 1_000) }
        return String(format: "%.2f s", value / 1_000_000)
    }

    /// `99.98 %`.
    static func percent(_ share: Double) -> String { String(format: "%.2f %%", share * 100) }

    /// `1,234,567`.
    static func count(_ value: Int) -> String {
        var digits = String(value.magnitude)
        var text = ""
        while digits.count > 3 {
            text = "," + digits.suffix(3) + text
            digits.removeLast(3)
        }
        return (value < 0 ? "-" : "") + digits + text
    }
}
