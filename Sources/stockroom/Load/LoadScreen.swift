import Foundation
import StockLoad
import Synchronization

/// Shows on standard error how a rehearsal goes: three lines that change on a terminal, a line every five seconds elsewhere.
final class LoadScreen: Sendable {
    private static let secondsBetweenLines = 5.0
    private let progress = ProgressLine()
    private let isTerminal: Bool
    /// Seconds of the last line, and whether lines that change are on the screen.
    private let shown = Mutex((seconds: -secondsBetweenLines, isDrawn: false))

    init(isTerminal: Bool = Terminal.showsProgress) { self.isTerminal = isTerminal }

    func part(_ part: String, _ done: Int = 0, of: Int = 0) { progress.show(part, done, of: of) }

    func show(_ line: LiveLine) {
        shown.withLock { shown in
            if isTerminal {
                let lines = Self.lines(of: line)
                let back = shown.isDrawn ? "\u{1B}[\(lines.count)A" : ""
                shown.isDrawn = true
                Terminal.write(back + lines.map { "\r\u{1B}[K\($0)\n" }.joined(), to: .standardError)
            } else if line.seconds >= shown.seconds + Self.secondsBetweenLines {
                shown.seconds = line.seconds
                Terminal.complain(Self.lines(of: line).map { $0.trimmingPrefix { $0 == " " } }.joined(separator: "   "))
            }
        }
    }

    /// What follows is written below.
    func finish() {
        shown.withLock { $0 = (seconds: -Self.secondsBetweenLines, isDrawn: false) }
        progress.finish()
    }

    /// Rates, latency, outcomes of about one second, each shorter than 80 columns.
    static func lines(of line: LiveLine) -> [String] {
        let rates = [
            "offered \(NumberText.grouped(Int(line.offeredPerSecond)))/s",
            "answered \(NumberText.grouped(Int(line.answeredPerSecond)))/s",
            "in flight \(NumberText.grouped(line.inFlight))",
        ]
        let latency = [("p50", line.p50), ("p99", line.p99), ("p99.9", line.p999)].map {
            "\($0.0) \(NumberText.time(microseconds: $0.1))"
        }
        let outcomes = [("refused", line.refused), ("busy", line.busy), ("errors", line.errors)].map {
            "\($0.0) \(NumberText.grouped($0.1))"
        }
        let time = "\(Int(line.seconds)) of \(Int(line.ofSeconds.rounded())) s"
        return [[time] + rates, latency, outcomes].map { "  " + $0.joined(separator: "   ") }
    }
}
