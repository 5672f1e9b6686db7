import StockBytes
import StockModel

extension ReservationRow {
    /// | bytes | field |
    /// |---|---|
    /// | 1 | version |
    /// | 1 | flags: 1 made by a sale, 2 superseded, 4 of a later generation than the first, 8 with kits, 16 re-sourced |
    /// | 16 | owner |
    /// | 4 | channel |
    /// | 8 × 6 | deadline, deadline granted, first held, sequence, payload hash, closed at |
    /// | 2 | count of allocations, which follow |
    /// | 16 | superseded by, where it is |
    /// | 2 | generation, where it is a later one |
    /// | 2 … | kits, where there are any |
    /// | 2 … | the plan granted at first, where it was re-sourced |
    func encode(into writer: inout ByteWriter) {
        writer.append(RowBytes.version)
        writer.append(
            UInt8(
                (isSale ? 1 : 0) | (isSuperseded ? 2 : 0) | (generation > 1 ? 4 : 0) | (hasKits ? 8 : 0)
                    | (isReSourced ? 16 : 0)))
        writer.append(UInt64(truncatingIfNeeded: owner))
        writer.append(UInt64(truncatingIfNeeded: owner >> 64))
        writer.append(channel)
        writer.append(deadline)
        writer.append(deadlineGranted)
        writer.append(firstHeld)
        writer.append(sequence)
        writer.append(payloadHash)
        writer.append(closedAt)
        writer.append(allocationCount)
    }

    /// Appends what comes after the allocations.
    func encodeEnd(_ details: ReservationDetails, into writer: inout ByteWriter) {
        if isSuperseded {
            writer.append(UInt64(truncatingIfNeeded: details.supersededBy))
            writer.append(UInt64(truncatingIfNeeded: details.supersededBy >> 64))
        }
        if generation > 1 { writer.append(generation) }
        if hasKits {
            writer.append(UInt16(truncatingIfNeeded: details.kits.count))
            for kit in details.kits { kit.encode(into: &writer) }
        }
        guard isReSourced else { return }
        writer.append(UInt16(truncatingIfNeeded: details.granted.count))
        for planned in details.granted { planned.encode(into: &writer) }
    }

    /// Reads the row and its allocations; the sums are made from these.
    init(_ id: ReservationID, from reader: inout ByteReader, allocations: inout [AllocationRow]) throws(BytesError) {
        var details = ReservationDetails()
        try self.init(id, from: &reader, allocations: &allocations, details: &details)
    }

    init(
        _ id: ReservationID, from reader: inout ByteReader, allocations: inout [AllocationRow],
        details: inout ReservationDetails
    ) throws(BytesError) {
        self.init(id)
        let flags = try reader.read(UInt8.self)
        isSale = flags & 1 != 0
        isSuperseded = flags & 2 != 0
        hasKits = flags & 8 != 0
        isReSourced = flags & 16 != 0
        let low = try reader.read(UInt64.self)
        owner = UInt128(try reader.read(UInt64.self)) << 64 | UInt128(low)
        channel = try reader.read()
        deadline = try reader.read()
        deadlineGranted = try reader.read()
        firstHeld = try reader.read()
        sequence = try reader.read()
        payloadHash = try reader.read()
        closedAt = try reader.read()
        allocationCount = try reader.read()
        for _ in 0..<allocationCount {
            let allocation = try AllocationRow(from: &reader)
            held &+= allocation.held
            committed &+= allocation.committed
            fulfilled &+= allocation.fulfilled
            expired &+= allocation.expired
            allocations.append(allocation)
        }
        if isSuperseded {
            let low = try reader.read(UInt64.self)
            details.supersededBy = UInt128(try reader.read(UInt64.self)) << 64 | UInt128(low)
        }
        if flags & 4 != 0 { generation = try reader.read() }
        if hasKits {
            for _ in 0..<(try reader.read(UInt16.self)) { details.kits.append(try KitLine(from: &reader)) }
        }
        guard isReSourced else { return }
        for _ in 0..<(try reader.read(UInt16.self)) { details.granted.append(try PlannedAllocation(from: &reader)) }
    }
}

extension AllocationRow {
    /// | bytes | field |
    /// |---|---|
    /// | 2 + 4 + 8 + 8 | line, location, SKU, requested |
    /// | 1 | which of held, committed, fulfilled, returned, released, expired are not zero: bits 0 to 5 |
    /// | 8 each | those |
    func encode(into writer: inout ByteWriter) {
        writer.append(line)
        writer.append(location)
        writer.append(sku)
        writer.append(requested)
        let start = writer.count
        writer.append(UInt8(0))
        var present: UInt8 = 0
        if held != 0 { present |= 1; writer.append(held) }
        if committed != 0 { present |= 2; writer.append(committed) }
        if fulfilled != 0 { present |= 4; writer.append(fulfilled) }
        if returned != 0 { present |= 8; writer.append(returned) }
        if released != 0 { present |= 16; writer.append(released) }
        if expired != 0 { present |= 32; writer.append(expired) }
        writer.overwrite(present, at: start)
    }

    init(from reader: inout ByteReader) throws(BytesError) {
        let line = try reader.read(UInt16.self)
        let location = try reader.read(UInt32.self)
        let sku = try reader.read(UInt64.self)
        self.init(
            line: line, sku: SKU(rawValue: sku), location: LocationID(rawValue: location),
            requested: try reader.read())
        let present = try reader.read(UInt8.self)
        if present & 1 != 0 { held = try reader.read() }
        if present & 2 != 0 { committed = try reader.read() }
        if present & 4 != 0 { fulfilled = try reader.read() }
        if present & 8 != 0 { returned = try reader.read() }
        if present & 16 != 0 { released = try reader.read() }
        if present & 32 != 0 { expired = try reader.read() }
    }
}
