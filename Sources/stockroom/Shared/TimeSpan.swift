import ArgumentParser

/// A length of time, as people write it: `30s`, `15m`, `12h`, `7d`.
struct TimeSpan: ExpressibleByArgument, Equatable {
    let milliseconds: Int64

    init?(argument: String) {
        let units: [Character: Int64] = ["s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
        guard let last = argument.last, let unit = units[last], let number = Int64(argument.dropLast()), number > 0,
            case let (milliseconds, isTooLong) = number.multipliedReportingOverflow(by: unit), !isTooLong
        else { return nil }
        self.milliseconds = milliseconds
    }
}
