import StockBytes
import StockModel

extension ReservationRow {
    private var flags: UInt8 {
        var flags: UInt8 = 0
        if isSale { flags |= 1 }
        if isSuperseded { flags |= 2 }
        if generation > 1 { flags |= 4 }
        if hasKits { flags |= 8 }
        if keepsGranted { flags |= 16 }
        if isFact { flags |= 32 }
        if isConfirmed { flags |= 64 }
        return flags
    }

    /// | bytes | field |
    /// |---|---|
    /// | 1 | version |
    /// | 1 | flags: 1 made by a sale, 2 superseded, 4 of a later generation than the first, 8 with kits, 16 with the plan
    /// that was granted at first, 32 a fact, 64 committed in part or whole |
    /// | 16 | owner |
    /// | 4 | channel |
    /// | 8 × 6 | deadline, deadline granted, first held, sequence, payload hash, closed at |
    /// | 2 | count of allocations, which follow |
    /// | 16 | superseded by, where it is |
    /// | 2 | generation, where it is a later one |
    /// | 2 … | kits, where there are any |
    /// | 2 … | the plan granted at first, where it is kept |
    /// | 2 … | the promises that a fact has taken units from |
    func encode(into writer: inout ByteWriter) {
        writer.append(RowBytes.version)
        writer.append(flags)
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
        if keepsGranted {
            writer.append(UInt16(truncatingIfNeeded: details.granted.count))
            for planned in details.granted { planned.encode(into: &writer) }
        }
        guard isFact else { return }
        writer.append(UInt16(clamping: details.displaced.count))
        for displaced in details.displaced.prefix(Int(UInt16.max)) { displaced.encode(into: &writer) }
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
        keepsGranted = flags & 16 != 0
        isFact = flags & 32 != 0
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
            waiting &+= allocation.waiting
            allocations.append(allocation)
        }
        // Rows of before there were backorders do not say so.
        isConfirmed = flags & 64 != 0 || committed > 0 || fulfilled > 0 && !isSale
        if isSuperseded {
            let low = try reader.read(UInt64.self)
            details.supersededBy = UInt128(try reader.read(UInt64.self)) << 64 | UInt128(low)
        }
        if flags & 4 != 0 { generation = try reader.read() }
        if hasKits {
            for _ in 0..<(try reader.read(UInt16.self)) { details.kits.append(try KitLine(from: &reader)) }
        }
        if keepsGranted {
            for _ in 0..<(try reader.read(UInt16.self)) { details.granted.append(try PlannedAllocation(from: &reader)) }
        }
        guard isFact else { return }
        for _ in 0..<(try reader.read(UInt16.self)) { details.displaced.append(try DisplacedPromise(from: &reader)) }
    }
}

extension AllocationRow {
    /// | bytes | field |
    /// |---|---|
    /// | 2 + 4 + 8 + 8 | line (bit 15: backordered, bit 14: stays at its site), location, SKU, requested |
    /// | 1 | which of held, committed, fulfilled, returned, released, expired, waiting are not zero: bits 0 to 6 |
    /// | 8 each | those |
    func encode(into writer: inout ByteWriter) {
        // A request has no more than a hundred lines, which leaves two bits.
        writer.append(line | (isBackorder ? 1 << 15 : 0) | (staysAtSite ? 1 << 14 : 0))
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
        if waiting != 0 { present |= 64; writer.append(waiting) }
        writer.overwrite(present, at: start)
    }

    init(from reader: inout ByteReader) throws(BytesError) {
        let line = try reader.read(UInt16.self)
        let location = try reader.read(UInt32.self)
        let sku = try reader.read(UInt64.self)
        self.init(
            line: line & 0x3FFF, sku: SKU(rawValue: sku), location: LocationID(rawValue: location),
            requested: try reader.read())
        isBackorder = line & 1 << 15 != 0
        staysAtSite = line & 1 << 14 != 0
        let present = try reader.read(UInt8.self)
        if present & 1 != 0 { held = try reader.read() }
        if present & 2 != 0 { committed = try reader.read() }
        if present & 4 != 0 { fulfilled = try reader.read() }
        if present & 8 != 0 { returned = try reader.read() }
        if present & 16 != 0 { released = try reader.read() }
        if present & 32 != 0 { expired = try reader.read() }
        if present & 64 != 0 { waiting = try reader.read() }
    }
}
