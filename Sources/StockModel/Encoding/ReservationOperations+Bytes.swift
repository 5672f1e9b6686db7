public import StockBytes

extension Reserve: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        reservation.encode(into: &writer)
        owner.encode(into: &writer)
        writer.append(channel.rawValue)
        // Of one byte, bits 0 to 3 say the mode, bits 4 to 6 what the next four bytes are, bit 7 whether an id ends it all.
        let low = mode.rawValue | (replaces == nil ? 0 : Self.replacesBit)
        switch sourcing {
        case .bestSingleSite:
            writer.append(low)
            writer.append(UInt32(0))
        case .site(let site):
            writer.append(low)
            writer.append(site.rawValue)
        case .wholeOrderFirst(let splitsMax):
            writer.append(low | 1 << 4)
            writer.append(UInt32(splitsMax))
        case .byRank(let splitsMax):
            writer.append(low | 2 << 4)
            writer.append(UInt32(splitsMax))
        }
        writer.append(hold: holdMilliseconds)
        writer.append(list: lines)
        replaces?.encode(into: &writer)
    }

    private static var replacesBit: UInt8 { 1 << 7 }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let reservation = try ReservationID(from: &reader)
        let owner = try OwnerID(from: &reader)
        let channel = try ChannelID(from: &reader)
        let start = reader.offset
        let byte = try reader.read(UInt8.self)
        guard let mode = ReserveMode(rawValue: byte & 0x0F) else { throw BytesError(offset: start) }
        let sourcing = try Self.readSourcing(&reader, kind: byte >> 4 & 7, at: start)
        let hold = try reader.read(Int64.self)
        let lines = try reader.readList(ReserveLine.self)
        let replaces = byte & Self.replacesBit == 0 ? nil : try ReservationID(from: &reader)
        self.init(
            reservation, channel: channel, owner: owner, lines: lines, mode: mode, sourcing: sourcing,
            holdMilliseconds: hold == -1 ? nil : hold, replaces: replaces)
    }

    @inline(__always)
    private static func readSourcing(
        _ reader: inout ByteReader, kind: UInt8, at start: Int
    ) throws(BytesError) -> Sourcing {
        let number = try reader.read(UInt32.self)
        switch kind {
        case 0: return number == 0 ? .bestSingleSite : .site(SiteID(rawValue: number))
        case 1: return .wholeOrderFirst(splitsMax: UInt8(clamping: number))
        case 2: return .byRank(splitsMax: UInt8(clamping: number))
        default: throw BytesError(offset: start)
        }
    }
}

extension ReserveLine: BytesCodable {
    /// Appends its bytes.
    @inline(__always)
    public func encode(into writer: inout ByteWriter) {
        writer.append(sku.rawValue)
        writer.append(quantity)
        writer.append(location?.rawValue ?? 0)
    }

    /// Reads what `encode` appended.
    @inline(__always)
    public init(from reader: inout ByteReader) throws(BytesError) {
        let sku = try SKU(from: &reader)
        let quantity = try reader.read(Int64.self)
        let location = try LocationID(from: &reader)
        self.init(sku, quantity: quantity, at: location == 0 ? nil : location)
    }
}

extension Extend: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        reservation.encode(into: &writer)
        writer.append(hold: holdMilliseconds)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let reservation = try ReservationID(from: &reader)
        let hold = try reader.read(Int64.self)
        self.init(reservation, holdMilliseconds: hold == -1 ? nil : hold)
    }
}

extension LineQuantity: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(line)
        writer.append(quantity)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        self.init(line: try reader.read(), quantity: try reader.read())
    }
}

extension Commit: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        reservation.encode(into: &writer)
        writer.append(remainder.rawValue | (revives ? Self.revivesBit : 0))
        writer.append(optionalList: quantities)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let reservation = try ReservationID(from: &reader)
        let start = reader.offset
        let byte = try reader.read(UInt8.self)
        guard let remainder = Remainder(rawValue: byte & ~Self.revivesBit) else { throw BytesError(offset: start) }
        self.init(
            reservation, quantities: try reader.readOptionalList(), remainder: remainder,
            revives: byte & Self.revivesBit != 0)
    }

    private static var revivesBit: UInt8 { 1 << 7 }
}

extension Release: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        reservation.encode(into: &writer)
        writer.append(optionalList: quantities)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let reservation = try ReservationID(from: &reader)
        self.init(reservation, quantities: try reader.readOptionalList())
    }
}

extension ReSource: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        reservation.encode(into: &writer)
        writer.append(line)
        writer.append(to.rawValue)
        writer.append(optionalNumber: quantity)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let reservation = try ReservationID(from: &reader)
        let line = try reader.read(UInt16.self)
        let to = try LocationID(from: &reader)
        self.init(reservation, line: line, to: to, quantity: try reader.readOptionalNumber())
    }
}

extension Allocate: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        reservation.encode(into: &writer)
        writer.append(line)
        location.encode(into: &writer)
        writer.append(optionalNumber: quantity)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let reservation = try ReservationID(from: &reader)
        let line = try reader.read(UInt16.self)
        let location = try LocationID(from: &reader)
        self.init(reservation, line: line, quantity: try reader.readOptionalNumber(), from: location)
    }
}

extension FulfilLine: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(line)
        writer.append(quantity)
        attributes.encode(into: &writer)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let line = try reader.read(UInt16.self)
        let quantity = try reader.read(Int64.self)
        self.init(line: line, quantity: quantity, attributes: try LineAttributes(from: &reader))
    }
}

extension Fulfil: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        reservation.encode(into: &writer)
        writer.append(to.rawValue)
        context.encode(into: &writer)
        writer.append(optionalList: lines)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let reservation = try ReservationID(from: &reader)
        let to = try LocationID(from: &reader)
        let context = try MovementContext(from: &reader)
        self.init(reservation, lines: try reader.readOptionalList(), to: to, context: context)
    }
}

extension ReturnGoods: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        reservation.encode(into: &writer)
        writer.append(from.rawValue)
        writer.append(to.rawValue)
        context.encode(into: &writer)
        writer.append(list: lines)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let reservation = try ReservationID(from: &reader)
        let from = try LocationID(from: &reader)
        let to = try LocationID(from: &reader)
        let context = try MovementContext(from: &reader)
        self.init(reservation, lines: try reader.readList(), from: from, to: to, context: context)
    }
}

extension SellLine: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(sku.rawValue)
        writer.append(quantity)
        writer.append(location.rawValue)
        attributes.encode(into: &writer)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let sku = try SKU(from: &reader)
        let quantity = try reader.read(Int64.self)
        let location = try LocationID(from: &reader)
        self.init(sku, quantity: quantity, at: location, attributes: try LineAttributes(from: &reader))
    }
}

extension Sell {
    /// Appends its bytes, without the fact: it stands before them, where the operation's code says that there is one.
    func encode(into writer: inout ByteWriter) {
        reservation.encode(into: &writer)
        owner.encode(into: &writer)
        writer.append(channel.rawValue)
        writer.append(to.rawValue)
        context.encode(into: &writer)
        writer.append(list: lines)
    }

    /// Reads what `encode` appended.
    init(from reader: inout ByteReader, fact: Fact?) throws(BytesError) {
        let reservation = try ReservationID(from: &reader)
        let owner = try OwnerID(from: &reader)
        let channel = try ChannelID(from: &reader)
        let to = try LocationID(from: &reader)
        let context = try MovementContext(from: &reader)
        self.init(
            reservation, channel: channel, owner: owner, lines: try reader.readList(), to: to, context: context,
            fact: fact)
    }
}

extension ByteWriter {
    /// Nil is written as -1, and -1 itself, which no hold can be, as -2.
    mutating func append(hold milliseconds: Int64?) {
        append(milliseconds.map { $0 == -1 ? -2 : $0 } ?? -1)
    }

    /// A byte 0, or a byte 1 and the list.
    mutating func append<Value: BytesCodable>(optionalList list: [Value]?) {
        append(UInt8(list == nil ? 0 : 1))
        if let list { append(list: list) }
    }
}

extension ByteReader {
    @_lifetime(self: copy self)
    mutating func readOptionalList<Value: BytesCodable>(_ type: Value.Type = Value.self) throws(BytesError) -> [Value]?
    {
        let start = offset
        switch try read(UInt8.self) {
        case 0: return nil
        case 1: return try readList()
        default: throw BytesError(offset: start)
        }
    }
}
