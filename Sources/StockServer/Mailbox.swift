import StockAPI
import StockEngine
import StockModel
import Synchronization

/// What the engine has to say to the server's loop, from whichever thread it runs on.
final class Mailbox: Sendable {
    enum Message: Sendable {
        /// What a submission came to; those of the engine in their order, and one that it does not take before them.
        case answers(Submission.Number, SubmissionResult)
        /// What a question came to that was answered in steps: the bytes of the result, or why there is none.
        case answerInSteps(SessionID, requestID: UInt64, Result<(SequenceNumber, [UInt8]), StockFailure>)
        /// The stream that a backup reads from, or why there is none.
        case backupBegun(UInt64, Result<SnapshotStream, StockFailure>)
        /// The next bytes of a backup; none: it is whole.
        case backupRead(UInt64, Result<[UInt8], StockFailure>)
        /// Holds have ended by themselves: the feed goes on.
        case progress(SequenceNumber)
    }

    private struct State {
        var messages: [Message] = []
        var isAnnounced = false
    }

    private let state = Mutex(State())
    /// Has the loop read the mailbox soon.
    private let announce: @Sendable () -> Void

    init(announce: @escaping @Sendable () -> Void) { self.announce = announce }

    func post(_ message: Message) {
        let isFirst = state.withLock { state in
            state.messages.append(message)
            defer { state.isAnnounced = true }
            return !state.isAnnounced
        }
        if isFirst { announce() }
    }

    func takeAll() -> [Message] {
        state.withLock { state in
            state.isAnnounced = false
            defer { state.messages = [] }
            return state.messages
        }
    }
}
