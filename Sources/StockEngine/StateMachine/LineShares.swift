import StockModel

/// What a line has in some state, and which of its allocations give units of it.
extension StateMachine where Base: ~Copyable {
    /// The units of a line in some state; of a line that asks for a kit, the kits.
    func sum(ofLine line: UInt16, reservation index: Int, _ quantity: (AllocationRow) -> Quantity) -> Quantity {
        let row = active.reservations[index]
        // All components of a kit are in the same state, so one of them tells.
        let component = row.hasKits ? kits(of: row.id).first { $0.line == line }?.components.first : nil
        var sum: Quantity = 0
        for allocation in row.allocations where active.allocations[allocation].line == line {
            if let component, component.sku.rawValue != active.allocations[allocation].sku { continue }
            sum &+= quantity(active.allocations[allocation])
        }
        return sum / (component?.quantity ?? 1)
    }

    /// Which allocations give so many units of a line, in their order; of a kit, each component for so many kits, site by
    /// site, so that no kit is torn apart.
    func spread(
        _ units: Quantity, ofLine line: UInt16, reservation index: Int, _ quantity: (AllocationRow) -> Quantity
    ) -> [(allocation: Int, units: Quantity)] {
        let row = active.reservations[index]
        guard row.hasKits, let kit = kits(of: row.id).first(where: { $0.line == line }) else {
            return spread(units, over: row, quantity) { $0.line == line }
        }
        let sites = kitsBySite(units, kit, row, quantity)
        return kit.components.flatMap { component in
            sites.flatMap { site, kits in
                spread(kits * component.quantity, over: row, quantity) {
                    $0.line == line && $0.sku == component.sku.rawValue && self.site(of: $0) == site
                }
            }
        }
    }

    /// How many of so many kits come from which site, in the order in which their first component names the sites; nil is the
    /// site of what was never at one.
    private func kitsBySite(
        _ units: Quantity, _ kit: KitLine, _ row: ReservationRow, _ quantity: (AllocationRow) -> Quantity
    ) -> [(site: SiteID?, kits: Quantity)] {
        guard let first = kit.components.first else { return [] }
        var sites: [(site: SiteID?, units: Quantity)] = []
        for index in row.allocations {
            let allocation = active.allocations[index]
            guard allocation.line == kit.line, allocation.sku == first.sku.rawValue else { continue }
            let site = site(of: allocation)
            let there = quantity(allocation)
            if let found = sites.firstIndex(where: { $0.site == site }) {
                sites[found].units += there
            } else {
                sites.append((site, there))
            }
        }
        var rest = units
        return sites.compactMap { site, units in
            let kits = min(rest, units / first.quantity)
            rest -= kits
            return kits > 0 ? (site, kits) : nil
        }
    }

    private func site(of allocation: AllocationRow) -> SiteID? {
        allocation.isBackorder ? nil : masterData.site(of: LocationID(rawValue: allocation.location))
    }

    private func spread(
        _ units: Quantity, over row: ReservationRow, _ quantity: (AllocationRow) -> Quantity,
        where belongs: (AllocationRow) -> Bool
    ) -> [(allocation: Int, units: Quantity)] {
        var rest = units
        var parts: [(allocation: Int, units: Quantity)] = []
        for allocation in row.allocations where rest > 0 && belongs(active.allocations[allocation]) {
            let taken = min(rest, quantity(active.allocations[allocation]))
            guard taken > 0 else { continue }
            rest -= taken
            parts.append((allocation, taken))
        }
        return parts
    }
}
