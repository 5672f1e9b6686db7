/// A time as the files write it, from milliseconds since 1970, as if UTC.
struct CivilTime {
    /// Days since 1970-01-01.
    let day: Int64
    private let secondOfDay: Int64

    init(milliseconds: Int64) {
        day = Self.floorDivided(milliseconds, by: 86_400_000)
        secondOfDay = (milliseconds - day * 86_400_000) / 1_000
    }

    /// `2017-11-15`.
    var dayText: String {
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

    /// `2017-11-15 08:03:00`.
    var text: String {
        let (hour, minute, second) = (secondOfDay / 3_600, secondOfDay / 60 % 60, secondOfDay % 60)
        return "\(dayText) \(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2))"
    }

    private static func floorDivided(_ value: Int64, by divisor: Int64) -> Int64 {
        value / divisor - (value % divisor < 0 ? 1 : 0)
    }

    private func padded(_ value: Int64, _ digits: Int) -> String { value.padded(to: digits) }
}

extension BinaryInteger {
    /// With zeros before it, so that texts are ordered as the numbers are.
    func padded(to digits: Int) -> String {
        let text = String(self)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
