import StockAPI
import StockBytes
import StockModel

extension StateMachine where Base: ~Copyable {
    /// One bounded step of a search for a site's holds.
    mutating func advance(_ search: inout HoldSearch) throws(StockFailure) {
        let after = search.after ?? .init(deadline: now.millisecondsSinceEpoch, id: .max)
        search.after = after
        switch search.stage {
        case .changed: try lookThroughChanged(&search, after)
        case .stored: try lookThroughStored(&search, after)
        case .finished: break
        }
    }

    private mutating func lookThroughChanged(
        _ search: inout HoldSearch, _ after: DueHolds.Entry
    ) throws(StockFailure) {
        var budget = HoldSearch.changedRowsPerStep
        var found: [UInt128] = []
        if let sealed { Self.collectHolds(in: sealed.overlay, after, &search, &budget, &found) }
        Self.collectHolds(in: active, after, &search, &budget, &found)
        for id in found { try add(ReservationID(rawValue: id), after, &search) }
        if budget > 0 { search.stage = .stored }
    }

    private static func collectHolds(
        in overlay: borrowing Overlay, _ after: DueHolds.Entry, _ search: inout HoldSearch, _ budget: inout Int,
        _ found: inout [UInt128]
    ) {
        let first = search.changedRowsSeen[overlay.firstSequence] ?? 0
        let end = min(overlay.reservations.count, first + budget)
        guard first < end else { return }
        for index in first..<end {
            let row = overlay.reservations[index]
            let entry = DueHolds.Entry(deadline: row.deadline, id: row.id)
            if row.held > 0, entry > after, !search.isBeyondPage(entry) { found.append(row.id) }
        }
        search.changedRowsSeen[overlay.firstSequence] = end
        budget -= end - first
    }

    private mutating func lookThroughStored(
        _ search: inout HoldSearch, _ after: DueHolds.Entry
    ) throws(StockFailure) {
        let start = search.storedSeen ?? after
        var from = ByteWriter()
        DeadlineKey.encode(start.deadline, start.id, into: &from)
        var found: [DueHolds.Entry] = []
        var hasMore = false
        try base.scan(.deadlines, from: from.span, reversed: false) { key, _ throws(StockFailure) in
            guard let (deadline, id) = DeadlineKey.decode(key) else {
                throw .damaged("a key of `deadlines` cannot be read")
            }
            hasMore = found.count >= HoldSearch.storedRowsPerStep
            guard !hasMore else { return false }
            let entry = DueHolds.Entry(deadline: deadline, id: id)
            if entry > start { found.append(entry) }
            return true
        }
        for entry in found {
            hasMore = hasMore && !search.isBeyondPage(entry)
            try add(ReservationID(rawValue: entry.id), after, &search)
        }
        search.storedSeen = found.last
        guard !hasMore else { return }
        search.keepEarliest()
        var current: [Reservation] = []
        for candidate in search.candidates {
            if let hold = try hold(ReservationID(rawValue: candidate.id), at: search.site) { current.append(hold) }
        }
        search.conclude(with: current)
    }

    /// Adds the hold as it stands now: it may end later than when it was seen.
    private mutating func add(
        _ id: ReservationID, _ after: DueHolds.Entry, _ search: inout HoldSearch
    ) throws(StockFailure) {
        guard let hold = try hold(id, at: search.site) else { return }
        let entry = DueHolds.Entry(hold)
        if entry > after { search.add(entry) }
    }

    private mutating func hold(_ id: ReservationID, at site: SiteID) throws(StockFailure) -> Reservation? {
        guard let (row, allocations) = try peekReservation(id), row.held > 0, !row.isPastDue(at: now) else {
            return nil
        }
        let isHere = allocations.contains { allocation in
            allocation.held > 0 && masterData.site(of: LocationID(rawValue: allocation.location)) == site
        }
        return isHere ? try view(row, allocations) : nil
    }
}
