import StockModel

extension Verification {
    /// Invariant 13: at each site, all components of a kit are in the same states for the same number of kits.
    mutating func checkKits(of row: ReservationRow, _ allocations: [AllocationRow], _ details: ReservationDetails) {
        for kit in details.kits {
            var unitsAtSite: [SiteID?: [UInt64: [Quantity]]] = [:]
            for allocation in allocations where allocation.line == kit.line {
                let site = locations[allocation.location]?.site
                let sums = unitsAtSite[site]?[allocation.sku] ?? []
                let states = allocation.statesOfKit
                unitsAtSite[site, default: [:]][allocation.sku] =
                    sums.isEmpty ? states : zip(sums, states).map { $0 &+ $1 }
            }
            let isWhole = unitsAtSite.values.allSatisfy { units in
                kit.components.indices.allSatisfy { index in
                    let component = kit.components[index]
                    let first = kit.components[0]
                    guard let own = units[component.sku.rawValue], let other = units[first.sku.rawValue] else {
                        return false
                    }
                    return zip(own, other).allSatisfy {
                        $0.isMultiple(of: component.quantity) && $0 / component.quantity == $1 / first.quantity
                    }
                }
            }
            if !isWhole { differ("reservation \(row.id), line \(kit.line): the components of a kit are apart") }
        }
    }
}

extension AllocationRow {
    fileprivate var statesOfKit: [Quantity] {
        [held, committed, fulfilled, returned, released, expired, waiting]
    }
}
