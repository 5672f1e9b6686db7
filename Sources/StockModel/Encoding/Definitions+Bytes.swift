public import StockBytes

extension Definition: BytesCodable {
    private enum Kind: UInt8 {
        case sku = 1
        /// Before sites said what may be found without an approval.
        case siteWithoutApprovals = 2
        case location = 3
        /// Before sites had buffers.
        case channelWithoutBuffers = 4
        case channel = 5
        case policy = 6
        case site = 7
        case threshold = 8
    }

    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        switch self {
        case .sku(let sku):
            writer.append(Kind.sku.rawValue)
            sku.encode(into: &writer)
        case .site(let site):
            writer.append(Kind.site.rawValue)
            site.encode(into: &writer)
        case .location(let location):
            writer.append(Kind.location.rawValue)
            location.encode(into: &writer)
        case .channel(let channel):
            writer.append(Kind.channel.rawValue)
            channel.encode(into: &writer)
        case .policy(let policy):
            writer.append(Kind.policy.rawValue)
            policy.encode(into: &writer)
        case .threshold(let threshold):
            writer.append(Kind.threshold.rawValue)
            threshold.encode(into: &writer)
        }
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        switch try reader.readCase(Kind.self) {
        case .sku: self = .sku(try SKUDefinition(from: &reader))
        case .siteWithoutApprovals: self = .site(try SiteDefinition(withoutApprovalsFrom: &reader))
        case .site: self = .site(try SiteDefinition(from: &reader))
        case .threshold: self = .threshold(try StockThreshold(from: &reader))
        case .location: self = .location(try LocationDefinition(from: &reader))
        case .channelWithoutBuffers: self = .channel(try ChannelDefinition(withoutBuffersFrom: &reader))
        case .channel: self = .channel(try ChannelDefinition(from: &reader))
        case .policy: self = .policy(try ChannelPolicy(from: &reader))
        }
    }
}

extension SKUDefinition: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(sku.rawValue)
        writer.append(UInt8((isActive ? 1 : 0) | (components.isEmpty ? 0 : 2) | (needsInspection ? 4 : 0)))
        writer.append(text: code)
        if !components.isEmpty { writer.append(list: components) }
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let sku = try SKU(from: &reader)
        let start = reader.offset
        let flags = try reader.read(UInt8.self)
        guard flags < 8 else { throw BytesError(offset: start) }
        self.init(sku, code: try reader.readText(), isActive: flags & 1 != 0, needsInspection: flags & 4 != 0)
        guard flags & 2 != 0 else { return }
        let listStart = reader.offset
        components = try reader.readList()
        guard !components.isEmpty else { throw BytesError(offset: listStart) }
    }
}

extension KitComponent: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(sku.rawValue)
        writer.append(quantity)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        self.init(try SKU(from: &reader), quantity: try reader.read())
    }
}

extension SiteDefinition: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(site.rawValue)
        writer.append(utcOffsetMinutes)
        writer.append(dayCutMinutes)
        writer.append(text: code)
        writer.append(foundWithoutApprovalMax)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        try self.init(withoutApprovalsFrom: &reader)
        foundWithoutApprovalMax = try reader.read()
    }

    /// Reads the layout of before sites said what may be found without an approval, in old stores and events.
    public init(withoutApprovalsFrom reader: inout ByteReader) throws(BytesError) {
        let site = try SiteID(from: &reader)
        let offset = try reader.read(Int16.self)
        let cut = try reader.read(Int16.self)
        self.init(site, code: try reader.readText(), utcOffsetMinutes: offset, dayCutMinutes: cut)
    }
}

extension LocationDefinition: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(location.rawValue)
        writer.append(kind.rawValue)
        writer.append(site?.rawValue ?? 0)
        writer.append(text: code)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let location = try LocationID(from: &reader)
        let kind = try reader.readCase(LocationKind.self)
        let site = try SiteID(from: &reader)
        self.init(location, kind: kind, site: site == 0 ? nil : site, code: try reader.readText())
    }
}

extension ChannelDefinition: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(channel.rawValue)
        writer.append(defaultHoldMilliseconds)
        writer.append(longestHoldMilliseconds)
        writer.append(text: code)
        writer.append(list: sites)
        // Bit 0 says whether a limit follows, bit 1 whether backorders are accepted.
        writer.append(UInt8((holdsPerOwnerMax == nil ? 0 : 1) | (acceptsBackorders ? 2 : 0)))
        if let holdsPerOwnerMax { writer.append(holdsPerOwnerMax) }
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        self = try Self.read(&reader) { reader throws(BytesError) in try reader.readList() }
        let start = reader.offset
        let byte = try reader.read(UInt8.self)
        guard byte < 4 else { throw BytesError(offset: start) }
        if byte & 1 != 0 { holdsPerOwnerMax = try reader.read() }
        acceptsBackorders = byte & 2 != 0
    }

    /// Reads the layout of before sites had buffers, in old stores and events.
    public init(withoutBuffersFrom reader: inout ByteReader) throws(BytesError) {
        self = try Self.read(&reader) { reader throws(BytesError) in
            try reader.readList(SiteID.self).map { ChannelSite($0) }
        }
    }

    private static func read(
        _ reader: inout ByteReader, _ readSites: (inout ByteReader) throws(BytesError) -> [ChannelSite]
    ) throws(BytesError) -> ChannelDefinition {
        let channel = try ChannelID(from: &reader)
        let defaultHold = try reader.read(Int64.self)
        let longestHold = try reader.read(Int64.self)
        let code = try reader.readText()
        return ChannelDefinition(
            channel, code: code, sites: try readSites(&reader),
            defaultHoldMilliseconds: defaultHold, longestHoldMilliseconds: longestHold)
    }
}

extension ChannelSite: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(site.rawValue)
        writer.append(buffer)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        self.init(try SiteID(from: &reader), buffer: try reader.read())
    }
}
