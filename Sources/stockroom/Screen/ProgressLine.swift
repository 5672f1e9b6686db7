import Foundation
import Synchronization

/// Says on standard error how far the work is: a bar that moves on a terminal, one line per part elsewhere.
final class ProgressLine: Sendable {
    private struct State {
        var part = ""
        var isShown = false
        var shown = ContinuousClock.now
        var began = ContinuousClock.now
        var last: (done: Int, of: Int) = (0, 0)
    }

    private static let width = 30
    private let state = Mutex(State())
    private let isBar: Bool

    init(isBar: Bool = Terminal.showsProgress) { self.isBar = isBar }

    /// `done` of `of` in `part`; `of` is zero when the end is not known.
    func show(_ part: String, _ done: Int = 0, of: Int = 0) {
        state.withLock { state in
            if state.part != part {
                finish(&state)
                state = State()
                state.part = part
                if !isBar { Terminal.complain("\(part) …") }
            }
            state.last = (done, of)
            guard isBar, !state.isShown || state.shown.duration(to: .now) > .milliseconds(80) else { return }
            state.isShown = true
            state.shown = .now
            Terminal.write("\r\u{1B}[K" + line(state), to: .standardError)
        }
    }

    /// The part is done; further words go on a line of their own.
    func finish() { state.withLock { finish(&$0) } }

    private func finish(_ state: inout State) {
        guard !state.part.isEmpty else { return }
        let time = NumberText.time(state.began.duration(to: .now))
        let count = state.last.of > 0 ? "\(NumberText.grouped(state.last.of)) in " : ""
        if isBar {
            Terminal.write("\r\u{1B}[K", to: .standardError)
        } else {
            Terminal.complain("\(state.part): \(count)\(time)")
        }
        state = State()
    }

    private func line(_ state: State) -> String {
        let (done, of) = state.last
        guard of > 0 else {
            return "  \(state.part) …" + (done > 0 ? " \(NumberText.grouped(done))" : "")
        }
        let filled = min(Self.width, Self.width * done / of)
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: Self.width - filled)
        return "  \(bar)  \(state.part) \(NumberText.grouped(done)) of \(NumberText.grouped(of))"
    }
}
