import StockModel

/// A line that loses units at a level, and what becomes of them: whole units of the line, so that kits stay whole.
struct PromiseLoss {
    /// All allocations of the reservation, as they are after what has happened so far.
    private(set) var allocations: [AllocationRow]
    /// What each unit of the line is made of.
    let parts: [KitComponent]
    /// Units of the line that were taken, and those of them for which no place was found.
    private(set) var units: Quantity = 0
    private(set) var short: Quantity = 0
    private(set) var moves: [MovedUnits] = []
    private(set) var site: SiteID?
    private(set) var staysAtSite = false

    private let line: UInt16
    private let level: LevelKey
    private let isKit: Bool
    private let state: WritableKeyPath<AllocationRow, Quantity>
    /// Units that were taken, and are promised nowhere yet.
    private var sources: [AllocationUnits] = []

    init(allocations: [AllocationRow], line: UInt16, kit: KitLine?, level: LevelKey, isCommitted: Bool) {
        self.allocations = allocations
        self.line = line
        self.level = level
        isKit = kit != nil
        parts = kit?.components ?? [KitComponent(SKU(rawValue: level.sku), quantity: 1)]
        state = isCommitted ? \.committed : \.held
    }

    /// What was taken, allocation by allocation.
    var taken: [(row: AllocationRow, units: Quantity)] { sources.map { (allocations[$0.index], $0.units) } }

    /// Takes as many units of the line as are needed, at most, for what is missing at the level; of kits, all that belongs
    /// to them at the site.
    mutating func take(_ missing: Quantity, siteOf: (UInt32) -> SiteID?) {
        site = siteOf(level.location)
        let here = allocations.indices.filter { belongs($0, level.sku) && allocations[$0].levelKey == level }
        let there = here.reduce(0) { $0 + allocations[$1][keyPath: state] }
        let each = parts.first { $0.sku.rawValue == level.sku }?.quantity ?? 1
        let wanted = min(missing, there)
        units = wanted / each + (wanted % each == 0 ? 0 : 1)
        short = units
        for part in parts {
            let atSite = allocations.indices.filter { index in
                belongs(index, part.sku.rawValue) && isKit && siteOf(allocations[index].location) == site
            }
            // The level itself gives first, since units are missing there.
            let first = part.sku.rawValue == level.sku ? here : []
            takeUnits(units * part.quantity, from: first + atSite.filter { !first.contains($0) })
        }
        staysAtSite = sources.contains { allocations[$0.index].staysAtSite }
    }

    private func belongs(_ index: Int, _ sku: UInt64) -> Bool {
        allocations[index].line == line && allocations[index].sku == sku && !allocations[index].isBackorder
    }

    private mutating func takeUnits(_ wanted: Quantity, from indexes: [Int]) {
        var rest = wanted
        for index in indexes where rest > 0 {
            let taken = min(rest, allocations[index][keyPath: state])
            guard taken > 0 else { continue }
            sources.append(AllocationUnits(index: index, units: taken))
            rest -= taken
        }
    }

    /// So many units of the line come from these places from now on.
    mutating func move(_ units: Quantity, to places: [TakenUnits]) {
        short -= units
        moves += allocations.move(&sources, to: places, from: state, as: state)
    }

    /// What was taken and found no place: the promise is short of it.
    mutating func shortParts() -> [(row: AllocationRow, units: Quantity)] {
        var parts: [(row: AllocationRow, units: Quantity)] = []
        for source in sources where source.units > 0 {
            allocations[source.index][keyPath: state] -= source.units
            allocations[source.index].waiting += source.units
            parts.append((allocations[source.index], source.units))
        }
        return parts
    }
}

extension MovedUnits {
    func event(of reservation: ReservationID, isCommitted: Bool) -> PromiseMove {
        PromiseMove(
            reservation: reservation, line: from.line, sku: SKU(rawValue: from.sku),
            from: LocationID(rawValue: from.location), to: LocationID(rawValue: to.location),
            held: isCommitted ? 0 : units, committed: isCommitted ? units : 0)
    }
}
