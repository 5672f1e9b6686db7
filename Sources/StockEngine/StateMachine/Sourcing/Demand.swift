import StockModel

/// What a request asks for, summed by SKU, and what could be had at the locations that it names.
struct Demand {
    struct Located {
        let key: LevelKey
        /// The site of the location, where the channel may promise from it.
        var site: SiteID?
        var requested: Quantity
        var available: Quantity = 0
        /// What the lines take of it.
        var taken: Quantity = 0
    }

    /// Of lines that name a location, summed by (SKU, location), in order of first appearance.
    var located: [Located] = []
    /// Of the other lines, summed by SKU, in order of first appearance.
    private(set) var pooled: [(sku: SKU, requested: Quantity)] = []

    /// Sums the lines, kits taken apart.
    ///
    /// Throws `overflow`.
    init(_ lines: [RequestLine]) throws(Stop) {
        for line in lines {
            for part in line.parts {
                let quantity = try checkedProduct(line.quantity, part.quantity)
                if let location = line.location {
                    try add(quantity, of: part.sku, at: location)
                } else {
                    try add(quantity, of: part.sku)
                }
            }
        }
    }

    private mutating func add(_ quantity: Quantity, of sku: SKU, at location: LocationID) throws(Stop) {
        let key = LevelKey(sku, location)
        if let index = located.firstIndex(where: { $0.key == key }) {
            located[index].requested = try checkedSum(located[index].requested, quantity)
        } else {
            located.append(Located(key: key, requested: quantity))
        }
    }

    private mutating func add(_ quantity: Quantity, of sku: SKU) throws(Stop) {
        if let index = pooledIndex(of: sku) {
            pooled[index].requested = try checkedSum(pooled[index].requested, quantity)
        } else {
            pooled.append((sku, quantity))
        }
    }

    /// A location that is named has too little.
    var hasShortLocation: Bool { located.contains { $0.requested > $0.available } }

    func pooledIndex(of sku: SKU) -> Int? { pooled.firstIndex { $0.sku == sku } }

    /// Takes for a line that names a location what is there, in whole units of the line, and returns how many.
    mutating func take(_ line: RequestLine, at location: LocationID) -> Quantity {
        let entries = line.parts.map { part in located.firstIndex { $0.key == LevelKey(part.sku, location) } }
        var units = line.quantity
        for case let (part, entry?) in zip(line.parts, entries) {
            units = min(units, (located[entry].available - located[entry].taken) / part.quantity)
        }
        for case let (part, entry?) in zip(line.parts, entries) { located[entry].taken += units * part.quantity }
        return units
    }

    /// What the located sums before one may take of a SKU at a site, at most.
    func claimed(_ sku: UInt64, at site: SiteID) -> Quantity {
        sum(sku, at: site) { min($0.requested, $0.available) }
    }

    /// What the located lines take of a SKU at a site.
    func taken(_ sku: UInt64, at site: SiteID) -> Quantity { sum(sku, at: site) { $0.taken } }

    private func sum(_ sku: UInt64, at site: SiteID, _ quantity: (Located) -> Quantity) -> Quantity {
        var sum: Quantity = 0
        for entry in located where entry.site == site && entry.key.sku == sku {
            sum = saturatingSum(sum, quantity(entry))
        }
        return sum
    }

    /// What the located lines leave at a level of which so much is available.
    func left(of available: Quantity, at key: LevelKey) -> Quantity {
        guard let entry = located.first(where: { $0.key == key }) else { return available }
        return max(0, available &- entry.taken)
    }

    /// Every sum with what could have been had, located ones first; or only those that are short.
    ///
    /// `offers` says per site what may be promised of each pooled SKU.
    func shortages(offers: [[Quantity]], onlyShort: Bool) -> [Shortage] {
        var shortages: [Shortage] = []
        for entry in located where !onlyShort || entry.requested > entry.available {
            shortages.append(
                Shortage(
                    sku: SKU(rawValue: entry.key.sku), location: LocationID(rawValue: entry.key.location),
                    requested: entry.requested, availableToSell: entry.available))
        }
        for (index, (sku, requested)) in pooled.enumerated() {
            var pool: Quantity = 0
            for offer in offers { pool = saturatingSum(pool, offer[index]) }
            if !onlyShort || requested > pool {
                shortages.append(Shortage(sku: sku, location: nil, requested: requested, availableToSell: pool))
            }
        }
        return shortages
    }
}
