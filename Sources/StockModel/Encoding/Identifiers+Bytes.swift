public import StockBytes

extension BytesCodable where Self: NumberIdentifier {
    /// Appends its bytes.
    @inlinable public func encode(into writer: inout ByteWriter) { writer.append(rawValue) }

    /// Reads what `encode` appended.
    @inlinable public init(from reader: inout ByteReader) throws(BytesError) {
        self.init(rawValue: try reader.read(RawValue.self))
    }
}

extension SKU: BytesCodable {}
extension LocationID: BytesCodable {}
extension SiteID: BytesCodable {}
extension ChannelID: BytesCodable {}
extension PrincipalID: BytesCodable {}

extension BytesCodable where Self: WideIdentifier {
    /// The lower word first, as a little-endian number of 128 bits.
    @inlinable public func encode(into writer: inout ByteWriter) {
        writer.append(low)
        writer.append(high)
    }

    /// Reads what `encode` appended.
    @inlinable public init(from reader: inout ByteReader) throws(BytesError) {
        let low = try reader.read(UInt64.self)
        self.init(high: try reader.read(UInt64.self), low: low)
    }
}

extension OwnerID: BytesCodable {}
extension ReservationID: BytesCodable {}
extension RequestID: BytesCodable {}

extension Instant: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) { writer.append(millisecondsSinceEpoch) }
    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        self.init(millisecondsSinceEpoch: try reader.read())
    }
}

extension MovementID: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(sequence)
        writer.append(line)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        self.init(sequence: try reader.read(), line: try reader.read())
    }
}

extension DeviceMark: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(device)
        writer.append(counter)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        self.init(device: try reader.read(), counter: try reader.read())
    }
}

extension DocumentKey: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) { writer.append(keyBytes: bytes) }
    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) { self.init(bytes: try reader.readShortBytes()) }
}

extension IndexTerm: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) { writer.append(keyBytes: bytes) }
    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) { self.init(bytes: try reader.readShortBytes()) }
}
