public import StockModel

/// Why a request was not done, or why the connection closes.
///
/// The numbers are on the wire and never reused. Refusals of commands are not among them: those are answers.
public enum WireError: Error, Hashable, Sendable {
    /// The frame makes no sense from this byte on, counted from its first one. The connection closes.
    case malformed(at: UInt32)
    /// The server speaks these versions. The connection closes.
    case unsupportedVersion(oldest: UInt8, newest: UInt8)
    /// The first frame has to be a hello, and there is only one. The connection closes.
    case helloExpected
    /// The server does not know the credential, or its kind. The connection closes.
    case unauthenticated
    /// The server does not know this opcode from a client.
    case unknownOpcode(UInt8)
    /// The frame is longer than this. The connection closes.
    case frameTooLong(max: UInt32)
    /// The batch has more requests than this; none was done.
    case batchTooLong(max: UInt32)
    /// The connection has this many requests without an answer; this one was not done.
    case tooManyInFlight(max: UInt32)
    /// The server has too much to do; the request was not done. Send it again after this time.
    case busy(retryAfterMilliseconds: UInt32)
    /// The time limit of the request had passed before it was its turn; it was not done.
    case timeLimitPassed
    /// The store has not reached the sequence that was asked for: it stands at the sequence of this frame.
    case sequenceNotReached
    /// A command names another principal than the connection; it was not done.
    case forbidden(needs: PrincipalID)
    /// A question was refused.
    case refused(Refusal)
    /// The answer would be longer than this: ask for a smaller page. A command was done all the same.
    case resultTooLong(max: UInt32)
    /// Questions that are answered in steps are not taken in a batch.
    case notInABatch
    /// The server has this many connections already. The connection closes.
    case tooManyConnections(max: UInt32)
    /// The connection has this many subscriptions already.
    case tooManySubscriptions(max: UInt32)
    /// More credit than this is not given.
    case tooMuchCredit(max: UInt32)
    /// The connection has a subscription of that request id already.
    case duplicateSubscription
    /// The connection has no subscription of that request id.
    case unknownSubscription
    /// What the feed was asked for is not kept any more; the oldest kept sequence is this one. The subscription is over.
    case feedTrimmed(oldest: SequenceNumber)
    /// The store was restored since, and is this incarnation now. The subscription is over.
    case otherIncarnation(current: UInt64)
    /// The disk failed: nothing is known of what was in flight. The text is for a log.
    case storageFailed(String)
    /// A stored row does not have the bytes that were written. The text is for a log.
    case damaged(String)
    /// The server stops, and takes nothing any more; the request was not done.
    case shuttingDown

    /// Whether the server closes the connection after it.
    public var closesConnection: Bool {
        switch self {
        case .malformed, .unsupportedVersion, .helloExpected, .unauthenticated, .frameTooLong, .tooManyConnections:
            true
        default: false
        }
    }
}
