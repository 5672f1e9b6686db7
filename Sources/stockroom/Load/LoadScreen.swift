import Foundation
import StockLoad
import Synchronization

/// Shows on standard error how a rehearsal goes: one line that changes on a terminal, a line every five seconds elsewhere.
final class LoadScreen: Sendable {
    private static let secondsBetweenLines = 5.0
    private let progress = ProgressLine()
    private let isTerminal = Terminal.showsProgress
    private let shownAt = Mutex(-secondsBetweenLines)

    func part(_ part: String, _ done: Int = 0, of: Int = 0) { progress.show(part, done, of: of) }

    func show(_ line: LiveLine) {
        if isTerminal { return Terminal.write("\r\u{1B}[K" + Self.text(of: line), to: .standardError) }
        let isDue = shownAt.withLock { shownAt in
            guard line.seconds >= shownAt + Self.secondsBetweenLines || line.seconds < shownAt else { return false }
            shownAt = line.seconds
            return true
        }
        if isDue { Terminal.complain(Self.text(of: line)) }
    }

    func finish() {
        if isTerminal { Terminal.write("\r\u{1B}[K", to: .standardError) }
        progress.finish()
    }

    /// Rates, latency, outcomes of about one second.
    static func text(of line: LiveLine) -> String {
        let rates =
            "offered \(NumberText.grouped(Int(line.offeredPerSecond)))/s  answered \(NumberText.grouped(Int(line.answeredPerSecond)))/s"
        let latency =
            "p50 \(NumberText.time(microseconds: line.p50))  p99 \(NumberText.time(microseconds: line.p99))  p99.9 \(NumberText.time(microseconds: line.p999))"
        let outcomes =
            "refused \(NumberText.grouped(line.refused))  busy \(NumberText.grouped(line.busy))  errors \(NumberText.grouped(line.errors))  in flight \(NumberText.grouped(line.inFlight))"
        return "\(Int(line.seconds))/\(Int(line.ofSeconds.rounded())) s  \(rates)  \(latency)  \(outcomes)"
    }
}
