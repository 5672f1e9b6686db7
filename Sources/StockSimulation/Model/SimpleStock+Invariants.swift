import StockModel

extension SimpleStock {
    /// The first of the invariants that does not hold, in words; nil when all hold.
    ///
    /// Invariants 3 (counters equal sums) and 5 (replay) say nothing here: the model has no counters and no journal.
    var brokenInvariant: String? {
        brokenLedger ?? brokenReservation ?? brokenFeed
    }

    private var brokenLedger: String? {
        var sums: [SKU: Int128] = [:]
        for level in levels {
            sums[level.sku, default: 0] += Int128(level.onHand)
            guard let kind = locations[level.location]?.kind else { return "movement at an unknown location: \(level)" }
            if kind.isPhysical, level.onHand < 0 { return "physical stock below zero: \(level)" }
            if kind == .stock, level.available < 0 { return "oversold: \(level)" }
            if kind != .stock, level.held + level.committed != 0 { return "promised where nothing is sold: \(level)" }
        }
        if let sku = sums.first(where: { $0.value != 0 }) { return "on hand over all locations is not zero: \(sku)" }
        for (earlier, later) in zip(movements, movements.dropFirst()) where earlier.id >= later.id {
            return "movements out of order: \(earlier.id), \(later.id)"
        }
        var reversed: Set<MovementID> = []
        for movement in movements {
            guard let corrected = movement.corrects else { continue }
            if !reversed.insert(corrected).inserted { return "reversed twice: \(corrected)" }
        }
        return nil
    }

    private var brokenReservation: String? {
        for reservation in reservations.values {
            for part in reservation.allocations {
                let sum = part.held + part.committed + part.fulfilled + part.released + part.expired + part.waiting
                let least =
                    [
                        part.held, part.committed, part.fulfilled, part.returned, part.released, part.expired,
                        part.backordered, part.short,
                    ]
                    .min() ?? 0
                if sum != part.requested || part.returned > part.fulfilled || least < 0 || part.requested <= 0 {
                    return "quantities of \(reservation.id) do not add up: \(part)"
                }
            }
            if (reservation.closedAt == nil) != (reservation.held + reservation.committed + reservation.waiting > 0) {
                return "open or closed: \(reservation)"
            }
            if let fault = fault(inMovementsOf: reservation) { return fault }
            if let fault = fault(inKitsOf: reservation) { return fault }
        }
        return nil
    }

    /// All components of a kit are in the same state, at the same site, for the same number of kits.
    private func fault(inKitsOf reservation: SimpleReservation) -> String? {
        let states: [(Reservation.Allocation) -> Quantity] = [
            \.held, \.committed, \.fulfilled, \.returned, \.released, \.expired, \.waiting,
        ]
        for kit in reservation.kits {
            let allocations = reservation.allocations.filter { $0.line == kit.line }
            for site in Set(allocations.map { locations[$0.location]?.site }) {
                for state in states {
                    let kits = kit.components.map { component -> Quantity in
                        let units =
                            allocations
                            .filter { $0.sku == component.sku && locations[$0.location]?.site == site }.map(state)
                            .reduce(0, +)
                        return units % component.quantity == 0 ? units / component.quantity : -1
                    }
                    if Set(kits).count != 1 || kits.contains(-1) { return "components apart: \(reservation)" }
                }
            }
        }
        return nil
    }

    /// What left for a reservation and came back is what its lines say.
    private func fault(inMovementsOf reservation: SimpleReservation) -> String? {
        let own = movements.filter { $0.reservation == reservation.id && $0.id.sequence >= reservation.sequence }
        let left = own.filter { $0.reason != .returnIn }.map(\.quantity).reduce(0, +)
        let back = own.filter { $0.reason == .returnIn }.map(\.quantity).reduce(0, +)
        let returned = reservation.allocations.map(\.returned).reduce(0, +)
        return left == reservation.fulfilled && back == returned ? nil : "movements differ from lines: \(reservation)"
    }

    private var brokenFeed: String? {
        guard UInt64(events.count) == sequence else { return "\(events.count) events for \(sequence) sequences" }
        for (index, event) in events.enumerated() where event.sequence != UInt64(index) + 1 {
            return "the feed has a gap at \(index + 1)"
        }
        return events.flatMap(\.movements) == movements ? nil : "the feed's movements are not the ledger's"
    }
}
