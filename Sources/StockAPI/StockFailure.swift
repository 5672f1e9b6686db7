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
        case .cannotOpen(let why): why
        }
    }
}
