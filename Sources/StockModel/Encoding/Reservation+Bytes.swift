public import StockBytes

extension Reservation: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        reservation.encode(into: &writer)
        channel.encode(into: &writer)
        owner.encode(into: &writer)
        deadline.encode(into: &writer)
        firstHeld.encode(into: &writer)
        writer.append(sequence)
        writer.append(generation)
        writer.append(state.rawValue)
        writer.append(UInt8(isConfirmed ? 1 : 0))
        writer.append(optional: supersededBy)
        writer.append(list: kits)
        writer.append(list: allocations)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let reservation = try ReservationID(from: &reader)
        let channel = try ChannelID(from: &reader)
        let owner = try OwnerID(from: &reader)
        let deadline = try Instant(from: &reader)
        let firstHeld = try Instant(from: &reader)
        let sequence = try reader.read(UInt64.self)
        let generation = try reader.read(UInt16.self)
        let state = try reader.readCase(State.self)
        let isConfirmed = try reader.readFlag()
        self.init(
            reservation: reservation, channel: channel, owner: owner, deadline: deadline, firstHeld: firstHeld,
            sequence: sequence, generation: generation, supersededBy: try reader.readOptional(), state: state,
            isConfirmed: isConfirmed, kits: try reader.readList(), allocations: try reader.readList())
    }
}

extension Reservation.Allocation: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(line)
        writer.append(UInt8((isBackorder ? 1 : 0) | (staysAtSite ? 2 : 0)))
        sku.encode(into: &writer)
        location.encode(into: &writer)
        writer.append(requested)
        writer.append(held)
        writer.append(committed)
        writer.append(fulfilled)
        writer.append(returned)
        writer.append(released)
        writer.append(expired)
        writer.append(backordered)
        writer.append(short)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let line = try reader.read(UInt16.self)
        let start = reader.offset
        let flags = try reader.read(UInt8.self)
        guard flags < 4 else { throw BytesError(offset: start) }
        self.init(
            line: line, sku: try SKU(from: &reader), location: try LocationID(from: &reader),
            requested: try reader.read(), held: try reader.read(), committed: try reader.read(),
            fulfilled: try reader.read(), returned: try reader.read(), released: try reader.read(),
            expired: try reader.read(), backordered: try reader.read(), short: try reader.read(),
            isBackorder: flags & 1 != 0, staysAtSite: flags & 2 != 0)
    }
}
