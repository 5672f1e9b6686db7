import StockAPI
import StockBytes
import StockModel

/// Extend, commit, release: a promise changes, and no unit moves.
extension StateMachine where Base: ~Copyable {
    mutating func extend(_ extend: Extend) throws(Stop) -> Instant {
        let index = try knownReservation(extend.reservation)
        let row = active.reservations[index]
        if let hold = extend.holdMilliseconds, hold <= 0 { throw .invalid(.holdNotPositive) }
        try checkLive(row)
        let channel = try plan(of: ChannelID(rawValue: row.channel)).definition
        let longest = channel.longestHoldMilliseconds
        let wanted = now.advanced(byMilliseconds: extend.holdMilliseconds ?? channel.defaultHoldMilliseconds)
        let last = Instant(millisecondsSinceEpoch: row.firstHeld).advanced(byMilliseconds: longest)
        let deadline = min(wanted, last)
        guard deadline > now else { throw .refused(.limit(max: longest)) }
        active.reservations[index].deadline = deadline.millisecondsSinceEpoch
        active.deadlines.add(index, deadline: deadline.millisecondsSinceEpoch)
        EventBytes.append(.extended(extend.reservation, deadline: deadline), to: &active.eventBytes)
        return deadline
    }

    mutating func commit(_ commit: Commit) throws(Stop) {
        let index = try knownReservation(commit.reservation)
        if commit.revives, active.reservations[index].hasEnded(at: now) { return try revive(commit, index) }
        try checkLive(active.reservations[index])
        try countingKits(of: index) { machine throws(Stop) in try machine.commit(commit, index) }
        confirm(index)
    }

    /// From here on the reservation is an order: what waits of it has its place in the queue.
    mutating func confirm(_ index: Int) {
        let row = active.reservations[index]
        active.reservations[index].isConfirmed = true
        guard row.waiting > 0 else { return }
        noteQueued(index)
        guard !row.isConfirmed else { return }
        for allocation in row.allocations.map({ active.allocations[$0] }) where allocation.waiting > 0 {
            EventBytes.append(
                .confirmedWaiting, of: allocation.waiting, reservation: row.id, allocation: allocation,
                to: &active.eventBytes)
        }
    }

    private mutating func commit(_ commit: Commit, _ index: Int) throws(Stop) {
        if let quantities = commit.quantities {
            try check(quantities.map { ($0.line, $0.quantity) }, of: index, within: \.held) { line, held in
                .exceedsHeld(line: line, held: held)
            }
            for wanted in quantities {
                _ = try take(wanted.quantity, ofLine: wanted.line, reservation: index, from: \.held, as: .committed)
            }
        } else {
            try takeAll(of: index, from: \.held, as: .committed)
        }
        guard commit.remainder == .release else { return }
        try takeAll(of: index, from: \.held, as: .releasedHeld)
        guard let quantities = commit.quantities else { return }
        let lines = Set(quantities.map(\.line))
        try takeAll(of: index, from: \.waiting, as: .releasedWaiting) { !lines.contains($0.line) }
    }

    mutating func release(_ release: Release) throws(Stop) {
        let index = try knownReservation(release.reservation)
        let row = active.reservations[index]
        let holdsLive = row.isLive(at: now)
        let waits = holdsLive || row.isConfirmed
        guard holdsLive || row.committed > 0 || row.isQueued else {
            throw .refused(.alreadyResolved(as: row.resolution(at: now)))
        }
        try countingKits(of: index) { machine throws(Stop) in
            try machine.release(release, index, holdsLive: holdsLive, waits: waits)
        }
    }

    private mutating func release(
        _ release: Release, _ index: Int, holdsLive: Bool, waits: Bool
    ) throws(Stop) {
        guard let quantities = release.quantities else {
            if holdsLive { try takeAll(of: index, from: \.held, as: .releasedHeld) }
            if waits { try takeAll(of: index, from: \.waiting, as: .releasedWaiting) }
            return try takeAll(of: index, from: \.committed, as: .releasedCommitted)
        }
        try check(quantities.map { ($0.line, $0.quantity) }, of: index) { allocation in
            (holdsLive ? allocation.held : 0) &+ (waits ? allocation.waiting : 0) &+ allocation.committed
        } refusal: { line, held in
            .exceedsHeld(line: line, held: held)
        }
        for wanted in quantities {
            var rest = wanted.quantity
            let held = holdsLive ? sum(ofLine: wanted.line, reservation: index) { $0.held } : 0
            rest -= try take(
                min(held, rest), ofLine: wanted.line, reservation: index, from: \.held, as: .releasedHeld)
            let waiting = waits ? sum(ofLine: wanted.line, reservation: index) { $0.waiting } : 0
            rest -= try take(
                min(waiting, rest), ofLine: wanted.line, reservation: index, from: \.waiting, as: .releasedWaiting)
            _ = try take(
                rest, ofLine: wanted.line, reservation: index, from: \.committed, as: .releasedCommitted)
        }
    }

    // MARK: What the three share

    mutating func knownReservation(_ id: ReservationID) throws(Stop) -> Int {
        let found: Int?
        do throws(StockFailure) { found = try reservationIndex(id) } catch { throw .failed(error) }
        guard let found else { throw .refused(.notFound) }
        if active.reservations[found].isSuperseded {
            let by: UInt128
            do throws(StockFailure) { by = try details(of: id).supersededBy } catch { throw .failed(error) }
            throw .refused(.superseded(by: ReservationID(rawValue: by)))
        }
        try bringLevels(of: found)
        return found
    }

    /// Every level is at hand before the first one changes: a row that cannot be read leaves nothing half done.
    mutating func bringLevels(of index: Int) throws(Stop) {
        for allocation in active.reservations[index].allocations where !active.allocations[allocation].isBackorder {
            _ = try changingLevel(active.allocations[allocation].levelKey)
        }
        do throws(StockFailure) { try bringUses(of: active.reservations[index]) } catch { throw .failed(error) }
    }

    func checkLive(_ row: ReservationRow) throws(Stop) {
        if row.hasEnded(at: now) {
            throw .refused(.expired(at: Instant(millisecondsSinceEpoch: row.deadline)))
        }
        guard row.hasDeadline else { throw .refused(.alreadyResolved(as: row.resolution(at: now))) }
    }

    private func check(
        _ wanted: [(line: UInt16, quantity: Quantity)], of index: Int, within path: KeyPath<AllocationRow, Quantity>,
        refusal: (UInt16, Quantity) -> Refusal
    ) throws(Stop) {
        try check(wanted, of: index, { $0[keyPath: path] }, refusal: refusal)
    }

    /// Checks quantities by line against what the lines have of something.
    func check(
        _ wanted: [(line: UInt16, quantity: Quantity)], of index: Int, _ quantity: (AllocationRow) -> Quantity,
        refusal: (UInt16, Quantity) -> Refusal
    ) throws(Stop) {
        try check(lineCount: wanted.count, max: CommandLimits.linesMax)
        var seen: Set<UInt16> = []
        for (line, units) in wanted {
            guard units > 0 else { throw .invalid(.quantityNotPositive) }
            guard seen.insert(line).inserted else { throw .invalid(.duplicate) }
            let range = active.reservations[index].allocations
            guard range.contains(where: { active.allocations[$0].line == line }) else { throw .invalid(.unknownLine) }
            let most = sum(ofLine: line, reservation: index, quantity)
            guard units <= most else { throw .refused(refusal(line, most)) }
        }
    }

    mutating func takeAll(
        of index: Int, from path: WritableKeyPath<AllocationRow, Quantity>, as transition: PromiseChange.Transition,
        where isTaken: (AllocationRow) -> Bool = { _ in true }
    ) throws(Stop) {
        for allocation in active.reservations[index].allocations where isTaken(active.allocations[allocation]) {
            let quantity = active.allocations[allocation][keyPath: path]
            if quantity > 0 { try shift(quantity, allocation: allocation, reservation: index, as: transition) }
        }
    }

    /// Returns the quantity.
    private mutating func take(
        _ quantity: Quantity, ofLine line: UInt16, reservation index: Int,
        from path: WritableKeyPath<AllocationRow, Quantity>, as transition: PromiseChange.Transition
    ) throws(Stop) -> Quantity {
        for part in spread(quantity, ofLine: line, reservation: index, { $0[keyPath: path] }) {
            try shift(part.units, allocation: part.allocation, reservation: index, as: transition)
        }
        return quantity
    }
}
