import StockBytes
import StockModel

/// An event row: version, engine time (8), principal (4), then until the end changes, with the bytes that they have on the
/// wire, and the request that made them.
enum EventBytes {
    private static let promiseTag = FeedEvent.Change.Kind.promise.rawValue
    /// No change has this number.
    private static let requestTag: UInt8 = 6

    static func begin(_ writer: inout ByteWriter, time: Instant, principal: PrincipalID) {
        writer.append(RowBytes.version)
        time.encode(into: &writer)
        writer.append(principal.rawValue)
    }

    @inline(__always)
    static func append(
        _ transition: PromiseChange.Transition, of quantity: Quantity, reservation: UInt128,
        allocation: AllocationRow, to writer: inout ByteWriter
    ) {
        writer.append(promiseTag)
        writer.append(transition.rawValue)
        writer.append(UInt64(truncatingIfNeeded: reservation))
        writer.append(UInt64(truncatingIfNeeded: reservation >> 64))
        writer.append(allocation.line)
        writer.append(allocation.sku)
        writer.append(allocation.location)
        writer.append(quantity)
    }

    /// Anything but the change of a promise, which is appended without being made first.
    static func append(_ change: FeedEvent.Change, to writer: inout ByteWriter) { change.encode(into: &writer) }

    /// The request whose answer is remembered: not a change, but what retention needs to find it again.
    static func appendRequest(_ id: RequestID, to writer: inout ByteWriter) {
        writer.append(requestTag)
        id.encode(into: &writer)
    }

    struct Decoded {
        var time: Instant
        var principal: PrincipalID
        var changes: [FeedEvent.Change] = []
    }

    /// Reads what follows the version byte, to the end.
    static func decode(_ reader: inout ByteReader) throws(BytesError) -> Decoded {
        var event = try readHead(&reader)
        try forEach(in: &reader) { part in
            if case .change(let change) = part { event.changes.append(change) }
        }
        return event
    }

    /// Reads time and principal.
    static func readHead(_ reader: inout ByteReader) throws(BytesError) -> Decoded {
        Decoded(time: try Instant(from: &reader), principal: try PrincipalID(from: &reader))
    }

    /// Adds the request that made the changes, where its answer was remembered; reads what follows the head.
    static func appendRequest(_ reader: inout ByteReader, to ids: inout [UInt128]) throws(BytesError) {
        try forEach(in: &reader) { part in
            if case .request(let id) = part { ids.append(id.rawValue) }
        }
    }

    /// Adds the reservations of which units were given up or ended; reads what follows the head.
    static func appendEnded(_ reader: inout ByteReader, to ids: inout [UInt128]) throws(BytesError) {
        try forEach(in: &reader) { part in
            guard case .change(.promise(let change)) = part else { return }
            switch change.transition {
            case .releasedHeld, .releasedCommitted, .expired, .releasedWaiting, .expiredWaiting:
                ids.append(change.reservation.rawValue)
            default: break
            }
        }
    }

    private enum Part {
        case change(FeedEvent.Change)
        case request(RequestID)
    }

    private static func forEach(
        in reader: inout ByteReader, _ visit: (Part) -> Void
    ) throws(BytesError) {
        while !reader.isAtEnd {
            var ahead = reader
            if try ahead.read(UInt8.self) == requestTag {
                visit(.request(try RequestID(from: &ahead)))
                reader = ahead
            } else {
                visit(.change(try FeedEvent.Change(from: &reader)))
            }
        }
    }
}
