import RetailDocuments
public import StockAPI
public import StockModel

/// A replay cannot go on.
///
/// What it has done so far stands, document by document; started again, it continues.
@nonexhaustive
public enum ReplayFailure: Error, Hashable, Sendable {
    /// The stock failed. The remedy stands with the failure.
    case stock(StockFailure)
    /// The store's own master data is in the way. Remedy: replay into a store of its own.
    case masterData(String)
    /// Something that every document needs was refused. Remedy: look at what the refusal names.
    case refused(what: String, Refusal)
    /// A stored paper of an earlier replay cannot be read. Remedy: replay into a store of its own.
    case unreadablePaper(DocumentKey)
    /// The task was cancelled between two documents.
    case cancelled
}

extension ReplayFailure: CustomStringConvertible {
    /// One line for a person, with the remedy.
    public var description: String {
        switch self {
        case .stock(let failure): failure.description
        case .masterData(let what): "\(what). Replay into a store of its own"
        case .refused(let what, let refusal): "\(what) was refused: \(refusal.message); \(refusal.remedy)"
        case .unreadablePaper(let key):
            "the paper \(key) was not written by this replay. Replay into a store of its own"
        case .cancelled: "interrupted between two documents; start it again and it continues"
        }
    }
}
