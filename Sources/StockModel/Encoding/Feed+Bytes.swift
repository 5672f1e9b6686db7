public import StockBytes

extension FeedPage: BytesCodable {
    /// The number with which its bytes begin.
    public enum Kind: UInt8, Sendable {
        case events = 1
        case trimmed = 2
        case otherIncarnation = 3
    }

    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        switch self {
        case .events(let events, let next):
            writer.append(Kind.events.rawValue)
            next.encode(into: &writer)
            writer.append(longList: events)
        case .trimmed(let oldest):
            writer.append(Kind.trimmed.rawValue)
            writer.append(oldest)
        case .otherIncarnation(let current):
            writer.append(Kind.otherIncarnation.rawValue)
            writer.append(current)
        }
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        switch try reader.readCase(Kind.self) {
        case .events:
            let next = try FeedPosition(from: &reader)
            self = .events(try reader.readLongList(), next: next)
        case .trimmed: self = .trimmed(oldest: try reader.read())
        case .otherIncarnation: self = .otherIncarnation(current: try reader.read())
        }
    }
}

extension FeedEvent: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(sequence)
        time.encode(into: &writer)
        principal.encode(into: &writer)
        writer.append(longList: changes)
        writer.append(longList: movements)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        self.init(
            sequence: try reader.read(), time: try Instant(from: &reader), principal: try PrincipalID(from: &reader),
            changes: try reader.readLongList(), movements: try reader.readLongList())
    }
}

extension FeedEvent.Change: BytesCodable {
    /// The number with which its bytes begin, stored and on the wire; never reused.
    ///
    /// 6 is that of the request in a stored event.
    public enum Kind: UInt8, Sendable {
        case promise = 1
        case extended = 2
        case documentWritten = 3
        case documentDeleted = 4
        case defined = 5
        case superseded = 7
        case reSourced = 8
        case fact = 9
        case crossed = 10
    }

    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        switch self {
        case .promise(let change):
            writer.append(Kind.promise.rawValue)
            change.encode(into: &writer)
        case .extended(let id, let deadline):
            writer.append(Kind.extended.rawValue)
            id.encode(into: &writer)
            deadline.encode(into: &writer)
        case .documentWritten(let key):
            writer.append(Kind.documentWritten.rawValue)
            key.encode(into: &writer)
        case .documentDeleted(let key):
            writer.append(Kind.documentDeleted.rawValue)
            key.encode(into: &writer)
        case .defined(let definition):
            writer.append(Kind.defined.rawValue)
            definition.encode(into: &writer)
        case .superseded(let id, let other):
            writer.append(Kind.superseded.rawValue)
            id.encode(into: &writer)
            other.encode(into: &writer)
        case .reSourced(let move):
            writer.append(Kind.reSourced.rawValue)
            move.encode(into: &writer)
        case .fact(let reason):
            writer.append(Kind.fact.rawValue)
            writer.append(reason)
        case .crossed(let crossing):
            writer.append(Kind.crossed.rawValue)
            crossing.encode(into: &writer)
        }
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        switch try reader.readCase(Kind.self) {
        case .promise: self = .promise(try PromiseChange(from: &reader))
        case .extended: self = .extended(try ReservationID(from: &reader), deadline: try Instant(from: &reader))
        case .documentWritten: self = .documentWritten(try DocumentKey(from: &reader))
        case .documentDeleted: self = .documentDeleted(try DocumentKey(from: &reader))
        case .defined: self = .defined(try Definition(from: &reader))
        case .superseded:
            self = .superseded(try ReservationID(from: &reader), by: try ReservationID(from: &reader))
        case .reSourced: self = .reSourced(try PromiseMove(from: &reader))
        case .fact: self = .fact(reason: try reader.read())
        case .crossed: self = .crossed(try ThresholdCrossing(from: &reader))
        }
    }
}

extension PromiseChange: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(transition.rawValue)
        reservation.encode(into: &writer)
        writer.append(line)
        sku.encode(into: &writer)
        location.encode(into: &writer)
        writer.append(quantity)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let transition = try reader.readCase(Transition.self)
        self.init(
            reservation: try ReservationID(from: &reader), transition: transition, line: try reader.read(),
            sku: try SKU(from: &reader), location: try LocationID(from: &reader), quantity: try reader.read())
    }
}

extension PromiseMove: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        reservation.encode(into: &writer)
        writer.append(line)
        sku.encode(into: &writer)
        from.encode(into: &writer)
        to.encode(into: &writer)
        writer.append(held)
        writer.append(committed)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        self.init(
            reservation: try ReservationID(from: &reader), line: try reader.read(), sku: try SKU(from: &reader),
            from: try LocationID(from: &reader), to: try LocationID(from: &reader), held: try reader.read(),
            committed: try reader.read())
    }
}
