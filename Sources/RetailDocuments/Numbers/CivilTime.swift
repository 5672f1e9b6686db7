import StockModel

/// A day and time of the calendar, from milliseconds since 1970 in UTC.
public struct CivilTime: Sendable {
    /// The day.
    public let day: CalendarDay
    private let millisecondOfDay: Int64

    /// The time `milliseconds` after the beginning of 1970.
    public init(milliseconds: Int64) {
        day = CalendarDay(of: Instant(millisecondsSinceEpoch: milliseconds))
        millisecondOfDay = milliseconds - day.start.millisecondsSinceEpoch
    }

    /// `08:03:00`.
    private var timeText: String {
        let second = millisecondOfDay / 1_000
        return [second / 3_600, second / 60 % 60, second % 60].map { $0.padded(to: 2) }.joined(separator: ":")
    }

    /// `2017-11-15 08:03:00`, as the files write it.
    public var text: String { "\(day) \(timeText)" }

    /// `2017-11-15T08:03:00.000Z`, to the millisecond.
    public var textInUTC: String { "\(day)T\(timeText).\((millisecondOfDay % 1_000).padded(to: 3))Z" }
}
