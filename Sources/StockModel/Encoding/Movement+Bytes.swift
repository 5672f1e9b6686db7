public import StockBytes

extension MovementContext: BytesCodable {
    private struct Present: OptionSet {
        let rawValue: UInt8
        static let occurredAt = Present(rawValue: 1)
        static let businessDate = Present(rawValue: 2)
        static let document = Present(rawValue: 4)
    }

    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        var present: Present = []
        if occurredAt != nil { present.insert(.occurredAt) }
        if businessDate != nil { present.insert(.businessDate) }
        if document != nil { present.insert(.document) }
        writer.append(present.rawValue)
        writer.append(fulfilmentMethod)
        writer.append(channel?.rawValue ?? 0)
        if let occurredAt { occurredAt.encode(into: &writer) }
        if let businessDate { writer.append(businessDate) }
        if let document { document.encode(into: &writer) }
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let present = Present(rawValue: try reader.read())
        guard present.rawValue < 8 else { throw BytesError(offset: reader.offset - 1) }
        self.init()
        fulfilmentMethod = try reader.read()
        let channel = try ChannelID(from: &reader)
        self.channel = channel == 0 ? nil : channel
        if present.contains(.occurredAt) { occurredAt = try Instant(from: &reader) }
        if present.contains(.businessDate) { businessDate = try reader.read() }
        if present.contains(.document) { document = try DocumentKey(from: &reader) }
    }
}

extension LineAttributes: BytesCodable {
    /// A byte 0 when nothing is stated, else a byte 1 and 24 bytes.
    public func encode(into writer: inout ByteWriter) {
        guard self != .none else { return writer.append(UInt8(0)) }
        writer.append(UInt8(1))
        writer.append(documentLine)
        writer.append(promotion)
        writer.append(category)
        writer.append(brand)
        writer.append(unitCost)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        switch try reader.read(UInt8.self) {
        case 0: self = .none
        case 1:
            self.init(
                documentLine: try reader.read(), promotion: try reader.read(), category: try reader.read(),
                brand: try reader.read(), unitCost: try reader.read())
        default: throw BytesError(offset: reader.offset - 1)
        }
    }
}

extension Movement: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        id.encode(into: &writer)
        sku.encode(into: &writer)
        from.encode(into: &writer)
        to.encode(into: &writer)
        writer.append(quantity)
        writer.append(reason.rawValue)
        principal.encode(into: &writer)
        time.encode(into: &writer)
        occurredAt.encode(into: &writer)
        writer.append(businessDate)
        previousFrom.encode(into: &writer)
        previousTo.encode(into: &writer)
        writer.append(channel?.rawValue ?? 0)
        writer.append(fulfilmentMethod)
        attributes.encode(into: &writer)
        writer.append(optional: document)
        writer.append(optional: reservation)
        writer.append(optional: corrects)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let id = try MovementID(from: &reader)
        let sku = try SKU(from: &reader)
        let from = try LocationID(from: &reader)
        let to = try LocationID(from: &reader)
        let quantity = try reader.read(Quantity.self)
        let reason = try reader.readCase(Reason.self)
        let principal = try PrincipalID(from: &reader)
        let time = try Instant(from: &reader)
        let occurredAt = try Instant(from: &reader)
        let businessDate = try reader.read(Int32.self)
        let previousFrom = try MovementID(from: &reader)
        let previousTo = try MovementID(from: &reader)
        let channel = try ChannelID(from: &reader)
        let method = try reader.read(UInt16.self)
        let attributes = try LineAttributes(from: &reader)
        self.init(
            id: id, sku: sku, from: from, to: to, quantity: quantity, reason: reason, principal: principal,
            time: time, occurredAt: occurredAt, businessDate: businessDate, document: try reader.readOptional(),
            channel: channel == 0 ? nil : channel, fulfilmentMethod: method, attributes: attributes,
            reservation: try reader.readOptional(), corrects: try reader.readOptional(), previousFrom: previousFrom,
            previousTo: previousTo)
    }
}
