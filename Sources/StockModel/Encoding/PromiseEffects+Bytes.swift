public import StockBytes

extension PromiseEffects: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(list: served)
        writer.append(list: displaced)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        self.init(served: try reader.readList(), displaced: try reader.readList())
    }
}

extension ServedPromise: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        reservation.encode(into: &writer)
        owner.encode(into: &writer)
        writer.append(line)
        writer.append(quantity)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        self.init(
            reservation: try ReservationID(from: &reader), owner: try OwnerID(from: &reader), line: try reader.read(),
            quantity: try reader.read())
    }
}

extension DisplacedPromise: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        reservation.encode(into: &writer)
        owner.encode(into: &writer)
        writer.append(line)
        sku.encode(into: &writer)
        location.encode(into: &writer)
        writer.append(UInt8(wasCommitted ? 1 : 0))
        writer.append(reSourced)
        writer.append(short)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let reservation = try ReservationID(from: &reader)
        let owner = try OwnerID(from: &reader)
        let line = try reader.read(UInt16.self)
        let sku = try SKU(from: &reader)
        let location = try LocationID(from: &reader)
        let start = reader.offset
        let wasCommitted = try reader.read(UInt8.self)
        guard wasCommitted < 2 else { throw BytesError(offset: start) }
        self.init(
            reservation: reservation, owner: owner, line: line, sku: sku, location: location,
            wasCommitted: wasCommitted == 1, reSourced: try reader.read(), short: try reader.read())
    }
}

extension CountResult: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(list: lines)
        writer.append(list: displaced)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        self.init(lines: try reader.readList(), displaced: try reader.readList())
    }
}

extension CountedLine: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(result.rawValue)
        writer.append(difference)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let result = try reader.readCase(Result.self)
        self.init(try reader.read(), result)
    }
}
