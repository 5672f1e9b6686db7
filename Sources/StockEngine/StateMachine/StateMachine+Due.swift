import StockAPI
import StockBytes
import StockModel

/// Holds whose deadline has passed.
extension StateMachine where Base: ~Copyable {
    /// At most so many holds are swept in a batch, so that many that end together stall nobody.
    static var sweptPerBatchMax: Int { 4_096 }

    /// The holds that end in (before, now] count for nothing from here on.
    ///
    /// Where few end together, as nearly always, they are swept at once, and each is looked up once.
    mutating func endDue(after before: Instant) throws(StockFailure) {
        let ids = try reservationsDue(after: before)
        guard !ids.isEmpty else { return }
        let canBeSwept = due.isEmpty && ids.count <= Self.sweptPerBatchMax && !hasPolicies && !hasThresholds
        try canBeSwept ? sweepAtOnce(ids, after: before) : collect(ids, after: before)
    }

    /// Finds the holds that end in (before, now], to be swept later.
    mutating func collectDue(after before: Instant) throws(StockFailure) {
        try collect(try reservationsDue(after: before), after: before)
    }

    /// The reservations that the deadlines in (before, now] name: some are open no more, or have another deadline by now, and
    /// some are named twice.
    private mutating func reservationsDue(after before: Instant) throws(StockFailure) -> [UInt128] {
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
        return ids
    }

    /// Cost: about a tenth of a microsecond per hold that ended, once.
    private mutating func collect(_ ids: [UInt128], after before: Instant) throws(StockFailure) {
        guard !ids.isEmpty else { return }
        var entries: [(entry: DueHolds.Entry, allocations: Range<Int>)] = []
        entries.reserveCapacity(ids.count)
        // Kept from here on, since each look at a reservation may be one at the disk's pages.
        var allocations: [AllocationRow] = []
        for id in ids {
            guard let (row, its) = try peekReservation(ReservationID(rawValue: id)) else { continue }
            guard isDue(row, after: before) else { continue }
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

    private func isDue(_ row: ReservationRow, after before: Instant) -> Bool {
        row.hasDeadline && row.deadline <= now.millisecondsSinceEpoch && row.deadline > before.millisecondsSinceEpoch
    }

    private mutating func collectBelow(after before: Instant, _ ids: inout [UInt128]) throws(StockFailure) {
        guard now.millisecondsSinceEpoch >= earliestDeadlineBelow else { return }
        var from = ByteWriter()
        from.appendBigEndian(DeadlineKey.ordered(before.advanced(byMilliseconds: 1).millisecondsSinceEpoch))
        let last = DeadlineKey.ordered(now.millisecondsSinceEpoch)
        var found: [UInt128] = []
        var next = Int64.max
        try base.scanKeys(.deadlines, from: from.span, reversed: false) { key throws(StockFailure) in
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
    ///
    /// - Parameters:
    ///   - index: The reservation's place in the overlay.
    ///   - isCollected: Whether it is among the holds that count for nothing already.
    /// - Throws: `Stop.failed` where a row cannot be read.
    mutating func expire(_ index: Int, isCollected: Bool) throws(Stop) {
        let row = active.reservations[index]
        if isCollected {
            do throws(StockFailure) {
                try subtractDueUses(of: row, row.allocations.map { active.allocations[$0] })
            } catch { throw .failed(error) }
        }
        try countingKits(of: index) { machine throws(Stop) in
            for allocation in row.allocations {
                let (held, waiting) = machine.quantitiesWithDeadline(of: allocation, row)
                if held > 0 {
                    if isCollected { machine.due.subtract(held, at: machine.active.allocations[allocation].levelKey) }
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

    /// Ends holds for good that were collected, those that ended first coming first.
    mutating func sweep() throws(StockFailure) {
        let eventStart = beginSweep()
        var swept = 0
        while swept < Self.sweptPerBatchMax, let entry = due.next() {
            // It may have been revived meanwhile.
            guard let index = try reservationIndex(ReservationID(rawValue: entry.id)),
                active.reservations[index].isPastDue(at: now)
            else { continue }
            try end(index, isCollected: true)
            swept += 1
        }
        try endSweep(eventStart, swept: swept)
    }

    /// Ends holds for good without collecting them first; nobody counts them but the levels.
    private mutating func sweepAtOnce(_ ids: [UInt128], after before: Instant) throws(StockFailure) {
        var entries: [(entry: DueHolds.Entry, index: Int)] = []
        entries.reserveCapacity(ids.count)
        for id in ids {
            guard let index = try reservationIndex(ReservationID(rawValue: id)) else { continue }
            let row = active.reservations[index]
            if isDue(row, after: before) { entries.append((DueHolds.Entry(deadline: row.deadline, id: id), index)) }
        }
        entries.sort { $0.entry < $1.entry }
        let eventStart = beginSweep()
        var swept = 0
        for (_, index) in entries where active.reservations[index].isPastDue(at: now) {
            try end(index, isCollected: false)
            swept += 1
        }
        try endSweep(eventStart, swept: swept)
    }

    private mutating func end(_ index: Int, isCollected: Bool) throws(StockFailure) {
        do throws(Stop) { try expire(index, isCollected: isCollected) } catch {
            if case .failed(let failure) = error { throw failure }
        }
    }

    private mutating func beginSweep() -> Int {
        let eventStart = active.eventBytes.count
        EventBytes.begin(&active.eventBytes, time: now, principal: .system)
        return eventStart
    }

    private mutating func endSweep(_ eventStart: Int, swept: Int) throws(StockFailure) {
        guard swept > 0 else { return active.eventBytes.truncate(to: eventStart) }
        statistics.expired += UInt64(swept)
        try appendCrossings()
        sequence += 1
        active.events.append(eventStart)
    }
}
