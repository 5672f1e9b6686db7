import StockAPI
import StockBytes
import StockModel

/// Where a batch began: what its record in the journal and its digest are made from.
struct BatchMark {
    var sequence: SequenceNumber
    var eventBytes: Int
    var movementBytes: Int
}

extension StateMachine where Base: ~Copyable {
    /// At most so many holds are swept in a batch, so that many that end together stall nobody.
    static var sweptPerBatchMax: Int { 4_096 }

    /// Begins a batch: engine time moves on, holds that became due stop counting, and some are swept.
    mutating func beginBatch(at time: Instant) throws(StockFailure) -> BatchMark {
        let mark = BatchMark(
            sequence: sequence, eventBytes: active.eventBytes.count, movementBytes: active.movementBytes.count)
        statistics.batches += 1
        let timeBefore = now
        if time > now {
            now = time
            try collectDue(after: timeBefore)
            try touchWhatWindowsChange(after: timeBefore)
        }
        if !due.isEmpty { try sweep() }
        try tellCrossings()
        return mark
    }

    /// A digest of all that the batch changed: the bytes of its events and movements.
    ///
    /// Replay must give the same.
    func digest(since mark: BatchMark) -> UInt64 {
        let events = checksum(
            of: active.eventBytes.span(mark.eventBytes..<active.eventBytes.count), seed: sequence)
        guard active.movementBytes.count > mark.movementBytes else { return events }
        return checksum(
            of: active.movementBytes.span(mark.movementBytes..<active.movementBytes.count), seed: events)
    }

    /// Finds the holds that end in (before, now]; from here on they count for nothing.
    ///
    /// Cost: about a tenth of a microsecond per hold that ended, once.
    mutating func collectDue(after before: Instant) throws(StockFailure) {
        var ids: [UInt128] = []
        let now = now.millisecondsSinceEpoch
        if let earliest = active.deadlines.earliest, earliest <= now {
            var indexes: [Int] = []
            active.deadlines.drain(through: now) { indexes.append($0) }
            for index in indexes where index < active.reservations.count { ids.append(active.reservations[index].id) }
        }
        if let sealed {
            while sealedDeadlinesSeen < sealed.deadlines.count, sealed.deadlines[sealedDeadlinesSeen] <= now {
                sealed.overlay.deadlines.visit(deadline: sealed.deadlines[sealedDeadlinesSeen]) { index in
                    if index < sealed.overlay.reservations.count { ids.append(sealed.overlay.reservations[index].id) }
                }
                sealedDeadlinesSeen += 1
            }
        }
        try collectBelow(after: before, &ids)
        guard !ids.isEmpty else { return }

        var entries: [(entry: DueHolds.Entry, allocations: Range<Int>)] = []
        entries.reserveCapacity(ids.count)
        // Kept from here on, since each look at a reservation may be one at the disk's pages.
        var allocations: [AllocationRow] = []
        for id in ids {
            guard let (row, its) = try peekReservation(ReservationID(rawValue: id)) else { continue }
            guard row.hasDeadline, row.deadline <= now, row.deadline > before.millisecondsSinceEpoch else { continue }
            let first = allocations.count
            allocations.append(contentsOf: its)
            entries.append((DueHolds.Entry(deadline: row.deadline, id: id), first..<allocations.count))
        }
        entries.sort { $0.entry < $1.entry }
        var last: DueHolds.Entry?
        var distinct: [DueHolds.Entry] = []
        distinct.reserveCapacity(entries.count)
        for (entry, range) in entries where entry != last {
            distinct.append(entry)
            last = entry
            for allocation in allocations[range] where allocation.held > 0 {
                due.add(allocation.held, at: allocation.levelKey)
            }
            try noteTouched(by: ReservationID(rawValue: entry.id))
            try addDueUses(of: ReservationID(rawValue: entry.id))
        }
        due.append(distinct)
    }

    private mutating func collectBelow(after before: Instant, _ ids: inout [UInt128]) throws(StockFailure) {
        guard now.millisecondsSinceEpoch >= earliestDeadlineBelow else { return }
        var from = ByteWriter()
        from.appendBigEndian(DeadlineKey.ordered(before.advanced(byMilliseconds: 1).millisecondsSinceEpoch))
        let last = DeadlineKey.ordered(now.millisecondsSinceEpoch)
        var found: [UInt128] = []
        var next = Int64.max
        try base.scan(.deadlines, from: from.span, reversed: false) { key, _ throws(StockFailure) in
            guard let entry = DeadlineKey.decode(key) else { throw .damaged("a key of `deadlines` cannot be read") }
            guard DeadlineKey.ordered(entry.deadline) <= last else {
                next = entry.deadline
                return false
            }
            found.append(entry.id)
            return true
        }
        earliestDeadlineBelow = next
        ids.append(contentsOf: found)
    }

    /// Ends a hold that is past its deadline for good.
    mutating func expire(_ index: Int) throws(Stop) {
        let row = active.reservations[index]
        do throws(StockFailure) {
            try subtractDueUses(of: row, row.allocations.map { active.allocations[$0] })
        } catch { throw .failed(error) }
        try countingKits(of: index) { machine throws(Stop) in
            for allocation in row.allocations {
                let (held, waiting) = machine.quantitiesWithDeadline(of: allocation, row)
                if held > 0 {
                    machine.due.subtract(held, at: machine.active.allocations[allocation].levelKey)
                    try machine.shift(held, allocation: allocation, reservation: index, as: .expired)
                }
                if waiting > 0 {
                    try machine.shift(waiting, allocation: allocation, reservation: index, as: .expiredWaiting)
                }
            }
        }
    }

    /// What of an allocation ends at the deadline: what is held, and what waits without having been committed.
    private func quantitiesWithDeadline(
        of allocation: Int, _ row: ReservationRow
    ) -> (held: Quantity, waiting: Quantity) {
        let allocation = active.allocations[allocation]
        return (allocation.held, row.isConfirmed ? 0 : allocation.waiting)
    }

    /// Ends holds for good, those that ended first coming first.
    private mutating func sweep() throws(StockFailure) {
        let eventStart = active.eventBytes.count
        EventBytes.begin(&active.eventBytes, time: now, principal: .system)
        var swept: UInt64 = 0
        while swept < UInt64(Self.sweptPerBatchMax), let entry = due.next() {
            // It may have been revived meanwhile.
            guard let index = try reservationIndex(ReservationID(rawValue: entry.id)),
                active.reservations[index].isPastDue(at: now)
            else { continue }
            do throws(Stop) { try expire(index) } catch {
                if case .failed(let failure) = error { throw failure }
            }
            swept += 1
        }
        guard swept > 0 else { return active.eventBytes.truncate(to: eventStart) }
        statistics.expired += swept
        try appendCrossings()
        sequence += 1
        active.events.append(eventStart)
    }
}

/// Keys of `deadlines`: deadline in order (8 bytes, big-endian, sign bit turned), reservation id (16 bytes, big-endian).
enum DeadlineKey {
    static func ordered(_ milliseconds: Int64) -> UInt64 { UInt64(bitPattern: milliseconds) ^ (1 << 63) }

    static func encode(_ deadline: Int64, _ id: UInt128, into writer: inout ByteWriter) {
        writer.appendBigEndian(ordered(deadline))
        writer.appendBigEndian(id)
    }

    static func decode(_ key: RawSpan) -> (deadline: Int64, id: UInt128)? {
        var reader = ByteReader(key)
        guard let time = try? reader.readBigEndian(UInt64.self), let id = try? reader.readBigEndian(UInt128.self) else {
            return nil
        }
        return (Int64(bitPattern: time ^ (1 << 63)), id)
    }
}
