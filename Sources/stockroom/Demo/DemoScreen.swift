import Foundation
import RetailReplay

/// The one screen that the demo ends with, of 80 columns.
enum DemoScreen {
    static func text(of report: DemoReport, keptIn folder: String?) -> String {
        var parts = [
            title("The Complete Journey: six weeks of real tills"),
            CompleteJourneyText.lines(of: report.replay),
            CompleteJourneyText.shortages(of: report.replay),
        ]
        if report.basketsPerformed > 0 {
            parts.append(
                "  replayed in \(String(format: "%.1f", report.replaySeconds)) s: "
                    + "\(NumberText.grouped(Int(report.replayLinesPerSecond))) lines per second")
        } else {
            parts.append("  every basket was in this store already, and nothing was changed")
        }
        if let promises = report.promises {
            parts += [
                title("The same baskets, through web, pickup, marketplace and tills"),
                PromisesScreen.text(of: promises),
            ]
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
        "── \(text) " + String(repeating: "─", count: max(0, 75 - text.count))
    }

    private static func text(of spike: SpikeResult) -> String {
        var counts = TextTable()
        counts.add(
            "stock", NumberText.grouped(spike.stock), "granted", NumberText.grouped(spike.granted), "seconds",
            String(format: "%.2f", spike.seconds))
        counts.add(
            "buyers", NumberText.grouped(spike.buyers), "refused", NumberText.grouped(spike.refused), "per second",
            NumberText.grouped(Int(spike.answersPerSecond)))
        var times = TextTable()
        times.add("answer times", "p50", "p99", "p99.9", "longest")
        times.add(row("granted, durable", spike.durableLatency))
        times.add(row("refused", spike.refusalLatency))
        return counts.text() + "\n\n" + times.text()
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
                    + "(\(NumberText.grouped(report.rowsChecked)) rows)")
        }
        lines.append(
            String(format: "%.1f s in all", report.seconds) + (folder.map { "; the store is kept in \($0)" } ?? ""))
        return lines.joined(separator: "\n")
    }
}
