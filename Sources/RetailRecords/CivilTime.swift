/// A day and time of the calendar, from milliseconds since 1970 in UTC.
public struct CivilTime: Sendable {
    /// Days since 1970-01-01.
    public let day: Int64
    private let millisecondOfDay: Int64

    /// The time `milliseconds` after the beginning of 1970.
    public init(milliseconds: Int64) {
        day = Self.floorDivided(milliseconds, by: 86_400_000)
        millisecondOfDay = milliseconds - day * 86_400_000
    }

    /// `2017-11-15`.
    public var dayText: String {
        // Years that begin in March, so that the leap day is the last; eras of 400 years.
        let shifted = day + 719_468
        let era = Self.floorDivided(shifted, by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let dayOfMonth = dayOfYear - (153 * month + 2) / 5 + 1
        let year = yearOfEra + era * 400 + (month >= 10 ? 1 : 0)
        return "\(padded(year, 4))-\(padded(month < 10 ? month + 3 : month - 9, 2))-\(padded(dayOfMonth, 2))"
    }

    /// `08:03:00`.
    private var timeText: String {
        let second = millisecondOfDay / 1_000
        return "\(padded(second / 3_600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
    }

    /// `2017-11-15 08:03:00`, as the files write it.
    public var text: String { "\(dayText) \(timeText)" }

    /// `2017-11-15T08:03:00.000Z`, to the millisecond.
    public var textInUTC: String { "\(dayText)T\(timeText).\(padded(millisecondOfDay % 1_000, 3))Z" }

    private static func floorDivided(_ value: Int64, by divisor: Int64) -> Int64 {
        value / divisor - (value % divisor < 0 ? 1 : 0)
    }

    private func padded(_ value: Int64, _ digits: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
