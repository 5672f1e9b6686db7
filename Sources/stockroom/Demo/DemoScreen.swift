import Foundation
import RetailReplay

/// The one screen that the demo ends with, of 80 columns.
enum DemoScreen {
    static func text(of report: DemoReport, keptIn folder: String?) -> String {
        var parts = [
            title("Complete Journey, 15 November to 1 January: real tills, derived opening stock"),
            CompleteJourneyText.lines(of: report.replay),
            CompleteJourneyText.shortages(of: report.replay),
        ]
        if report.basketsPerformed > 0 {
            parts.append(
                "  \(NumberText.grouped(report.basketsPerformed)) baskets in \(report.replaySeconds) s: "
                    + "\(NumberText.grouped(Int(report.replayLinesPerSecond))) lines per second")
        } else {
            parts.append("  every basket was in this store already: nothing was changed")
        }
        if let spike = report.spike {
            parts += [title("Promotion: everybody wants the same twenty SKUs"), text(of: spike)]
        }
        if let recovery = report.recovery {
            parts += [title("Killed with SIGKILL in the middle of the next promotion"), text(of: recovery)]
        }
        parts.append(verdict(report, keptIn: folder))
        return parts.joined(separator: "\n\n")
    }

    private static func title(_ text: String) -> String {
        "── \(text) " + String(repeating: "─", count: max(0, 76 - text.count))
    }

    private static func text(of spike: SpikeResult) -> String {
        var counts = TextTable()
        counts.add(
            "stock", NumberText.grouped(spike.stock), "granted", NumberText.grouped(spike.granted))
        counts.add("buyers", NumberText.grouped(spike.buyers), "refused", NumberText.grouped(spike.refused))
        var times = TextTable()
        times.add("answer times", "p50", "p99", "p99.9", "longest")
        times.add(row("granted, durable", spike.durableLatency))
        times.add(row("refused", spike.refusalLatency))
        return counts.text() + "\n\n" + times.text()
            + "\n\n  \(NumberText.grouped(Int(spike.answersPerSecond))) answers per second"
    }

    private static func row(_ name: String, _ latency: Latency) -> [String] {
        [name] + [latency.p50, latency.p99, latency.p999, latency.longest].map { NumberText.time(microseconds: $0) }
    }

    private static func text(of recovery: CrashTrial.Result) -> String {
        var table = TextTable()
        table.add("acknowledged before the kill", NumberText.grouped(recovery.acknowledged))
        table.add("of those, found afterwards", NumberText.grouped(recovery.found))
        table.add(
            "opened again in", NumberText.time(microseconds: Int64(recovery.openMilliseconds * 1_000)))
        table.add("commands replayed", NumberText.grouped(recovery.commandsReplayed))
        return table.text()
    }

    private static func verdict(_ report: DemoReport, keptIn folder: String?) -> String {
        var lines: [String] = []
        if let differences = report.verifyDifferences {
            lines.append(
                "verify: \(NumberText.counted(differences, "difference", "differences")) "
                    + "in \(NumberText.grouped(report.rowsChecked)) rows")
        }
        lines.append("\(report.seconds) s in all" + (folder.map { ", store kept in \($0)" } ?? ""))
        return lines.joined(separator: "\n")
    }
}
