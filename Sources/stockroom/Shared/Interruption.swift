import Dispatch
import Glibc
import Synchronization

/// Turns SIGINT and SIGTERM into the cancellation of the running command, so that it closes its store.
///
/// A second signal ends the program at once; the store stays valid and replays its journal at the next opening.
struct Interruption {
    private final class Running: Sendable {
        private struct State {
            var status: ExitStatus?
            var task: Task<ExitStatus, Never>?
        }

        private let state = Mutex(State())

        var status: ExitStatus? { state.withLock { $0.status } }

        func cancels(_ task: Task<ExitStatus, Never>) {
            let isLate = state.withLock { state in
                state.task = task
                return state.status != nil
            }
            if isLate { task.cancel() }
        }

        func interrupt(_ status: ExitStatus) {
            let (isFirst, task) = state.withLock { state in
                let isFirst = state.status == nil
                state.status = status
                return (isFirst, state.task)
            }
            guard isFirst else { ExitStatus.exit(status) }
            Terminal.complain("\nending in order … (once more to end at once)")
            task?.cancel()
        }
    }

    private let running: Running
    private let sources: [any DispatchSourceSignal]

    /// What interrupted the command, if anything did.
    var status: ExitStatus? { running.status }

    init() {
        // A reader that goes away is an error of the write, not the end of the program.
        signal(SIGPIPE, SIG_IGN)
        let running = Running()
        sources = [(SIGINT, ExitStatus.interrupted), (SIGTERM, .terminated)].map { number, status in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { running.interrupt(status) }
            source.resume()
            return source
        }
        self.running = running
    }

    func cancels(_ task: Task<ExitStatus, Never>) { running.cancels(task) }
}
