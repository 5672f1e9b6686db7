/// Whose the next answers are.
struct Ticket: BitwiseCopyable {
    enum Kind: UInt8 {
        case command
        case query
        /// As many requests as the batch has, less those that were refused before they reached the engine.
        case batch
        /// A page for a subscription.
        case feed
    }

    var session: SessionID
    /// Of a page for a subscription: the subscription's token.
    var requestID: UInt64
    var kind: Kind
    /// Requests that it stands for.
    var count: Int
    /// Of a batch: where the entries stand that were refused at once, or -1.
    var refusedEntries = -1
}

/// A session's place in the table, and which of those that had this place it is.
struct SessionID: BitwiseCopyable, Hashable {
    var slot: Int32
    var generation: UInt32
}
