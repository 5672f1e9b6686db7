import StockAPI
import StockBytes
import StockModel

extension StateMachine where Base: ~Copyable {
    /// One bounded step of a search for promises.
    mutating func advance(_ search: inout PromiseSearch) throws(StockFailure) {
        if search.after == nil { search.after = .init(deadline: now.millisecondsSinceEpoch, id: .max) }
        switch search.stage {
        case .changed: try lookThroughChanged(&search)
        case .deadlines: try lookThroughDeadlines(&search)
        case .commitments: try lookThroughCommitments(&search)
        case .finished: break
        }
    }

    private mutating func lookThroughChanged(_ search: inout PromiseSearch) throws(StockFailure) {
        var budget = PromiseSearch.changedRowsPerStep
        var found: [UInt128] = []
        if let sealed { Self.collect(in: sealed.overlay, &search, &budget, &found) }
        Self.collect(in: active, &search, &budget, &found)
        for id in found { try add(id, &search) }
        if budget > 0 { search.stage = .deadlines }
    }

    private static func collect(
        in overlay: borrowing Overlay, _ search: inout PromiseSearch, _ budget: inout Int, _ found: inout [UInt128]
    ) {
        let first = search.changedRowsSeen[overlay.firstSequence] ?? 0
        let end = min(overlay.reservations.count, first + budget)
        guard first < end else { return }
        for index in first..<end where overlay.reservations[index].isOpen {
            found.append(overlay.reservations[index].id)
        }
        search.changedRowsSeen[overlay.firstSequence] = end
        budget -= end - first
    }

    private mutating func lookThroughDeadlines(_ search: inout PromiseSearch) throws(StockFailure) {
        var start = ByteWriter()
        if case .holds = search.scope, let after = search.after {
            DeadlineKey.encode(after.deadline, after.id, into: &start)
        } else {
            DeadlineKey.encode(now.millisecondsSinceEpoch, .max, into: &start)
        }
        let isEnd = try lookThrough(.deadlines, from: start, &search) { key, search throws(StockFailure) in
            guard let (deadline, id) = DeadlineKey.decode(key) else {
                throw .damaged("a key of `deadlines` cannot be read")
            }
            if case .holds = search.scope, search.isBeyondPage(.init(deadline: deadline, id: id)) { return .end }
            return .reservation(id)
        }
        guard isEnd else { return }
        search.lastKey = []
        if case .promises = search.scope { search.stage = .commitments } else { try conclude(&search) }
    }

    private mutating func lookThroughCommitments(_ search: inout PromiseSearch) throws(StockFailure) {
        guard case .promises(let sku) = search.scope else { return try conclude(&search) }
        var start = ByteWriter()
        if let after = search.after, after.deadline >= 0 { start.appendBigEndian(after.id) }
        let isEnd = try lookThrough(.reservationCommitments, from: start, &search) { key, search throws(StockFailure) in
            let commitment = try CommitmentKey.decode(key)
            if search.isBeyondPage(search.position(deadline: 0, id: commitment.reservation)) { return .end }
            return commitment.level.sku == sku.rawValue ? .reservation(commitment.reservation) : .nothing
        }
        if isEnd { try conclude(&search) }
    }

    /// What a row of an index says to a search.
    private enum IndexedRow {
        case reservation(UInt128)
        case nothing
        /// This row and those after it are of no use.
        case end
    }

    /// Looks up the reservations that the next rows of an index name; says whether these were all.
    private mutating func lookThrough(
        _ table: StoreTable, from start: borrowing ByteWriter, _ search: inout PromiseSearch,
        _ read: (_ key: RawSpan, PromiseSearch) throws(StockFailure) -> IndexedRow
    ) throws(StockFailure) -> Bool {
        var from = ByteWriter()
        from.append(bytes: search.lastKey.isEmpty ? start.array : search.lastKey)
        var ids: [UInt128] = []
        var last = ByteWriter()
        var rowsRead = 0
        var isEnd = true
        let before = search
        try base.scanKeys(table, from: from.span, reversed: false) { key throws(StockFailure) in
            switch try read(key, before) {
            case .reservation(let id): ids.append(id)
            case .nothing: break
            case .end: return false
            }
            rowsRead += 1
            // The first one may be the last of the step before.
            isEnd = ids.count <= PromiseSearch.storedRowsPerStep && rowsRead <= PromiseSearch.indexRowsPerStep
            if !isEnd { last.append(bytes: key) }
            return isEnd
        }
        search.lastKey = last.array
        for id in ids { try add(id, &search) }
        return isEnd
    }

    /// Adds a reservation as it stands now: its hold may end later than when it was seen.
    private mutating func add(_ id: UInt128, _ search: inout PromiseSearch) throws(StockFailure) {
        guard let (row, allocations) = try peekReservation(ReservationID(rawValue: id)),
            isWithin(search.scope, row, allocations)
        else { return }
        search.add(search.position(deadline: row.deadline, id: id))
    }

    private mutating func conclude(_ search: inout PromiseSearch) throws(StockFailure) {
        search.keepEarliest()
        var current: [Reservation] = []
        for candidate in search.candidates {
            guard let (row, allocations) = try peekReservation(ReservationID(rawValue: candidate.id)),
                isWithin(search.scope, row, allocations)
            else { continue }
            current.append(try view(row, allocations))
        }
        search.conclude(with: current)
    }

    private func isWithin(
        _ scope: PromiseSearch.Scope, _ row: ReservationRow, _ allocations: [AllocationRow]
    ) -> Bool {
        let isPastDue = row.isPastDue(at: now)
        return allocations.contains { allocation in
            let isHeld = allocation.held > 0 && !isPastDue
            switch scope {
            case .holds(let site):
                return isHeld && masterData.site(of: LocationID(rawValue: allocation.location)) == site
            case .promises(let sku):
                return allocation.sku == sku.rawValue && (isHeld || allocation.committed > 0)
            }
        }
    }
}
