import Foundation

/// The table as it stands in docs/benchmarks.md.
enum Report {
    static let header = """
        | case | per second | p50 µs | p99 µs | p99.9 µs | longest µs | journal B each | LMDB B each | checkpoints | CPU s per million |
        |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|
        """

    static func line(_ row: Measured) -> String {
        let numbers = [
            String(Int(row.perSecond)), number(row.p50Microseconds), number(row.p99Microseconds),
            number(row.p999Microseconds), number(row.longestMicroseconds), number(row.journalBytesEach),
            number(max(0, row.storeBytesEach)), String(row.checkpoints),
            String(format: "%.2f", row.cpuSecondsPerMillion),
        ]
        return "| \(row.name) | " + numbers.joined(separator: " | ") + " |"
    }

    private static func number(_ value: Double) -> String { String(Int(value.rounded())) }
}
