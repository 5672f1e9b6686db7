import StockModel

/// Units of an allocation, which stands at an index of a list.
struct AllocationUnits {
    var index: Int
    var units: Quantity
}

/// Units of a line that come from another place from now on.
struct MovedUnits {
    var from: AllocationRow
    /// As it stands with the units.
    var to: AllocationRow
    var units: Quantity
}

extension [AllocationRow] {
    /// Units of some allocations come from these places from now on, in another state or in the same; takes them off `sources`,
    /// which have enough of each SKU.
    mutating func move(
        _ sources: inout [AllocationUnits], to places: [TakenUnits],
        from before: WritableKeyPath<AllocationRow, Quantity>, as after: WritableKeyPath<AllocationRow, Quantity>
    ) -> [MovedUnits] {
        var all: [MovedUnits] = []
        for place in places {
            var rest = place.units
            for source in sources.indices where rest > 0 {
                let index = sources[source].index
                let from = self[index]
                guard from.sku == place.sku.rawValue, sources[source].units > 0 else { continue }
                let units = Swift.min(rest, sources[source].units)
                rest -= units
                sources[source].units -= units
                self[index][keyPath: before] -= units
                self[index].requested -= units
                let target = self.place(of: from, at: place.location.rawValue)
                self[target][keyPath: after] += units
                self[target].requested += units
                all.append(MovedUnits(from: from, to: self[target], units: units))
            }
        }
        return all
    }

    /// Where the units of a line that come from a location stand; a new place at the end where there is none yet.
    mutating func place(of allocation: AllocationRow, at location: UInt32) -> Int {
        let found = firstIndex {
            $0.line == allocation.line && $0.sku == allocation.sku && $0.location == location && !$0.isBackorder
        }
        if let found { return found }
        var new = AllocationRow(
            line: allocation.line, sku: SKU(rawValue: allocation.sku), location: LocationID(rawValue: location),
            requested: 0)
        new.staysAtSite = allocation.staysAtSite
        append(new)
        return count - 1
    }
}
