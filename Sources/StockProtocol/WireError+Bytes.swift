public import StockBytes
public import StockModel

extension WireError: BytesCodable {
    /// The error's number; never reused.
    public enum Code: UInt8, Sendable, CaseIterable {
        case malformed = 1
        case unsupportedVersion = 2
        case helloExpected = 3
        case unauthenticated = 4
        case unknownOpcode = 5
        case frameTooLong = 6
        case batchTooLong = 7
        case tooManyInFlight = 8
        case busy = 9
        case timeLimitPassed = 10
        case sequenceNotReached = 11
        case forbidden = 12
        case refused = 13
        case resultTooLong = 14
        case notInABatch = 15
        case tooManyConnections = 16
        case tooManySubscriptions = 17
        case tooMuchCredit = 18
        case duplicateSubscription = 19
        case unknownSubscription = 20
        case feedTrimmed = 21
        case otherIncarnation = 22
        case storageFailed = 23
        case damaged = 24
        case shuttingDown = 25
    }

    /// The number of the error.
    public var code: Code {
        switch self {
        case .malformed: .malformed
        case .unsupportedVersion: .unsupportedVersion
        case .helloExpected: .helloExpected
        case .unauthenticated: .unauthenticated
        case .unknownOpcode: .unknownOpcode
        case .frameTooLong: .frameTooLong
        case .batchTooLong: .batchTooLong
        case .tooManyInFlight: .tooManyInFlight
        case .busy: .busy
        case .timeLimitPassed: .timeLimitPassed
        case .sequenceNotReached: .sequenceNotReached
        case .forbidden: .forbidden
        case .refused: .refused
        case .resultTooLong: .resultTooLong
        case .notInABatch: .notInABatch
        case .tooManyConnections: .tooManyConnections
        case .tooManySubscriptions: .tooManySubscriptions
        case .tooMuchCredit: .tooMuchCredit
        case .duplicateSubscription: .duplicateSubscription
        case .unknownSubscription: .unknownSubscription
        case .feedTrimmed: .feedTrimmed
        case .otherIncarnation: .otherIncarnation
        case .storageFailed: .storageFailed
        case .damaged: .damaged
        case .shuttingDown: .shuttingDown
        }
    }

    /// Appends its bytes: the number, then the data.
    public func encode(into writer: inout ByteWriter) {
        writer.append(code.rawValue)
        switch self {
        case .malformed(let number), .frameTooLong(let number), .batchTooLong(let number),
            .tooManyInFlight(let number), .busy(let number), .resultTooLong(let number),
            .tooManyConnections(let number), .tooManySubscriptions(let number), .tooMuchCredit(let number):
            writer.append(number)
        case .unsupportedVersion(let oldest, let newest):
            writer.append(oldest)
            writer.append(newest)
        case .unknownOpcode(let opcode): writer.append(opcode)
        case .forbidden(let principal): principal.encode(into: &writer)
        case .refused(let refusal): refusal.encode(into: &writer)
        case .feedTrimmed(let number), .otherIncarnation(let number): writer.append(number)
        case .storageFailed(let text), .damaged(let text): writer.append(logText: text)
        case .helloExpected, .unauthenticated, .timeLimitPassed, .sequenceNotReached, .notInABatch,
            .duplicateSubscription, .unknownSubscription, .shuttingDown:
            break
        }
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let start = reader.offset
        guard let code = Code(rawValue: try reader.read()) else { throw BytesError(offset: start) }
        switch code {
        case .malformed: self = .malformed(at: try reader.read())
        case .unsupportedVersion:
            self = .unsupportedVersion(oldest: try reader.read(), newest: try reader.read())
        case .helloExpected: self = .helloExpected
        case .unauthenticated: self = .unauthenticated
        case .unknownOpcode: self = .unknownOpcode(try reader.read())
        case .frameTooLong: self = .frameTooLong(max: try reader.read())
        case .batchTooLong: self = .batchTooLong(max: try reader.read())
        case .tooManyInFlight: self = .tooManyInFlight(max: try reader.read())
        case .busy: self = .busy(retryAfterMilliseconds: try reader.read())
        case .timeLimitPassed: self = .timeLimitPassed
        case .sequenceNotReached: self = .sequenceNotReached
        case .forbidden: self = .forbidden(needs: try PrincipalID(from: &reader))
        case .refused: self = .refused(try Refusal(from: &reader))
        case .resultTooLong: self = .resultTooLong(max: try reader.read())
        case .notInABatch: self = .notInABatch
        case .tooManyConnections: self = .tooManyConnections(max: try reader.read())
        case .tooManySubscriptions: self = .tooManySubscriptions(max: try reader.read())
        case .tooMuchCredit: self = .tooMuchCredit(max: try reader.read())
        case .duplicateSubscription: self = .duplicateSubscription
        case .unknownSubscription: self = .unknownSubscription
        case .feedTrimmed: self = .feedTrimmed(oldest: try reader.read())
        case .otherIncarnation: self = .otherIncarnation(current: try reader.read())
        case .storageFailed: self = .storageFailed(try reader.readLogText())
        case .damaged: self = .damaged(try reader.readLogText())
        case .shuttingDown: self = .shuttingDown
        }
    }
}

extension ByteWriter {
    /// At most 1,024 bytes of a text that nobody has to understand.
    fileprivate mutating func append(logText text: String) {
        var bytes = Array(text.utf8.prefix(1_024))
        // Not half a character at the end.
        while !bytes.isEmpty, String(validating: bytes, as: UTF8.self) == nil { bytes.removeLast() }
        append(shortBytes: bytes)
    }
}

extension ByteReader {
    @_lifetime(self: copy self)
    fileprivate mutating func readLogText() throws(BytesError) -> String {
        String(decoding: try readShortBytes(), as: UTF8.self)
    }
}
