import StockLoad

/// A rehearsal in words and numbers, for a screen of 80 columns.
enum LoadText {
    static func summary(of report: LoadReport) -> String {
        let record = report.record
        var parts = [heading(record), actions(record).text()]
        let refused = record.results.refused.merging(record.results.failed, uniquingKeysWith: +)
        if !refused.isEmpty {
            let named = refused.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            parts.append(
                "  " + named.map { "\($0.key) \(NumberText.grouped($0.value))" }.joined(separator: ", "))
        }
        parts.append(server(report.samples))
        if let drop = report.drop { parts.append(text(of: drop)) }
        if let proof = report.proof { parts.append(text(of: proof)) }
        if !report.verdict.findings.isEmpty { parts.append(text(of: report.verdict)) }
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    private static func heading(_ record: LoadRecord) -> String {
        let delay = record.delay.microseconds(atPercentile: 99)
        let notSent =
            record.notSent > 0
            ? "\n  \(NumberText.grouped(record.notSent)) requests were never sent: too many were on their way." : ""
        return
            "  \(NumberText.grouped(record.offered)) requests offered, \(NumberText.grouped(record.results.answered)) answered "
            + "in \(NumberText.time(.seconds(record.seconds))): \(NumberText.grouped(Int(record.answeredPerSecond))) a second"
            + notSent
            + "\n  the sender itself was late by \(NumberText.time(microseconds: delay)) at p99, which counts as latency"
    }

    private static func actions(_ record: LoadRecord) -> TextTable {
        var table = TextTable()
        table.add("", "done", "refused", "busy", "errors", "p50", "p99", "p99.9", "longest")
        func add(_ name: String, _ results: ResultCounts, _ latency: LatencyDistribution) {
            let figures = LatencyFigures(latency)
            table.add(
                [name]
                    + [results.accepted, results.refusals, results.busy, results.errors].map { NumberText.grouped($0) }
                    + [figures.p50, figures.p99, figures.p999, figures.longest].map {
                        NumberText.time(microseconds: $0)
                    })
        }
        for (action, one) in record.actions.sorted(by: { $0.key < $1.key }) {
            add(action.rawValue, one.results, one.latency)
        }
        add("all", record.results, record.latency)
        return table
    }

    private static func server(_ samples: [ServerSample]) -> String {
        guard !samples.isEmpty else { return "" }
        let checkpoints = samples.reduce(UInt64(0)) { $0 &+ $1.checkpoints }
        let longest = samples.map(\.flushLongest).max() ?? 0
        let flushes = samples.filter { $0.flushes > 0 }.map(\.flushP50).sorted()
        let middle = flushes.isEmpty ? 0 : flushes[flushes.count / 2]
        return
            "  the store: flushes of \(NumberText.time(microseconds: middle)) (p50), the longest \(NumberText.time(microseconds: longest)); "
            + NumberText.counted(checkpoints, "checkpoint", "checkpoints")
    }

    private static func text(of drop: DropResult) -> String {
        let otherwise =
            drop.refusedOtherwise > 0
            ? ", \(NumberText.grouped(drop.refusedOtherwise)) were refused for another reason" : ""
        return
            "  drop: \(NumberText.grouped(drop.granted)) of \(NumberText.grouped(drop.units)) units were granted, "
            + "\(NumberText.grouped(drop.soldOut)) buyers were told that there is no more" + otherwise
    }

    private static func text(of proof: ProofResult) -> String {
        var table = TextTable()
        for line in ProofText.lines(of: proof) { table.add(line.what, line.value, line.isBad ? "!" : "") }
        return "  \(ProofText.verdict(of: proof))\n" + table.text(indent: 4)
    }

    private static func text(of verdict: Verdict) -> String {
        var table = TextTable()
        for finding in verdict.findings {
            table.add(finding.requirement, finding.measured, finding.isMet ? "kept" : "NOT KEPT")
        }
        return (verdict.passes ? "  GO: every limit was kept\n" : "  NO GO\n") + table.text(indent: 4)
    }
}
