import StockAPI
import StockBytes
import StockModel

extension StateMachine where Base: ~Copyable {
    /// Commits units whose hold has ended, where they are still there: at the same places, as another generation.
    mutating func revive(_ commit: Commit, _ index: Int) throws(Stop) {
        let row = active.reservations[index]
        let isUnswept = row.isPastDue(at: now)
        let ended: (AllocationRow) -> Quantity = { allocation in
            allocation.expired &+ (isUnswept ? allocation.held &+ (row.isConfirmed ? 0 : allocation.waiting) : 0)
        }
        let all = try revived(commit.quantities, of: index, ended)
        // What was not there then waits again; what was there has to be there again.
        let waiting = all.filter { active.allocations[$0.allocation].isBackorder }
        let wanted = all.filter { !active.allocations[$0.allocation].isBackorder }
        let plan = try plan(of: ChannelID(rawValue: row.channel))
        try checkCaps(ofRevived: wanted, row)
        var demand = try Demand(
            wanted.map { allocation, units in
                let row = active.allocations[allocation]
                return RequestLine(
                    number: Int(row.line), SKU(rawValue: row.sku), quantity: units,
                    at: LocationID(rawValue: row.location))
            })
        try findLocated(&demand, plan: plan)
        let short = demand.shortages(offers: [], onlyShort: true)
        guard short.isEmpty else { throw .refused(.insufficientStock(short)) }
        guard row.generation < .max else { throw .refused(.limit(max: Int64(UInt16.max))) }

        if isUnswept { try expire(index, isCollected: true) }
        if active.reservations[index].closedAt != 0 {
            if row.closedAt != 0, row.fulfilled > 0, row.isBelow { active.reopened.append((row.closedAt, row.id)) }
            active.reservations[index].closedAt = 0
        }
        active.reservations[index].generation += 1
        try countingKits(of: index) { machine throws(Stop) in
            for (allocation, units) in wanted {
                try machine.shift(units, allocation: allocation, reservation: index, as: .revived)
            }
            for (allocation, units) in waiting {
                try machine.shift(units, allocation: allocation, reservation: index, as: .revivedWaiting)
            }
        }
        confirm(index)
    }

    /// Revived units count against the caps like any others.
    private mutating func checkCaps(
        ofRevived wanted: [(allocation: Int, units: Quantity)], _ row: ReservationRow
    ) throws(Stop) {
        guard hasPolicies else { return }
        var demand = CapDemand()
        for kit in row.hasKits ? kits(of: row.id) : [] {
            guard let component = kit.components.first else { continue }
            var units: Quantity = 0
            for (allocation, wanted) in wanted
            where active.allocations[allocation].line == kit.line
                && active.allocations[allocation].sku == component.sku.rawValue
            { units += wanted }
            demand.add(units / component.quantity, of: kit.kit)
        }
        for (allocation, units) in wanted {
            demand.add(units, of: SKU(rawValue: active.allocations[allocation].sku))
        }
        let exceeded = try exceededCaps(demand, of: ChannelID(rawValue: row.channel))
        guard exceeded.isEmpty else { throw .refused(.capExceeded(exceeded)) }
    }

    /// Allocation by allocation, what is to be committed of what has ended.
    private func revived(
        _ quantities: [LineQuantity]?, of index: Int, _ ended: (AllocationRow) -> Quantity
    ) throws(Stop) -> [(allocation: Int, units: Quantity)] {
        var wanted: [(allocation: Int, units: Quantity)] = []
        guard let quantities else {
            for allocation in active.reservations[index].allocations {
                let units = ended(active.allocations[allocation])
                if units > 0 { wanted.append((allocation, units)) }
            }
            return wanted
        }
        try check(quantities.map { ($0.line, $0.quantity) }, of: index, ended) { line, held in
            .exceedsHeld(line: line, held: held)
        }
        for quantity in quantities {
            wanted += spread(quantity.quantity, ofLine: quantity.line, reservation: index, ended)
        }
        return wanted
    }
}
