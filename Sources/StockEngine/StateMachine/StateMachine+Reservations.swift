import StockAPI
import StockBytes
import StockModel

extension StateMachine where Base: ~Copyable {
    /// Where the reservation lies in the active overlay, brought there when it was below; nil when there is none, or it
    /// was closed for longer than it is kept.
    mutating func reservationIndex(_ id: ReservationID) throws(StockFailure) -> Int? {
        // Ids that grow with time are above every one there is: nothing to look for.
        guard id.rawValue <= highestReservation else { return nil }
        if let index = active.reservations.index(of: id.rawValue) {
            return isKept(active.reservations[index]) ? index : nil
        }
        // Of many callers' ids most are above all that were there when the overlay began.
        guard id.rawValue <= active.highestReservationBefore else { return nil }
        return try bringReservation(id)
    }

    func isKept(_ row: ReservationRow) -> Bool {
        guard row.closedAt != 0 else { return true }
        let keep =
            row.fulfilled > 0
            ? retention.fulfilledReservationsMilliseconds : retention.closedReservationsMilliseconds
        return now.milliseconds(since: Instant(millisecondsSinceEpoch: row.closedAt)) < keep
    }

    /// One that is kept no longer stays below: brought here, it would be written again after it was removed.
    private mutating func bringReservation(_ id: ReservationID) throws(StockFailure) -> Int? {
        if let sealed, let index = sealed.overlay.reservations.index(of: id.rawValue) {
            var row = sealed.overlay.reservations[index]
            guard isKept(row) else { return nil }
            let first = active.allocations.count
            for allocation in row.allocations { active.allocations.append(sealed.overlay.allocations[allocation]) }
            row.firstAllocation = UInt32(truncatingIfNeeded: first)
            if row.hasDetails { active.reservationDetails.set(row.id, to: try details(of: id)) }
            // The others are written behind all that were there before, side by side.
            if row.id <= sealed.overlay.highestReservationBefore { active.scatteredReservations += 1 }
            return addBelow(row)
        }
        var page: UInt64 = 0
        guard id.rawValue <= highestReservationBelow,
            let (found, allocations) = try reservationBelow(id, page: &page), isKept(found)
        else { return nil }
        active.reservationPages.insert(page)
        var row = found
        row.firstAllocation = UInt32(truncatingIfNeeded: active.allocations.count)
        for allocation in allocations { active.allocations.append(allocation) }
        if row.hasDetails { active.reservationDetails.set(row.id, to: try details(of: id)) }
        return addBelow(row)
    }

    /// Reads a reservation of the last checkpoint.
    mutating func reservationBelow(_ id: ReservationID) throws(StockFailure) -> (ReservationRow, [AllocationRow])? {
        var page: UInt64 = 0
        return try reservationBelow(id, page: &page)
    }

    /// As `reservationBelow(_:)`, and says on which page it lies.
    private mutating func reservationBelow(
        _ id: ReservationID, page: inout UInt64
    ) throws(StockFailure) -> (ReservationRow, [AllocationRow])? {
        keyScratch.removeAll()
        keyScratch.appendBigEndian(id.rawValue)
        let key = keyScratch.span
        var allocations: [AllocationRow] = []
        let row = try base.row(.reservations, key: key) { value throws(StockFailure) in
            page = value.memoryPage
            return try RowBytes.open(value, key: key, in: .reservations) { reader throws(BytesError) in
                try ReservationRow(id, from: &reader, allocations: &allocations)
            }
        }
        return row.map { ($0, allocations) }
    }

    /// The details of a reservation that says that it has some.
    mutating func details(of id: ReservationID) throws(StockFailure) -> ReservationDetails {
        if case let found?? = active.reservationDetails[id.rawValue] { return found }
        if case let found?? = sealed?.overlay.reservationDetails[id.rawValue] { return found }
        keyScratch.removeAll()
        keyScratch.appendBigEndian(id.rawValue)
        let key = keyScratch.span
        var details = ReservationDetails()
        _ = try base.row(.reservations, key: key) { value throws(StockFailure) in
            try RowBytes.open(value, key: key, in: .reservations) { reader throws(BytesError) in
                var allocations: [AllocationRow] = []
                return try ReservationRow(id, from: &reader, allocations: &allocations, details: &details)
            }
        }
        return details
    }

    private mutating func addBelow(_ below: ReservationRow) -> Int {
        var row = below
        row.isBelow = true
        row.deadlineBelow = row.hasDeadline ? row.deadline : 0
        row.isOpenBelow = row.isOpen
        row.isCommittedBelow = row.committed > 0
        row.isQueuedBelow = row.isQueued
        let index = active.reservations.insert(row)
        if row.owner != 0 { active.owners.add(index, under: row.owner) }
        return index
    }

    /// Adds a new reservation; an old one of the same id, kept no longer, gives way.
    @discardableResult
    mutating func insertReservation(_ new: ReservationRow) -> Int {
        var row = new
        let index: Int
        highestReservation = max(highestReservation, row.id)
        if row.id <= active.highestReservationBefore { active.scatteredReservations += 1 }
        if let found = active.reservations.index(of: row.id) {
            let old = active.reservations[found]
            row.isBelow = old.isBelow
            row.deadlineBelow = old.deadlineBelow
            row.isOpenBelow = old.isOpenBelow && old.owner == row.owner
            if old.isCommittedBelow {
                for allocation in old.allocations {
                    active.commitmentsEndedBelow.append((active.allocations[allocation].levelKey, old.id))
                }
            }
            if old.isQueuedBelow {
                for allocation in old.allocations {
                    active.backordersEndedBelow.append(
                        BackorderKey(
                            sku: active.allocations[allocation].sku, promised: old.sequence, reservation: old.id))
                }
            }
            if old.isOpenBelow, old.owner != row.owner { active.ownersEndedBelow.append((old.owner, old.id)) }
            active.reservations[found] = row
            index = found
        } else {
            index = active.reservations.insert(row)
        }
        if row.owner != 0 {
            active.owners.add(index, under: row.owner)
            active.ownedReservations += 1
        }
        if row.hasDeadline { active.deadlines.add(index, deadline: row.deadline) }
        return index
    }

    /// Whether a new reservation may take this id: nobody has it, or who had it is kept no longer.
    mutating func isFree(_ id: ReservationID) throws(StockFailure) -> Bool { try reservationIndex(id) == nil }

    /// What was granted at first, for the answer to a retry.
    func plan(of row: ReservationRow) -> ReservationPlan {
        if row.keepsGranted, case let details?? = active.reservationDetails[row.id] {
            return ReservationPlan(
                deadline: Instant(millisecondsSinceEpoch: row.deadlineGranted), allocations: details.granted)
        }
        let kits = row.hasKits ? kits(of: row.id) : []
        return ReservationPlan(
            deadline: Instant(millisecondsSinceEpoch: row.deadlineGranted),
            allocations: row.allocations.map { index in
                let allocation = active.allocations[index]
                let isComponent = kits.contains { $0.line == allocation.line }
                return PlannedAllocation(
                    line: allocation.line, component: isComponent ? SKU(rawValue: allocation.sku) : nil,
                    location: LocationID(rawValue: allocation.location), quantity: allocation.requested)
            })
    }

    /// The kits of a reservation in the active overlay.
    func kits(of id: UInt128) -> [KitLine] {
        if case let found?? = active.reservationDetails[id] { found.kits } else { [] }
    }
}
