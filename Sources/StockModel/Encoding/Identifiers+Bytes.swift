public import StockBytes

extension SKU: BytesCodable {
    public func encode(into writer: inout ByteWriter) { writer.append(rawValue) }
    public init(from reader: inout ByteReader) throws(BytesError) { self.init(rawValue: try reader.read()) }
}

extension LocationID: BytesCodable {
    public func encode(into writer: inout ByteWriter) { writer.append(rawValue) }
    public init(from reader: inout ByteReader) throws(BytesError) { self.init(rawValue: try reader.read()) }
}

extension SiteID: BytesCodable {
    public func encode(into writer: inout ByteWriter) { writer.append(rawValue) }
    public init(from reader: inout ByteReader) throws(BytesError) { self.init(rawValue: try reader.read()) }
}

extension ChannelID: BytesCodable {
    public func encode(into writer: inout ByteWriter) { writer.append(rawValue) }
    public init(from reader: inout ByteReader) throws(BytesError) { self.init(rawValue: try reader.read()) }
}

extension PrincipalID: BytesCodable {
    public func encode(into writer: inout ByteWriter) { writer.append(rawValue) }
    public init(from reader: inout ByteReader) throws(BytesError) { self.init(rawValue: try reader.read()) }
}

extension OwnerID: BytesCodable {
    public func encode(into writer: inout ByteWriter) { writer.append(rawValue) }
    public init(from reader: inout ByteReader) throws(BytesError) { self.init(rawValue: try reader.readUInt128()) }
}

extension ReservationID: BytesCodable {
    public func encode(into writer: inout ByteWriter) { writer.append(rawValue) }
    public init(from reader: inout ByteReader) throws(BytesError) { self.init(rawValue: try reader.readUInt128()) }
}

extension RequestID: BytesCodable {
    public func encode(into writer: inout ByteWriter) { writer.append(rawValue) }
    public init(from reader: inout ByteReader) throws(BytesError) { self.init(rawValue: try reader.readUInt128()) }
}

extension Instant: BytesCodable {
    public func encode(into writer: inout ByteWriter) { writer.append(millisecondsSinceEpoch) }
    public init(from reader: inout ByteReader) throws(BytesError) {
        self.init(millisecondsSinceEpoch: try reader.read())
    }
}

extension MovementID: BytesCodable {
    public func encode(into writer: inout ByteWriter) {
        writer.append(sequence)
        writer.append(line)
    }

    public init(from reader: inout ByteReader) throws(BytesError) {
        self.init(sequence: try reader.read(), line: try reader.read())
    }
}

extension DeviceMark: BytesCodable {
    public func encode(into writer: inout ByteWriter) {
        writer.append(device)
        writer.append(counter)
    }

    public init(from reader: inout ByteReader) throws(BytesError) {
        self.init(device: try reader.read(), counter: try reader.read())
    }
}

extension DocumentKey: BytesCodable {
    public func encode(into writer: inout ByteWriter) { writer.append(shortBytes: bytes) }
    public init(from reader: inout ByteReader) throws(BytesError) { self.init(bytes: try reader.readShortBytes()) }
}

extension IndexTerm: BytesCodable {
    public func encode(into writer: inout ByteWriter) { writer.append(shortBytes: bytes) }
    public init(from reader: inout ByteReader) throws(BytesError) { self.init(bytes: try reader.readShortBytes()) }
}
