public import StockModel

/// What a look at the work that is due came to.
public struct DueReport: Hashable, Sendable {
    /// Documents whose step was done.
    public var done = 0
    /// Documents that stay due, and why: somebody has to look at them.
    public var stuck: [DueProblem] = []
    /// When the next document falls due; nil when none will.
    public var next: Instant?

    /// The defaults.
    public init() {}
}

/// A document that is due, and whose step was not done.
public struct DueProblem: Hashable, Sendable {
    /// Which document.
    public var key: DocumentKey
    /// Why it stays due.
    public var reason: Reason

    /// Why a document stays due.
    public enum Reason: Hashable, Sendable {
        /// No step is known for documents of this type.
        case unknownType(UInt16)
        /// The step would leave the document as it is, and due for ever.
        case leavesDocument
        /// The stock does not do it.
        case refused(Refusal)
    }

    /// Made of its parts.
    public init(_ key: DocumentKey, _ reason: Reason) {
        self.key = key
        self.reason = reason
    }
}
