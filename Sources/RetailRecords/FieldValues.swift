/// Numbers and times from the text of a field, exactly or not at all.
///
/// Nothing passes through a floating-point number: what is not exact is nil, and the row malformed.
public enum FieldValues {
    /// A whole number with an optional sign; nil for anything else, and for what exceeds `Int64`.
    public static func integer(_ text: some Collection<UInt8>) -> Int64? {
        decimal(text, places: 0)
    }

    /// A decimal number in 1/10,000: `2.55` is 25,500.
    ///
    /// Nil when it is not exact in that unit.
    ///
    /// A sign, digits, and a point with digits behind it; further zeros behind the fourth place are
    /// exact, exponents and separators are not accepted.
    public static func tenThousandths(_ text: some Collection<UInt8>) -> Int64? {
        decimal(text, places: 4)
    }

    private static func decimal(_ text: some Collection<UInt8>, places: Int) -> Int64? {
        var value: Int64 = 0
        var isNegative = false
        var placesLeft: Int?
        var digits = 0
        var isFirst = true
        for byte in text {
            defer { isFirst = false }
            if isFirst, byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") {
                isNegative = byte == UInt8(ascii: "-")
                continue
            }
            if byte == UInt8(ascii: "."), places > 0, placesLeft == nil, digits > 0 {
                placesLeft = places
                digits = 0
                continue
            }
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            digits += 1
            let digit = Int64(byte - UInt8(ascii: "0"))
            if let left = placesLeft {
                if left == 0 {
                    if digit != 0 { return nil }
                    continue
                }
                placesLeft = left - 1
            }
            guard let next = appended(value, digit) else { return nil }
            value = next
        }
        guard digits > 0 else { return nil }
        for _ in 0..<(placesLeft ?? places) {
            guard let next = appended(value, 0) else { return nil }
            value = next
        }
        return isNegative ? -value : value
    }

    private static func appended(_ value: Int64, _ digit: Int64) -> Int64? {
        let (tens, tooLarge) = value.multipliedReportingOverflow(by: 10)
        let (sum, over) = tens.addingReportingOverflow(digit)
        return tooLarge || over ? nil : sum
    }

    /// `YYYY-MM-DD hh:mm:ss`, or with a `T` between, as milliseconds since 1970-01-01 00:00:00.
    ///
    /// The files name no zone: the time as written is taken as if it were UTC. Nil when it is no
    /// day of the calendar or time of the day. Years 0001 to 9999.
    public static func milliseconds(_ text: some RandomAccessCollection<UInt8>) -> Int64? {
        guard text.count == 19 else { return nil }
        let bytes = Array(text)
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for byte in bytes[range] {
                guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
                value = value * 10 + Int(byte - UInt8(ascii: "0"))
            }
            return value
        }
        guard bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            bytes[10] == UInt8(ascii: " ") || bytes[10] == UInt8(ascii: "T"),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            year >= 1, (1...12).contains(month), day >= 1, day <= daysOfMonth(month, year: year),
            hour < 24, minute < 60, second < 60
        else { return nil }
        let seconds = ((daysSinceEpoch(year: year, month: month, day: day) * 24 + hour) * 60 + minute) * 60 + second
        return Int64(seconds) * 1_000
    }

    private static func daysOfMonth(_ month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days of the Gregorian calendar, counted in years that begin in March, so that the leap day is the last.
    private static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
        let marchYear = month > 2 ? year : year - 1
        let monthFromMarch = (month + 9) % 12
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        return 365 * marchYear + marchYear / 4 - marchYear / 100 + marchYear / 400 + dayOfYear - 719_468
    }
}
