import StockAPI
import StockModel
import StockProtocol

extension StockFailure {
    /// Where the store stood when it failed, if that is what it is about.
    var sequence: SequenceNumber? {
        if case .sequenceNotReached(let current) = self { current } else { nil }
    }
}

extension WireError {
    /// A failure of the engine, as the client is told.
    init(_ failure: StockFailure) {
        switch failure {
        case .storageFailed(let text), .cannotOpen(let text), .connectionFailed(let text): self = .storageFailed(text)
        case .damaged(let text): self = .damaged(text)
        case .closed, .cancelled: self = .shuttingDown
        case .busy(let milliseconds): self = .busy(retryAfterMilliseconds: UInt32(clamping: milliseconds))
        case .refused(.malformed): self = .malformed(at: UInt32(FrameHeader.byteCount))
        case .refused(let refusal): self = .refused(refusal)
        case .timeLimitPassed: self = .timeLimitPassed
        case .sequenceNotReached: self = .sequenceNotReached
        case .forbidden(let principal): self = .forbidden(needs: principal)
        case .resultTooLong(let max): self = .resultTooLong(max: UInt32(clamping: max))
        }
    }
}
