import StockBytes
import StockModel
import StockProtocol

/// A page of the feed as the engine has encoded it, looked into only as far as a push needs.
struct FeedPageBytes: ~Escapable {
    /// Why there are no events, where there are none for ever.
    private(set) var error: WireError?
    /// Where the page ends.
    private(set) var next = FeedPosition(incarnation: 0, sequence: 0)
    /// How many events it has.
    private(set) var count = 0
    private let sequence: SequenceNumber
    private let events: RawSpan

    /// Reads a sequence and the bytes of a `QueryResult.feed`.
    @_lifetime(copy result)
    init(_ result: RawSpan) throws(BytesError) {
        var reader = ByteReader(result)
        sequence = try reader.read()
        guard try reader.read(UInt8.self) == QueryResult.Code.feed.rawValue else {
            throw BytesError(offset: reader.offset - 1)
        }
        switch try reader.read(UInt8.self) {
        case FeedPage.Kind.events.rawValue:
            next = try FeedPosition(from: &reader)
            count = Int(try reader.read(UInt32.self))
        case FeedPage.Kind.trimmed.rawValue: error = .feedTrimmed(oldest: try reader.read())
        case FeedPage.Kind.otherIncarnation.rawValue: error = .otherIncarnation(current: try reader.read())
        default: throw BytesError(offset: reader.offset - 1)
        }
        events = result.extracting(reader.offset..<result.byteCount)
    }

    /// Bytes of the body that `encode` appends.
    var byteCount: Int { 28 + (count > 0 ? events.byteCount : 0) }

    /// Leaves the events out: nothing after `sequence` has been sent.
    mutating func keepNone(_ sequence: SequenceNumber) {
        count = 0
        next.sequence = sequence
    }

    /// Appends the body of an `events` frame.
    func encode(into writer: inout ByteWriter) {
        writer.append(sequence)
        next.encode(into: &writer)
        writer.append(UInt32(truncatingIfNeeded: count))
        if count > 0 { writer.append(bytes: events) }
    }
}
