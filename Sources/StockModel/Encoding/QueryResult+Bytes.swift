public import StockBytes

extension QueryResult: BytesCodable {
    /// The number of the kind of result, on the wire; never reused.
    public enum Code: UInt8, Sendable, CaseIterable {
        case availability = 1
        case availabilityChanges = 2
        case policies = 3
        case levels = 4
        case reservation = 5
        case reservations = 6
        case thresholds = 7
        case movements = 8
        case quantity = 9
        case document = 10
        case documents = 11
        case termMatches = 12
        case definition = 13
        case sites = 14
        case locations = 15
        case channels = 16
        case feed = 17
        case statistics = 18
    }

    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        switch self {
        case .availability(let list): writer.append(Code.availability, longList: list)
        case .availabilityChanges(let list): writer.append(Code.availabilityChanges, longList: list)
        case .policies(let list): writer.append(Code.policies, longList: list)
        case .levels(let list): writer.append(Code.levels, longList: list)
        case .reservation(let reservation):
            writer.append(Code.reservation.rawValue)
            writer.append(optional: reservation)
        case .reservations(let list): writer.append(Code.reservations, longList: list)
        case .thresholds(let list): writer.append(Code.thresholds, longList: list)
        case .movements(let list): writer.append(Code.movements, longList: list)
        case .quantity(let quantity):
            writer.append(Code.quantity.rawValue)
            writer.append(quantity)
        case .document(let document):
            writer.append(Code.document.rawValue)
            writer.append(optional: document)
        case .documents(let page):
            writer.append(Code.documents.rawValue)
            page.encode(into: &writer)
        case .termMatches(let page):
            writer.append(Code.termMatches.rawValue)
            page.encode(into: &writer)
        case .definition(let definition):
            writer.append(Code.definition.rawValue)
            writer.append(optional: definition)
        case .sites(let list): writer.append(Code.sites, longList: list)
        case .locations(let list): writer.append(Code.locations, longList: list)
        case .channels(let list): writer.append(Code.channels, longList: list)
        case .feed(let page):
            writer.append(Code.feed.rawValue)
            page.encode(into: &writer)
        case .statistics(let statistics):
            writer.append(Code.statistics.rawValue)
            statistics.encode(into: &writer)
        }
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        switch try reader.readCase(Code.self) {
        case .availability: self = .availability(try reader.readLongList())
        case .availabilityChanges: self = .availabilityChanges(try reader.readLongList())
        case .policies: self = .policies(try reader.readLongList())
        case .levels: self = .levels(try reader.readLongList())
        case .reservation: self = .reservation(try reader.readOptional())
        case .reservations: self = .reservations(try reader.readLongList())
        case .thresholds: self = .thresholds(try reader.readLongList())
        case .movements: self = .movements(try reader.readLongList())
        case .quantity: self = .quantity(try reader.read())
        case .document: self = .document(try reader.readOptional())
        case .documents: self = .documents(try Page(from: &reader))
        case .termMatches: self = .termMatches(try Page(from: &reader))
        case .definition: self = .definition(try reader.readOptional())
        case .sites: self = .sites(try reader.readLongList())
        case .locations: self = .locations(try reader.readLongList())
        case .channels: self = .channels(try reader.readLongList())
        case .feed: self = .feed(try FeedPage(from: &reader))
        case .statistics: self = .statistics(try Statistics(from: &reader))
        }
    }
}

extension ByteWriter {
    fileprivate mutating func append<Value: BytesCodable>(_ code: QueryResult.Code, longList list: [Value]) {
        append(code.rawValue)
        append(longList: list)
    }

    /// A count as `UInt32`, then the values.
    mutating func append<Value: BytesCodable>(longList list: [Value]) {
        append(UInt32(clamping: list.count))
        for value in list.prefix(Int(UInt32.max)) { value.encode(into: &self) }
    }
}

extension ByteReader {
    @_lifetime(self: copy self)
    mutating func readLongList<Value: BytesCodable>(_ type: Value.Type = Value.self) throws(BytesError) -> [Value] {
        let start = offset
        let count = Int(try read(UInt32.self))
        // Every value takes at least a byte: a count that cannot be true reserves no memory.
        guard count <= remaining else { throw BytesError(offset: start) }
        var list: [Value] = []
        // Nor does one that could be true reserve more than its values turn out to take.
        list.reserveCapacity(min(count, 1_024))
        for _ in 0..<count { list.append(try Value(from: &self)) }
        return list
    }
}

extension Page: BytesCodable where Element: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(sequence)
        writer.append(longList: elements)
        writer.append(optionalKeyBytes: cursor)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        self.init(
            sequence: try reader.read(), elements: try reader.readLongList(),
            cursor: try reader.readOptionalShortBytes())
    }
}

extension TermMatch: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        term.encode(into: &writer)
        key.encode(into: &writer)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        self.init(term: try IndexTerm(from: &reader), key: try DocumentKey(from: &reader))
    }
}

extension Document: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        key.encode(into: &writer)
        writer.append(type)
        writer.append(version)
        principal.encode(into: &writer)
        time.encode(into: &writer)
        writer.append(longBytes: body)
        writer.append(list: terms)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        self.init(
            key: try DocumentKey(from: &reader), type: try reader.read(), version: try reader.read(),
            principal: try PrincipalID(from: &reader), time: try Instant(from: &reader),
            body: try reader.readLongBytes(), terms: try reader.readList())
    }
}
