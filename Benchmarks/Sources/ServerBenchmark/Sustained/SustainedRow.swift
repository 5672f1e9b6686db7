import Foundation
import Histogram
import LoadLoop

/// One stretch of a long run, as a row.
struct SustainedRow {
    static let heading = """
        | from s | reservations before, millions | reservations a second | p50 µs | p99 µs | p99.9 µs | longest µs | server CPU s per million | private MB | store MB | journal MB |
        |---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|
        """

    let cells: String

    /// - Parameter soFar: Reservations granted before this stretch.
    init(
        index: Int, seconds: Double, _ figures: StretchFigures, soFar: Int, before: ServerWatch, after: ServerWatch
    ) {
        let times = [50, 99, 99.9, 100].map { figures.histogram.valueAtPercentile($0) / 1_000 }
        let cpu = (after.cpuSeconds - before.cpuSeconds) / Double(max(1, figures.granted)) * 1e6
        let sizes = [after.privateBytes, after.storeBytes, after.journalBytes].map { "\($0 / 1_000_000)" }
        let first = [
            "\(Int((Double(index) * seconds).rounded()))", String(format: "%.1f", Double(soFar) / 1e6),
            "\(Int(Double(figures.granted) / seconds))",
        ]
        let all = first + times.map { "\($0)" } + [String(format: "%.2f", cpu)] + sizes
        cells = "| " + all.joined(separator: " | ") + " |"
    }
}
