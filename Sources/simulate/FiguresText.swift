import Foundation
import StockSimulation

/// The figures at the end.
struct FiguresText {
    private let report: SimulationReport
    private let first: UInt64

    init(_ report: SimulationReport, first: UInt64) {
        self.report = report
        self.first = first
    }

    func print(asJSON: Bool) throws {
        if asJSON {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            encoder.keyEncodingStrategy = .convertToSnakeCase
            return Swift.print(String(decoding: try encoder.encode(report), as: UTF8.self))
        }
        let hours = report.simulatedSeconds / 3_600
        let lines: [(String, Int)] = [
            ("commands answered as the model says", report.commandsAnswered),
            ("  of which accepted", report.commandsAccepted),
            ("questions answered as the model says", report.questionsAnswered),
            ("openings, each with everything acknowledged", report.openings),
            ("checkpoints verified", report.verifications),
            ("histories explained by one order", report.historiesChecked),
            ("faults", report.faults),
            ("  power cuts", report.powerCuts),
            ("  processes killed", report.processesKilled),
            ("  openings cut off", report.openingsCutOff),
            ("  bits flipped in journals", report.bitsFlipped),
            ("    of which refused by name", report.flippedBitsRefused),
            ("  disk operations that failed", report.operationsFailed),
            ("  disks filled", report.fullDisks),
            ("  flushes that took up to three seconds", report.slowFlushes),
            ("  clocks set by up to two days", report.clockJumps),
            ("  downtimes of more than a day", report.longDowntimes),
            ("  requests lost", report.requestsLost),
            ("  answers lost", report.answersLost),
            ("  requests sent twice", report.requestsDuplicated),
            ("  clients that went away", report.clientsVanished),
            ("requests sent again", report.requestsRepeated),
        ]
        Swift.print(
            "\(report.runs) runs from seed \(first), \(String(format: "%.1f", hours)) simulated hours, nothing found")
        let width = lines.map(\.0.count).max() ?? 0
        for (name, count) in lines {
            let padding = String(repeating: " ", count: width + 10 - name.count - "\(count)".count)
            Swift.print("  " + name + padding + "\(count)")
        }
    }
}

/// A line that says how far it is, where somebody looks.
struct ProgressScreen {
    private let isShown = isatty(2) == 1
    private var shown = Date.distantPast

    mutating func show(_ report: SimulationReport, lastSeed: UInt64) {
        guard isShown, Date().timeIntervalSince(shown) > 0.5 else { return }
        shown = Date()
        write("\r\(report.runs) runs, \(report.faults) faults, \(report.commandsAnswered) answers, seed \(lastSeed)")
    }

    func end() { if isShown { write("\n") } }

    private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
