import StockAPI
import StockBytes
import StockModel

extension StateMachine where Base: ~Copyable {
    /// Commits units whose hold has ended, where they are still there: at the same places, as another generation.
    mutating func revive(_ commit: Commit, _ index: Int) throws(Stop) {
        let row = active.reservations[index]
        let isUnswept = row.isPastDue(at: now)
        let ended: (AllocationRow) -> Quantity = { $0.expired &+ (isUnswept ? $0.held : 0) }
        let wanted = try revived(commit.quantities, of: index, ended)
        let plan = try plan(of: ChannelID(rawValue: row.channel))
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

        if isUnswept { try expireNow(index) }
        if active.reservations[index].closedAt != 0 {
            if row.closedAt != 0, row.fulfilled > 0, row.isBelow { active.reopened.append((row.closedAt, row.id)) }
            active.reservations[index].closedAt = 0
        }
        active.reservations[index].generation += 1
        for (allocation, units) in wanted {
            try shift(units, allocation: allocation, reservation: index, as: .revived)
        }
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

    /// Ends a hold that is past its deadline before the sweep comes by.
    private mutating func expireNow(_ index: Int) throws(Stop) {
        for allocation in active.reservations[index].allocations {
            let held = active.allocations[allocation].held
            guard held > 0 else { continue }
            due.subtract(held, at: active.allocations[allocation].levelKey)
            try shift(held, allocation: allocation, reservation: index, as: .expired)
        }
    }
}
