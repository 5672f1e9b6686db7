public import StockModel

/// A day of the calendar: so many days after 1970-01-01.
public struct CalendarDay: Hashable, Comparable, Sendable, Codable {
    /// Days since 1970-01-01; negative before.
    public var number: Int32

    /// So many days after 1970-01-01.
    public init(_ number: Int32) { self.number = number }

    /// The day that a moment is part of, in UTC.
    public init(of moment: Instant) {
        let milliseconds = moment.millisecondsSinceEpoch
        let whole = milliseconds / 86_400_000 - (milliseconds % 86_400_000 < 0 ? 1 : 0)
        self.init(Int32(clamping: whole))
    }

    /// Reads `2026-03-01`; nil for anything else, and for days that there are not.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count == 4, parts[1].utf8.count == 2, parts[2].utf8.count == 2,
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }), let year = Int32(parts[0]),
            let month = Int32(parts[1]), let day = Int32(parts[2]), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        // Years that begin in March, so that the leap day is the last; eras of 400 years.
        let shifted = year - (month <= 2 ? 1 : 0)
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        self.init(era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468)
        guard description == text else { return nil }
    }

    /// The beginning of the day, in UTC.
    public var start: Instant { Instant(millisecondsSinceEpoch: Int64(number) * 86_400_000) }

    /// 1 Monday to 7 Sunday.
    public var weekday: UInt8 {
        // 1970-01-01 was a Thursday.
        UInt8(((Int64(number) + 3) % 7 + 7) % 7) + 1
    }

    /// Some days later; stops at the last day that can be written down.
    public func adding(_ days: Int32) -> CalendarDay {
        CalendarDay(Int32(clamping: Int64(number) + Int64(days)))
    }

    /// In the order of the calendar.
    public static func < (left: CalendarDay, right: CalendarDay) -> Bool { left.number < right.number }

    /// From its number.
    public init(from decoder: any Decoder) throws {
        number = try decoder.singleValueContainer().decode(Int32.self)
    }

    /// As its number.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(number)
    }

    /// Ten digits with the sign turned, so that texts stand in the order of the days.
    package var keyText: String { UInt64(Int64(number) + 2_147_483_648).keyText }
}

extension CalendarDay: CustomStringConvertible {
    /// `2026-03-01`.
    public var description: String {
        let shifted = Int64(number) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let dayOfMonth = dayOfYear - (153 * month + 2) / 5 + 1
        let year = yearOfEra + era * 400 + (month >= 10 ? 1 : 0)
        let yearText = year < 0 ? "-" + UInt64(year.magnitude).padded(to: 4) : UInt64(year).padded(to: 4)
        return
            "\(yearText)-\(UInt64(month < 10 ? month + 3 : month - 9).padded(to: 2))-\(UInt64(dayOfMonth).padded(to: 2))"
    }
}
