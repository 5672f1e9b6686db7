import StockAPI
import StockBytes
import StockModel
import StockProtocol

/// A frame that the server has sent for a request.
struct Reply: Sendable {
    let opcode: Opcode
    let body: [UInt8]

    /// Reads the body; one of another kind, or that cannot be read, is `damaged`.
    func read<Value>(
        _ expected: Opcode, _ read: (inout ByteReader) throws(BytesError) -> Value
    ) throws(StockFailure) -> Value {
        guard opcode == expected else {
            guard opcode == .error else { throw .damaged("the server has answered with a frame of another kind") }
            throw failure
        }
        do throws(BytesError) {
            var reader = ByteReader(body.span.rawBytes)
            let value = try read(&reader)
            guard reader.isAtEnd else { throw BytesError(offset: reader.offset) }
            return value
        } catch { throw .damaged("the server's answer cannot be read at byte \(error.offset)") }
    }

    /// Of an error: what it means here.
    var failure: StockFailure {
        do throws(BytesError) {
            var reader = ByteReader(body.span.rawBytes)
            let sequence = try reader.read(UInt64.self)
            return StockFailure(try WireError(from: &reader), at: sequence)
        } catch { return .damaged("the server's error cannot be read at byte \(error.offset)") }
    }
}

extension StockFailure {
    /// What the server has told, as the embedded engine would throw it.
    init(_ error: WireError, at sequence: SequenceNumber) {
        switch error {
        case .malformed(let offset): self = .refused(.malformed(at: offset))
        case .unsupportedVersion(let oldest, let newest):
            self = .cannotOpen(
                "the server speaks versions \(oldest) to \(newest) of the protocol, this client \(ProtocolVersion.oldest) to \(ProtocolVersion.current): bring the older of the two up to date"
            )
        case .helloExpected, .unauthenticated:
            self = .cannotOpen("the server does not take the credential: connect with one that it knows")
        case .unknownOpcode, .notInABatch:
            self = .cannotOpen("the server does not know this request: it is older than the client")
        case .frameTooLong(let max), .batchTooLong(let max), .tooManySubscriptions(let max), .tooMuchCredit(let max):
            self = .refused(.limit(max: Int64(max)))
        case .tooManyInFlight: self = .busy(retryAfterMilliseconds: 1)
        case .busy(let milliseconds): self = .busy(retryAfterMilliseconds: Int(milliseconds))
        case .timeLimitPassed: self = .timeLimitPassed
        case .sequenceNotReached: self = .sequenceNotReached(current: sequence)
        case .forbidden(let principal): self = .forbidden(needs: principal)
        case .refused(let refusal): self = .refused(refusal)
        case .resultTooLong(let max): self = .resultTooLong(max: Int(max))
        case .tooManyConnections: self = .busy(retryAfterMilliseconds: 1_000)
        case .duplicateSubscription, .unknownSubscription:
            self = .damaged("the server counts the subscriptions of this connection otherwise")
        case .feedTrimmed, .otherIncarnation: self = .damaged("an end of the feed where none was subscribed to")
        case .storageFailed(let text): self = .storageFailed(text)
        case .damaged(let text): self = .damaged(text)
        case .shuttingDown: self = .closed
        }
    }
}
