public import StockBytes

extension StockThreshold: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        sku.encode(into: &writer)
        scope.encode(into: &writer)
        writer.append(optionalNumber: low)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let sku = try SKU(from: &reader)
        let scope = try Scope(from: &reader)
        self.init(sku, scope, low: try reader.readOptionalNumber())
    }
}

extension StockThreshold.Scope: BytesCodable {
    /// A byte 1 and a site, or a byte 2 and a channel.
    public func encode(into writer: inout ByteWriter) {
        switch self {
        case .site(let site):
            writer.append(UInt8(1))
            site.encode(into: &writer)
        case .channel(let channel):
            writer.append(UInt8(2))
            channel.encode(into: &writer)
        }
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let start = reader.offset
        switch try reader.read(UInt8.self) {
        case 1: self = .site(try SiteID(from: &reader))
        case 2: self = .channel(try ChannelID(from: &reader))
        default: throw BytesError(offset: start)
        }
    }
}

extension ThresholdState: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        threshold.encode(into: &writer)
        writer.append(state.rawValue)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        self.init(try StockThreshold(from: &reader), try reader.readCase())
    }
}

extension ThresholdCrossing: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        sku.encode(into: &writer)
        scope.encode(into: &writer)
        writer.append(before.rawValue)
        writer.append(after.rawValue)
        writer.append(units)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        self.init(
            sku: try SKU(from: &reader), scope: try StockThreshold.Scope(from: &reader), before: try reader.readCase(),
            after: try reader.readCase(), units: try reader.read())
    }
}
