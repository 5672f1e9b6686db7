/// A rehearsal on one page that needs nothing from elsewhere: for those who decide whether the promotion goes ahead.
public struct ReportPage {
    private let report: LoadReport

    /// Shows this one.
    public init(_ report: LoadReport) { self.report = report }

    /// The page, in UTF-8.
    public var html: String {
        let parts = [
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">",
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
            "<title>Rehearsal of \(HTML.escaped(report.began))</title>",
            "<style>\(ReportStyle.css)</style>\n</head>\n<body>\n<main>",
            verdict, summary, drop, "<h2>Over time</h2>", charts, "<h2>By kind of request</h2>", actions, refusals,
            "<h2>Proof</h2>", proof, "<h2>What was sent</h2>", scenario, "</main>\n</body>\n</html>\n",
        ]
        return parts.joined(separator: "\n")
    }

    private var record: LoadRecord { report.record }

    private var verdict: String {
        let passes = report.verdict.passes
        let findings = report.verdict.findings
        let title = passes ? "GO" : "NO GO"
        let why =
            if findings.isEmpty {
                "Nothing was asked for: no limit was named, and the proof was left out."
            } else if passes {
                "Every limit was kept."
            } else {
                "\(findings.count { !$0.isMet }) of \(findings.count) limits were not kept."
            }
        var table = HTMLTable(["limit", "measured", ""])
        for finding in findings {
            table.add(
                [finding.requirement, finding.measured, finding.isMet ? "kept" : "NOT KEPT"], isBad: !finding.isMet)
        }
        return """
            <header class="\(passes ? "go" : "no-go")"><h1>\(title)</h1><p>\(why)
            Rehearsal of \(HTML.escaped(report.began)) on \(HTML.escaped(report.target)).</p></header>
            \(table.html)
            """
    }

    private var summary: String {
        let results = record.results
        let figures = LatencyFigures(record.latency)
        let tiles = [
            ("offered", "\(ReportText.count(record.offered)) requests"),
            ("answered", "\(ReportText.count(Int(record.answeredPerSecond))) a second"),
            ("p50", ReportText.time(microseconds: figures.p50)), ("p99", ReportText.time(microseconds: figures.p99)),
            ("p99.9", ReportText.time(microseconds: figures.p999)),
            ("longest", ReportText.time(microseconds: figures.longest)),
            ("refused", ReportText.count(results.refusals)), ("busy", ReportText.count(results.busy)),
            ("errors", ReportText.count(results.errors)), ("not sent", ReportText.count(record.notSent)),
        ]
        let shown = tiles.map { "<div><span>\($0.0)</span><b>\(HTML.escaped($0.1))</b></div>" }
        return "<section class=\"tiles\">\(shown.joined())</section>\n\(delayNote)"
    }

    /// In an open loop latency counts from when a request should have been sent: a slow sender shows in it, and is named.
    private var delayNote: String {
        guard case .openLoop = report.scenario.arrivals else {
            return "<p class=\"note\">Latency counts from the moment at which a caller sent its request.</p>"
        }
        let delay = LatencyFigures(record.delay)
        return """
            <p class="note">Latency counts from the moment at which a request should have been sent. The sender itself was \
            late by \(ReportText.time(microseconds: delay.p50)) (p50) and \
            \(ReportText.time(microseconds: delay.p99)) (p99).</p>
            """
    }

    private var drop: String {
        guard let drop = report.drop else { return "" }
        var table = HTMLTable(["", ""])
        table.add(["units that there were", ReportText.count(Int(clamping: drop.units))])
        table.add(["units that were granted", ReportText.count(Int(clamping: drop.granted))])
        table.add(["buyers who were told that there is no more", ReportText.count(drop.soldOut)])
        table.add(["buyers who were refused for another reason", ReportText.count(drop.refusedOtherwise)])
        return "<h2>Limited drop</h2>\n\(table.html)"
    }

    private var charts: String {
        let charts = ReportCharts(record, report.samples, report.scenario).all
        return charts.map { "<h3>\(HTML.escaped($0.title))</h3>\n\($0.legend)\n\($0.svg)" }.joined(separator: "\n")
    }

    private var actions: String {
        var table = HTMLTable(["", "requests", "done", "refused", "busy", "errors", "p50", "p99", "p99.9", "longest"])
        for (action, one) in record.actions.sorted(by: { $0.key < $1.key }) {
            let figures = LatencyFigures(one.latency)
            table.add(
                [action.rawValue]
                    + [
                        one.results.total, one.results.accepted, one.results.refusals, one.results.busy,
                        one.results.errors,
                    ]
                    .map(ReportText.count)
                    + [figures.p50, figures.p99, figures.p999, figures.longest].map(ReportText.time(microseconds:)))
        }
        return table.html
    }

    private var refusals: String {
        let results = record.results
        let named = results.refused.merging(results.failed, uniquingKeysWith: +)
        guard !named.isEmpty else { return "" }
        var table = HTMLTable(["refusal or failure", "times"])
        for (name, count) in named.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            table.add([name, ReportText.count(count)])
        }
        return table.html
    }

    private var proof: String {
        guard let proof = report.proof else { return "<p>It was left out.</p>" }
        var table = HTMLTable(["", ""])
        for line in ProofText.lines(of: proof) { table.add([line.what, line.value], isBad: line.isBad) }
        return "<p>\(HTML.escaped(ProofText.verdict(of: proof)))</p>\n\(table.html)"
    }

    private var scenario: String {
        var table = HTMLTable(["", ""])
        for (name, value) in ScenarioText.lines(of: report.scenario, workers: report.workers) {
            table.add([name, value])
        }
        return table.html
    }
}

/// A table of a page.
struct HTMLTable {
    private var rows: [String] = []

    init(_ headings: [String]) {
        if headings.contains(where: { !$0.isEmpty }) { rows.append(Self.row(headings, "th", isBad: false)) }
    }

    mutating func add(_ cells: [String], isBad: Bool = false) { rows.append(Self.row(cells, "td", isBad: isBad)) }

    var html: String { "<div class=\"wide\"><table>\n\(rows.joined(separator: "\n"))\n</table></div>" }

    private static func row(_ cells: [String], _ tag: String, isBad: Bool) -> String {
        let shown = cells.map { "<\(tag)>\(HTML.escaped($0))</\(tag)>" }
        return "<tr\(isBad ? " class=\"bad\"" : "")>\(shown.joined())</tr>"
    }
}
