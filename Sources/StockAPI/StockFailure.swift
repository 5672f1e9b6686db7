public import StockModel

/// Something went wrong that is not an answer.
///
/// The remedy stands with each case.
public enum StockFailure: Error, Hashable, Sendable {
    /// A write or flush failed: nothing is known of what was in flight. Close, check the disk, open again, and send
    /// the same requests with the same ids.
    case storageFailed(String)
    /// A stored row or file does not have the bytes that were written. Restore from a backup; the text names the place.
    case damaged(String)
    /// The store is being closed, or was. Open it again.
    case closed
    /// Too much is in flight. Send the same request again after this time.
    case busy(retryAfterMilliseconds: Int)
    /// A question that makes no sense, such as one about an unknown channel; or, as `storageFull`, a checkpoint for which
    /// there is no room: it is tried again, and nothing is lost.
    case refused(Refusal)
    /// The task was cancelled before the request was sent: nothing was done.
    case cancelled
    /// The time limit of the request passed before it was its turn: nothing was done.
    case timeLimitPassed
    /// The store has not reached the sequence that the answer should not be older than.
    ///
    /// Ask again later; or the sequence is from another store.
    case sequenceNotReached(current: SequenceNumber)
    /// Only this principal may ask for it; the connection is another one's. Nothing was done.
    case forbidden(needs: PrincipalID)
    /// The answer would be longer than this many bytes: ask for a smaller page.
    case resultTooLong(max: Int)
    /// The server cannot be reached, or the connection ended before the answer came: a command may have happened. Send
    /// the same command again, under the same id: it happens once.
    case connectionFailed(String)
    /// The store cannot be opened like this; the text says what to do.
    case cannotOpen(String)
}

extension StockFailure: CustomStringConvertible {
    /// One line for a person, with the remedy.
    public var description: String {
        switch self {
        case .storageFailed(let what):
            "the storage failed: \(what). Close the store, check the disk, open it again and repeat what was in flight under the same ids"
        case .damaged(let what): "the store is damaged: \(what)"
        case .closed: "the store is closed"
        case .busy(let milliseconds): "too many requests are in flight; try again in \(milliseconds) ms"
        case .refused(let refusal): "refused: \(refusal)"
        case .cancelled: "cancelled before anything was sent; nothing was done"
        case .timeLimitPassed: "the time limit passed before the request was executed; nothing was done"
        case .sequenceNotReached(let current):
            "the store is at sequence \(current), before the one that was asked for; try again later"
        case .forbidden(let principal):
            "only principal \(principal.rawValue) may ask for this; connect as that one"
        case .resultTooLong(let max): "the answer would be longer than \(max) bytes; ask for a smaller page"
        case .connectionFailed(let what):
            "\(what); whether a command has happened is not known: send it again under the same id, and it happens once"
        case .cannotOpen(let why): why
        }
    }
}
