import Foundation

/// Numbers and times as a screen shows them.
enum NumberText {
    /// 1234567 is `1,234,567`.
    static func grouped(_ value: some BinaryInteger) -> String {
        let digits = String(value.magnitude)
        var text = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place).isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return value < 0 ? "-" + text : text
    }

    /// `850 µs`, `12.4 ms`, `3.2 s`: three digits at most.
    static func time(microseconds: some BinaryInteger) -> String {
        let value = Double(microseconds)
        if value < 1_000 { return "\(microseconds) µs" }
        if value < 100_000 { return String(format: "%.1f ms", value / 1_000) }
        if value < 1_000_000 { return String(format: "%.0f ms", value / 1_000) }
        return String(format: "%.1f s", value / 1_000_000)
    }

    static func time(_ duration: Duration) -> String { time(microseconds: microseconds(duration)) }

    static func microseconds(_ duration: Duration) -> Int64 {
        duration.components.seconds * 1_000_000 + duration.components.attoseconds / 1_000_000_000_000
    }

    /// `12.4 MiB`.
    static func bytes(_ value: UInt64) -> String {
        let units = ["bytes", "KiB", "MiB", "GiB", "TiB"]
        var size = Double(value)
        var unit = 0
        while size >= 1_024, unit < units.count - 1 {
            size /= 1_024
            unit += 1
        }
        return unit == 0 ? "\(value) bytes" : String(format: "%.1f %@", size, units[unit])
    }

    /// `7 days`, `0.5 days`.
    static func days(_ milliseconds: Int64) -> String {
        let days = Double(milliseconds) / 86_400_000
        return days == days.rounded() ? counted(Int64(days), "day", "days") : String(format: "%.3g days", days)
    }

    /// `3 rows`, `1 row`.
    static func counted(_ count: some BinaryInteger, _ one: String, _ many: String) -> String {
        "\(grouped(count)) \(count == 1 ? one : many)"
    }
}
