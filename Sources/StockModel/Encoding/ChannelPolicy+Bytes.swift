public import StockBytes

extension ChannelPolicy: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        channel.encode(into: &writer)
        sku.encode(into: &writer)
        writer.append(optional: cap)
        writer.append(list: sites)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        self.init(
            try ChannelID(from: &reader), try SKU(from: &reader), cap: try reader.readOptional(),
            sites: try reader.readList())
    }
}

extension Cap: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(units)
        writer.append(optional: window)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        self.init(try reader.read(), window: try reader.readOptional())
    }
}

extension Cap.Window: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        start.encode(into: &writer)
        end.encode(into: &writer)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        self.init(start: try Instant(from: &reader), end: try Instant(from: &reader))
    }
}

extension SitePolicy: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        site.encode(into: &writer)
        writer.append(optionalNumber: buffer)
        writer.append(earmark)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let site = try SiteID(from: &reader)
        let buffer = try reader.readOptionalNumber(Quantity.self)
        self.init(site, buffer: buffer, earmark: try reader.read())
    }
}

extension CapUse: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        sku.encode(into: &writer)
        writer.append(cap)
        writer.append(used)
        writer.append(requested)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        self.init(
            sku: try SKU(from: &reader), cap: try reader.read(), used: try reader.read(),
            requested: try reader.read())
    }
}
