import StockBytes

/// What stands before every request that waits for the engine.
///
/// | offset | bytes | field |
/// |---|---|---|
/// | 0 | 4 | bytes of the request that follows |
/// | 4 | 4 | 1 a command, 2 a query |
/// | 8 | 8 | monotonic nanoseconds after which it is dropped, 0: never |
/// | 16 | 8 | the least sequence it may be answered at |
struct RequestHeader: BitwiseCopyable {
    static let byteCount = 24

    enum Kind: UInt32 {
        case command = 1
        case query = 2
    }

    var requestBytes: UInt32
    var kind: Kind
    var conditions: EncodedRequests.Conditions

    func encode(into writer: inout ByteWriter) {
        writer.append(requestBytes)
        writer.append(kind.rawValue)
        writer.append(conditions.dropAfterNanoseconds)
        writer.append(conditions.leastSequence)
    }
}

extension RequestHeader {
    /// Nil where the bytes end before, which they do not: this process wrote them.
    init?(from reader: inout ByteReader) {
        guard let requestBytes = try? reader.read(UInt32.self), let code = try? reader.read(UInt32.self),
            let kind = Kind(rawValue: code), let dropAfterNanoseconds = try? reader.read(UInt64.self),
            let leastSequence = try? reader.read(UInt64.self), Int(requestBytes) <= reader.remaining
        else { return nil }
        self.requestBytes = requestBytes
        self.kind = kind
        conditions = EncodedRequests.Conditions(
            dropAfterNanoseconds: dropAfterNanoseconds, leastSequence: leastSequence)
    }
}
