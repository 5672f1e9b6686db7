public import StockBytes

extension Move: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        // Bits 0 to 5 say the reason, bit 6 whether it is a fact, bit 7 whether it serves backorders.
        writer.append(reason.rawValue | (fact == nil ? 0 : Self.factBit) | (servesBackorders ? Self.servesBit : 0))
        fact?.encode(into: &writer)
        context.encode(into: &writer)
        writer.append(list: lines)
    }

    private static var factBit: UInt8 { 1 << 6 }
    private static var servesBit: UInt8 { 1 << 7 }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let start = reader.offset
        let byte = try reader.read(UInt8.self)
        guard let reason = Reason(rawValue: byte & 0x3F) else { throw BytesError(offset: start) }
        let fact = byte & Self.factBit == 0 ? nil : try Fact(from: &reader)
        let context = try MovementContext(from: &reader)
        self.init(
            reason, lines: try reader.readList(), context: context, servesBackorders: byte & Self.servesBit != 0,
            fact: fact)
    }
}

extension Fact: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(reason)
        loss.encode(into: &writer)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        self.init(reason: try reader.read(), loss: try LocationID(from: &reader))
    }
}

extension MoveLine: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(sku.rawValue)
        writer.append(quantity)
        writer.append(from.rawValue)
        writer.append(to.rawValue)
        attributes.encode(into: &writer)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let sku = try SKU(from: &reader)
        let quantity = try reader.read(Int64.self)
        let from = try LocationID(from: &reader)
        let to = try LocationID(from: &reader)
        self.init(sku, quantity: quantity, from: from, to: to, attributes: try LineAttributes(from: &reader))
    }
}

extension Adjust: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(sku.rawValue)
        writer.append(location.rawValue)
        writer.append(difference)
        writer.append(loss.rawValue)
        attributes.encode(into: &writer)
        context.encode(into: &writer)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let sku = try SKU(from: &reader)
        let location = try LocationID(from: &reader)
        let difference = try reader.read(Int64.self)
        let loss = try LocationID(from: &reader)
        let attributes = try LineAttributes(from: &reader)
        self.init(
            sku, at: location, by: difference, loss: loss, attributes: attributes,
            context: try MovementContext(from: &reader))
    }
}

extension CountLine: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(sku.rawValue)
        writer.append(counted)
        attributes.encode(into: &writer)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let sku = try SKU(from: &reader)
        let counted = try reader.read(Int64.self)
        self.init(sku, counted: counted, attributes: try LineAttributes(from: &reader))
    }
}

extension Count: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(location.rawValue)
        writer.append(anchor)
        writer.append(loss.rawValue)
        context.encode(into: &writer)
        writer.append(list: lines)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let location = try LocationID(from: &reader)
        let anchor = try reader.read(UInt64.self)
        let loss = try LocationID(from: &reader)
        let context = try MovementContext(from: &reader)
        self.init(at: location, anchor: anchor, lines: try reader.readList(), loss: loss, context: context)
    }
}

extension Reverse: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        movement.encode(into: &writer)
        context.encode(into: &writer)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let movement = try MovementID(from: &reader)
        self.init(movement, context: try MovementContext(from: &reader))
    }
}

extension DocumentWrite: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        key.encode(into: &writer)
        writer.append(type)
        writer.append(longBytes: body)
        writer.append(list: terms)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let key = try DocumentKey(from: &reader)
        let type = try reader.read(UInt16.self)
        let body = try reader.readLongBytes()
        self.init(key, type: type, body: body, terms: try reader.readList())
    }
}

extension Precondition: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        switch self {
        case .absent(let key):
            writer.append(UInt8(0))
            key.encode(into: &writer)
        case .document(let key, let version):
            writer.append(UInt8(1))
            key.encode(into: &writer)
            writer.append(version)
        case .defined(let definition):
            writer.append(UInt8(2))
            definition.encode(into: &writer)
        }
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let start = reader.offset
        switch try reader.read(UInt8.self) {
        case 0: self = .absent(try DocumentKey(from: &reader))
        case 1: self = .document(try DocumentKey(from: &reader), at: try reader.read())
        case 2: self = .defined(try Definition(from: &reader))
        default: throw BytesError(offset: start)
        }
    }
}

extension Transaction: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(list: preconditions)
        writer.append(list: operations)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let preconditions = try reader.readList(Precondition.self)
        let start = reader.offset
        let operations = try reader.readList(Operation.self)
        for case .transaction in operations { throw BytesError(offset: start) }
        self.init(preconditions: preconditions, operations: operations)
    }
}
