import Dispatch
import Foundation
import StockAPI
import StockModel

/// Runs the engine on a thread of its own: takes what waits, processes it as one batch, maintains, sleeps.
final class EngineThread: EngineDriver {
    let inbox: Inbox
    let finished = Finish()
    private let wake: DispatchSemaphore

    private init(_ options: StockroomOptions) {
        let wake = DispatchSemaphore(value: 0)
        self.wake = wake
        inbox = Inbox(waitingBytesMax: options.waitingBytesMax) { wake.signal() }
    }

    /// Opens the store on the new thread, where all of it stays, and tells how that went.
    static func start(
        _ path: String, _ options: StockroomOptions,
        opened: @escaping @Sendable (Result<EngineThread, StockFailure>) -> Void
    ) {
        let thread = EngineThread(options)
        let body = Thread {
            let core: EngineCore
            do throws(StockFailure) {
                core = try EngineCore.openNew(path, options)
            } catch { return opened(.failure(error)) }
            opened(.success(thread))
            thread.run(core)
        }
        body.name = "stockroom engine"
        body.stackSize = 8 << 20
        body.start()
    }

    private func run(_ opened: consuming EngineCore) {
        var core = opened
        while !core.isStopped {
            let waiting = take(waitingAtMostMilliseconds: core.millisecondsToSleep)
            let isIdle = waiting.isEmpty
            // On a simulated clock nothing happens by itself: time is the test's.
            if !isIdle || !core.clock.isSimulated { core.process(waiting) }
            core.maintain(inbox: inbox, isIdle: isIdle)
            let pause = core.millisecondsToPause
            if pause > 0 { Thread.sleep(forTimeInterval: Double(pause) / 1_000) }
        }
        core.refuse(inbox.close())
        core.close()
        finished.signal()
    }

    /// Takes all that waits; sleeps until there is something, or the time is over.
    private func take(waitingAtMostMilliseconds milliseconds: Int?) -> Inbox.Waiting {
        let first = inbox.take(parks: .whenEmpty)
        guard first.isEmpty else { return first }
        if let milliseconds {
            _ = wake.wait(timeout: .now() + .milliseconds(milliseconds))
        } else {
            wake.wait()
        }
        return inbox.take(parks: .never)
    }
}

extension EngineCore {
    /// Opens the store, and says what to do where there is no room for it.
    static func openNew(_ path: String, _ options: StockroomOptions) throws(StockFailure) -> EngineCore {
        do throws(StockFailure) {
            return try EngineCore.open(path, options)
        } catch {
            guard error == .refused(.storageFull) else { throw error }
            throw .cannotOpen("there is no room for the store in \(path): make room on its volume")
        }
    }
}
