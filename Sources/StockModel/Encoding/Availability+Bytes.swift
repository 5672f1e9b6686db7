public import StockBytes

extension Availability: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        sku.encode(into: &writer)
        writer.append(availableToSell)
        writer.append(list: caps)
        writer.append(optionalList: reasons)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        self.init(
            sku: try SKU(from: &reader), availableToSell: try reader.read(), caps: try reader.readList(),
            reasons: try reader.readOptionalList())
    }
}

extension SiteAvailability: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        site.encode(into: &writer)
        writer.append(onHand)
        writer.append(held)
        writer.append(committed)
        writer.append(buffer)
        writer.append(earmarked)
        writer.append(free)
        writer.append(optional: limitingComponent)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        self.init(
            site: try SiteID(from: &reader), onHand: try reader.read(), held: try reader.read(),
            committed: try reader.read(), buffer: try reader.read(), earmarked: try reader.read(),
            free: try reader.read(), limitingComponent: try reader.readOptional())
    }
}

extension AvailabilityChange: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        sku.encode(into: &writer)
        channel.encode(into: &writer)
        writer.append(before)
        writer.append(after)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        self.init(
            sku: try SKU(from: &reader), channel: try ChannelID(from: &reader), before: try reader.read(),
            after: try reader.read())
    }
}

extension Level: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        sku.encode(into: &writer)
        location.encode(into: &writer)
        writer.append(onHand)
        writer.append(held)
        writer.append(committed)
        newestMovement.encode(into: &writer)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        self.init(
            sku: try SKU(from: &reader), location: try LocationID(from: &reader), onHand: try reader.read(),
            held: try reader.read(), committed: try reader.read(), newestMovement: try MovementID(from: &reader))
    }
}
