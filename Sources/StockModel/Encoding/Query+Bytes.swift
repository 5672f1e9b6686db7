public import StockBytes

extension Query: BytesCodable {
    /// The question's number on the wire; never reused.
    public enum Code: UInt8, Sendable, CaseIterable {
        case availability = 1
        case availabilityChanges = 2
        case policies = 3
        case levels = 4
        case levelsAt = 5
        case reservation = 6
        case reservations = 7
        case holds = 8
        case promises = 9
        case waiting = 10
        case thresholds = 11
        case movements = 12
        case movementsOf = 13
        case movementsOn = 14
        case book = 15
        case document = 16
        case documents = 17
        case documentsByTerm = 18
        case definition = 19
        case sites = 20
        case locations = 21
        case channels = 22
        case feed = 23
        case statistics = 24
    }

    /// The number of the question.
    public var code: Code {
        switch self {
        case .availability: .availability
        case .availabilityChanges: .availabilityChanges
        case .policies: .policies
        case .levels: .levels
        case .levelsAt: .levelsAt
        case .reservation: .reservation
        case .reservations: .reservations
        case .holds: .holds
        case .promises: .promises
        case .waiting: .waiting
        case .thresholds: .thresholds
        case .movements: .movements
        case .movementsOf: .movementsOf
        case .movementsOn: .movementsOn
        case .book: .book
        case .document: .document
        case .documents: .documents
        case .documentsByTerm: .documentsByTerm
        case .definition: .definition
        case .sites: .sites
        case .locations: .locations
        case .channels: .channels
        case .feed: .feed
        case .statistics: .statistics
        }
    }

    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(code.rawValue)
        switch self {
        case .availability(let questions, let withReasons):
            writer.append(UInt8(withReasons ? 1 : 0))
            writer.append(list: questions)
        case .availabilityChanges(let definitions, let questions):
            writer.append(list: definitions)
            writer.append(list: questions)
        case .policies(let sku), .levels(let sku), .thresholds(let sku), .definition(let sku):
            sku.encode(into: &writer)
        case .levelsAt(let location, let sku, let limit):
            location.encode(into: &writer)
            writer.append(optional: sku)
            writer.append(pageLimit: limit)
        case .reservation(let id):
            id.encode(into: &writer)
        case .reservations(let owner, let id, let limit):
            owner.encode(into: &writer)
            writer.append(optional: id)
            writer.append(pageLimit: limit)
        case .holds(let site, let last, let limit):
            site.encode(into: &writer)
            writer.append(optional: last)
            writer.append(pageLimit: limit)
        case .promises(let sku, let id, let limit):
            sku.encode(into: &writer)
            writer.append(optional: id)
            writer.append(pageLimit: limit)
        case .waiting(let sku, let last, let limit):
            sku.encode(into: &writer)
            writer.append(optional: last)
            writer.append(pageLimit: limit)
        case .movements(let id, let limit):
            id.encode(into: &writer)
            writer.append(pageLimit: limit)
        case .movementsOf(let sku, let location, let id, let limit):
            sku.encode(into: &writer)
            location.encode(into: &writer)
            writer.append(optional: id)
            writer.append(pageLimit: limit)
        case .movementsOn(let key, let id, let limit):
            key.encode(into: &writer)
            id.encode(into: &writer)
            writer.append(pageLimit: limit)
        case .book(let sku, let location, let sequence):
            sku.encode(into: &writer)
            location.encode(into: &writer)
            writer.append(sequence)
        case .document(let key):
            key.encode(into: &writer)
        case .documents(let scan), .documentsByTerm(let scan):
            scan.encode(into: &writer)
        case .sites, .locations, .channels, .statistics:
            break
        case .feed(let position, let limit):
            position.encode(into: &writer)
            writer.append(pageLimit: limit)
        }
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        switch try reader.readCase(Code.self) {
        case .availability:
            let withReasons = try reader.readFlag()
            self = .availability(try reader.readList(), withReasons: withReasons)
        case .availabilityChanges:
            self = .availabilityChanges(by: try reader.readList(), of: try reader.readList())
        case .policies: self = .policies(of: try SKU(from: &reader))
        case .levels: self = .levels(of: try SKU(from: &reader))
        case .levelsAt:
            self = .levelsAt(
                try LocationID(from: &reader), after: try reader.readOptional(), limit: try reader.readPageLimit())
        case .reservation: self = .reservation(try ReservationID(from: &reader))
        case .reservations:
            self = .reservations(
                of: try OwnerID(from: &reader), after: try reader.readOptional(), limit: try reader.readPageLimit())
        case .holds:
            self = .holds(
                at: try SiteID(from: &reader), after: try reader.readOptional(), limit: try reader.readPageLimit())
        case .promises:
            self = .promises(
                of: try SKU(from: &reader), after: try reader.readOptional(), limit: try reader.readPageLimit())
        case .waiting:
            self = .waiting(
                for: try SKU(from: &reader), after: try reader.readOptional(), limit: try reader.readPageLimit())
        case .thresholds: self = .thresholds(of: try SKU(from: &reader))
        case .movements:
            self = .movements(after: try MovementID(from: &reader), limit: try reader.readPageLimit())
        case .movementsOf:
            self = .movementsOf(
                try SKU(from: &reader), at: try LocationID(from: &reader), before: try reader.readOptional(),
                limit: try reader.readPageLimit())
        case .movementsOn:
            self = .movementsOn(
                try DocumentKey(from: &reader), after: try MovementID(from: &reader),
                limit: try reader.readPageLimit())
        case .book:
            self = .book(of: try SKU(from: &reader), at: try LocationID(from: &reader), asOf: try reader.read())
        case .document: self = .document(try DocumentKey(from: &reader))
        case .documents: self = .documents(try Scan(from: &reader))
        case .documentsByTerm: self = .documentsByTerm(try Scan(from: &reader))
        case .definition: self = .definition(of: try SKU(from: &reader))
        case .sites: self = .sites
        case .locations: self = .locations
        case .channels: self = .channels
        case .feed: self = .feed(after: try FeedPosition(from: &reader), limit: try reader.readPageLimit())
        case .statistics: self = .statistics
        }
    }
}

extension ByteWriter {
    /// As `UInt16`; outside of 1 to 1,000 the nearest of them.
    mutating func append(pageLimit limit: Int) { append(UInt16(min(max(1, limit), Scan.limitMax))) }

    /// A byte 0, or a byte 1 and the bytes.
    mutating func append(optionalKeyBytes bytes: [UInt8]?) {
        append(UInt8(bytes == nil ? 0 : 1))
        if let bytes { append(keyBytes: bytes) }
    }
}

extension ByteReader {
    /// 1 to 1,000.
    @_lifetime(self: copy self)
    mutating func readPageLimit() throws(BytesError) -> Int {
        let start = offset
        let limit = Int(try read(UInt16.self))
        guard (1...Scan.limitMax).contains(limit) else { throw BytesError(offset: start) }
        return limit
    }

    /// A byte that is 0 or 1.
    @_lifetime(self: copy self)
    mutating func readFlag() throws(BytesError) -> Bool {
        let start = offset
        let byte = try read(UInt8.self)
        guard byte < 2 else { throw BytesError(offset: start) }
        return byte == 1
    }

    @_lifetime(self: copy self)
    mutating func readOptionalShortBytes() throws(BytesError) -> [UInt8]? {
        try readFlag() ? try readShortBytes() : nil
    }
}

extension ChannelSKU: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        sku.encode(into: &writer)
        channel.encode(into: &writer)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        self.init(try SKU(from: &reader), try ChannelID(from: &reader))
    }
}

extension HoldPosition: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        deadline.encode(into: &writer)
        reservation.encode(into: &writer)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        self.init(deadline: try Instant(from: &reader), reservation: try ReservationID(from: &reader))
    }
}

extension WaitingPosition: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(promised)
        reservation.encode(into: &writer)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        self.init(promised: try reader.read(), reservation: try ReservationID(from: &reader))
    }
}

extension FeedPosition: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(incarnation)
        writer.append(sequence)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        self.init(incarnation: try reader.read(), sequence: try reader.read())
    }
}

extension Scan: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(keyBytes: prefix)
        writer.append(optionalKeyBytes: from)
        writer.append(optionalKeyBytes: to)
        writer.append(UInt8(isReversed ? 1 : 0))
        writer.append(pageLimit: limit)
        writer.append(optionalKeyBytes: cursor)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        self.init(
            prefix: try reader.readShortBytes(), from: try reader.readOptionalShortBytes(),
            to: try reader.readOptionalShortBytes(), isReversed: try reader.readFlag(),
            limit: try reader.readPageLimit(), cursor: try reader.readOptionalShortBytes())
    }
}
