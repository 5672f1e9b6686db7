import StockAPI
import Synchronization

/// Runs the engine on somebody else's thread: a turn takes what waits, processes it as one batch, maintains.
///
/// A turn takes the engine out and puts it back: no lock is held while it works.
final class HostedEngine: EngineDriver {
    private struct State: ~Copyable {
        /// Nil during a turn, and when it is over.
        var core: EngineCore?
        /// Monotonic nanoseconds of the next turn that is due by itself.
        var timerDue = UInt64.max
        /// While a checkpoint lags behind, batches wait until then.
        var isPaused = false
    }

    let inbox: Inbox
    let finished = Finish()
    private let host: any EngineHost
    private let state = Mutex(State())
    private let turnToTake: TurnToTake
    private let clock: any EngineClock

    private init(_ host: any EngineHost, _ options: StockroomOptions, _ turn: TurnToTake) {
        clock = options.clock
        self.host = host
        turnToTake = turn
        inbox = Inbox(waitingBytesMax: options.waitingBytesMax) { host.callSoon { turn.take() } }
    }

    /// Opens the store on the host's thread, which is busy with that for as long as the journal takes to be replayed.
    static func start(
        _ path: String, _ options: StockroomOptions, on host: any EngineHost,
        opened: @escaping @Sendable (Result<HostedEngine, StockFailure>) -> Void
    ) {
        let turn = TurnToTake()
        let engine = HostedEngine(host, options, turn)
        turn.belongs(to: engine)
        host.callSoon {
            do throws(StockFailure) {
                let core = try EngineCore.openNew(path, options)
                engine.putBack(core)
            } catch {
                turn.belongs(to: nil)
                return opened(.failure(error))
            }
            opened(.success(engine))
            engine.turn()
        }
    }

    private func putBack(_ core: consuming sending EngineCore) {
        var core: EngineCore? = core
        state.withLock { state in state.core = core.take() }
    }

    /// One batch, and what is due.
    fileprivate func turn() {
        guard var core = state.withLock({ state in state.isPaused ? nil : state.core.take() }) else { return }
        let waiting = inbox.take(parks: .always)
        let isIdle = waiting.isEmpty
        // On a simulated clock nothing happens by itself: time is the test's.
        if !isIdle || !core.clock.isSimulated { core.process(waiting) }
        core.maintain(inbox: inbox, isIdle: isIdle)
        if core.isStopped {
            core.refuse(inbox.close())
            core.close()
            turnToTake.belongs(to: nil)
            return finished.signal()
        }
        let pause = core.millisecondsToPause
        let sleep = core.millisecondsToSleep
        putBack(core)
        setTimer(pause: pause, sleep: sleep)
    }

    private func setTimer(pause: Int, sleep: Int?) {
        if pause > 0 {
            state.withLock { state in state.isPaused = true }
            return host.call(afterMilliseconds: pause) { [weak self] in
                self?.state.withLock { state in state.isPaused = false }
                self?.turn()
            }
        }
        guard let sleep else { return }
        let due = clock.uptimeNanoseconds + UInt64(max(0, sleep)) * 1_000_000
        let isSet = state.withLock { state in
            if state.timerDue <= due { return true }
            state.timerDue = due
            return false
        }
        guard !isSet else { return }
        host.call(afterMilliseconds: sleep) { [weak self] in
            self?.state.withLock { state in if state.timerDue == due { state.timerDue = .max } }
            self?.turn()
        }
    }
}

/// What the inbox calls: keeps the engine until the store is closed.
private final class TurnToTake: Sendable {
    private let engine = Mutex<HostedEngine?>(nil)

    func belongs(to engine: HostedEngine?) { self.engine.withLock { $0 = engine } }

    func take() { engine.withLock { $0 }?.turn() }
}
