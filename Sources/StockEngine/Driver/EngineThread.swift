import Foundation
import StockAPI
import StockModel

/// Runs the engine on a thread of its own: takes what waits, processes it as one batch, maintains, sleeps.
final class EngineThread: Sendable {
    let inbox: Inbox
    private let finished = DispatchSemaphore(value: 0)

    private init(inbox: Inbox) { self.inbox = inbox }

    /// Opens the store on the new thread, where all of it stays, and tells how that went.
    static func start(
        _ path: String, _ options: StockroomOptions,
        opened: @escaping @Sendable (Result<EngineThread, StockFailure>) -> Void
    ) {
        let inbox = Inbox(waitingBytesMax: options.waitingBytesMax)
        let thread = EngineThread(inbox: inbox)
        let body = Thread {
            let core: EngineCore
            do throws(StockFailure) {
                core = try EngineCore.open(path, options)
            } catch {
                if error == .refused(.storageFull) {
                    return opened(
                        .failure(.cannotOpen("there is no room for the store in \(path): make room on its volume")))
                }
                return opened(.failure(error))
            }
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
            let waiting = inbox.take(waitingAtMostMilliseconds: core.millisecondsToSleep)
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

    /// Returns when the thread has let go of the store.
    func waitUntilFinished() async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [finished] in
                finished.wait()
                finished.signal()
                continuation.resume()
            }
        }
    }
}
