import LoadLoop

/// The drawings beside the table, by their file names.
enum Charts {
    static func files(_ results: Results, _ cases: [Case]) -> [(name: String, title: String, source: String)] {
        var files: [(name: String, title: String, source: String)] = []
        let plain = cases.filter { $0.batch == 1 }
        for distribution in Distribution.allCases {
            let chosen = plain.filter { $0.distribution == distribution }
            let title = "Reservations per second, \(distribution.rawValue)"
            guard let chart = chart(title, .bar, results, chosen, unit: Self.count, { ($0.perSecond, $0.perSecond) })
            else { continue }
            files.append(("throughput-\(distribution.rawValue).svg", title, chart.source()))
        }
        let title = "Time to the answer, p50 (square) to p99"
        let latency = chart(
            title, .whisker, results, plain.filter { $0.distribution != .zipf }, unit: Self.time,
            { ($0.p50Microseconds, $0.p99Microseconds) })
        if let latency { files.append(("latency.svg", title, latency.source())) }
        return files
    }

    private static func chart(
        _ title: String, _ mark: Chart.Mark, _ results: Results, _ cases: [Case], unit: @escaping (Double) -> String,
        _ values: @escaping (Figures) -> (low: Double, high: Double)
    ) -> Chart? {
        let groups = cases.map { (name: $0.name, rows: results.rows(of: $0)) }.filter { !$0.rows.isEmpty }
        guard !groups.isEmpty else { return nil }
        return Chart(title: title, mark: mark, groups: groups, unit: unit, values: values)
    }

    /// Per second.
    static func count(_ value: Double) -> String {
        if value >= 1_000_000 { return "\(SVG.number(value / 1_000_000)) M" }
        if value >= 1_000 { return "\(SVG.number(value / 1_000)) k" }
        return "\(Int(value.rounded()))"
    }

    /// Of microseconds.
    static func time(_ value: Double) -> String {
        if value >= 1_000_000 { return "\(SVG.number(value / 1_000_000)) s" }
        return value >= 1_000 ? "\(SVG.number(value / 1_000)) ms" : "\(Int(value.rounded())) µs"
    }
}
