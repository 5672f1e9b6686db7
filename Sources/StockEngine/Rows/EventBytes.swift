import StockBytes
import StockModel

/// An event row: version, engine time (8), principal (4), then changes until the end, each with its number first.
enum EventBytes {
    private enum Tag: UInt8 {
        case promise = 1
        case extended = 2
        case documentWritten = 3
        case documentDeleted = 4
        case defined = 5
        case request = 6
        case superseded = 7
        case reSourced = 8
        case fact = 9
        case crossed = 10
    }

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
        writer.append(Tag.promise.rawValue)
        writer.append(transition.rawValue)
        writer.append(UInt64(truncatingIfNeeded: reservation))
        writer.append(UInt64(truncatingIfNeeded: reservation >> 64))
        writer.append(allocation.line)
        writer.append(allocation.sku)
        writer.append(allocation.location)
        writer.append(quantity)
    }

    static func appendExtended(_ id: ReservationID, deadline: Instant, to writer: inout ByteWriter) {
        writer.append(Tag.extended.rawValue)
        id.encode(into: &writer)
        deadline.encode(into: &writer)
    }

    static func appendSuperseded(_ id: ReservationID, by other: ReservationID, to writer: inout ByteWriter) {
        writer.append(Tag.superseded.rawValue)
        id.encode(into: &writer)
        other.encode(into: &writer)
    }

    static func append(_ move: PromiseMove, to writer: inout ByteWriter) {
        writer.append(Tag.reSourced.rawValue)
        move.reservation.encode(into: &writer)
        writer.append(move.line)
        writer.append(move.sku.rawValue)
        writer.append(move.from.rawValue)
        writer.append(move.to.rawValue)
        writer.append(move.held)
        writer.append(move.committed)
    }

    static func appendWritten(_ key: DocumentKey, to writer: inout ByteWriter) {
        writer.append(Tag.documentWritten.rawValue)
        key.encode(into: &writer)
    }

    static func appendDeleted(_ key: DocumentKey, to writer: inout ByteWriter) {
        writer.append(Tag.documentDeleted.rawValue)
        key.encode(into: &writer)
    }

    static func appendDefined(_ definition: Definition, to writer: inout ByteWriter) {
        writer.append(Tag.defined.rawValue)
        definition.encode(into: &writer)
    }

    static func appendFact(reason: UInt16, to writer: inout ByteWriter) {
        writer.append(Tag.fact.rawValue)
        writer.append(reason)
    }

    static func append(_ crossing: ThresholdCrossing, to writer: inout ByteWriter) {
        writer.append(Tag.crossed.rawValue)
        crossing.encode(into: &writer)
    }

    /// The request whose answer is remembered: not a change, but what retention needs to find it again.
    static func appendRequest(_ id: RequestID, to writer: inout ByteWriter) {
        writer.append(Tag.request.rawValue)
        id.encode(into: &writer)
    }

    struct Decoded {
        var time: Instant
        var principal: PrincipalID
        var changes: [FeedEvent.Change] = []
        var request: RequestID?
    }

    /// Reads what follows the version byte, to the end.
    static func decode(_ reader: inout ByteReader) throws(BytesError) -> Decoded {
        var event = Decoded(time: try Instant(from: &reader), principal: try PrincipalID(from: &reader))
        while !reader.isAtEnd {
            let start = reader.offset
            switch Tag(rawValue: try reader.read()) {
            case .promise:
                let transitionStart = reader.offset
                guard let transition = PromiseChange.Transition(rawValue: try reader.read()) else {
                    throw BytesError(offset: transitionStart)
                }
                event.changes.append(
                    .promise(
                        PromiseChange(
                            reservation: try ReservationID(from: &reader), transition: transition,
                            line: try reader.read(), sku: try SKU(from: &reader),
                            location: try LocationID(from: &reader), quantity: try reader.read())))
            case .extended:
                event.changes.append(
                    .extended(try ReservationID(from: &reader), deadline: try Instant(from: &reader)))
            case .superseded:
                event.changes.append(
                    .superseded(try ReservationID(from: &reader), by: try ReservationID(from: &reader)))
            case .reSourced:
                event.changes.append(
                    .reSourced(
                        PromiseMove(
                            reservation: try ReservationID(from: &reader), line: try reader.read(),
                            sku: try SKU(from: &reader), from: try LocationID(from: &reader),
                            to: try LocationID(from: &reader), held: try reader.read(), committed: try reader.read())))
            case .documentWritten: event.changes.append(.documentWritten(try DocumentKey(from: &reader)))
            case .documentDeleted: event.changes.append(.documentDeleted(try DocumentKey(from: &reader)))
            case .defined: event.changes.append(.defined(try Definition(from: &reader)))
            case .fact: event.changes.append(.fact(reason: try reader.read()))
            case .crossed: event.changes.append(.crossed(try ThresholdCrossing(from: &reader)))
            case .request: event.request = try RequestID(from: &reader)
            case nil: throw BytesError(offset: start)
            }
        }
        return event
    }
}
