import LoadLoop

/// The figures for people, as Markdown.
enum Table {
    static let header = """
        | case | system | per second | × Stockroom | p50 µs | p99 µs | p99.9 µs | CPU s per million | client CPU s per million | bytes written each |
        |---|---|---:|---:|---:|---:|---:|---:|---:|---:|
        """

    static func text(_ results: Results, _ cases: [Case]) -> String {
        let lines = cases.flatMap { one in results.rows(of: one).map { line($0, ratio: results.ratio(of: $0)) } }
        return ([header] + lines).joined(separator: "\n")
    }

    static func line(_ row: Row, ratio: Double?) -> String {
        let figures = row.figures
        let cells = [
            row.one.name, row.system.title, Text.grouped(figures.perSecond), ratio.map(Text.ratio) ?? "",
            Text.grouped(figures.p50Microseconds), Text.grouped(figures.p99Microseconds),
            Text.grouped(figures.p999Microseconds), Text.ratio(figures.serverCPUSecondsPerMillion),
            Text.ratio(figures.clientCPUSecondsPerMillion), figures.bytesWrittenEach.map { Text.grouped($0) } ?? "",
        ]
        return "| " + cells.joined(separator: " | ") + " |"
    }

    /// What was granted and found, and what the disk has written for it.
    static func wholes(_ results: Results) -> String {
        let lines = PeerSystem.allCases.compactMap { system in results.wholes.first { $0.system == system } }.map {
            whole in
            let bytes = whole.diskBytesEach.isEmpty ? "" : Text.grouped(median(whole.diskBytesEach))
            let found = whole.system == .echo ? "nothing is stored" : "all"
            return "| \(whole.system.title) | \(Text.grouped(whole.granted)) | \(found) | \(bytes) |"
        }
        return
            (["| system | granted in all rounds | found at the end | disk bytes each |", "|---|---:|---|---:|"] + lines)
            .joined(separator: "\n")
    }
}
