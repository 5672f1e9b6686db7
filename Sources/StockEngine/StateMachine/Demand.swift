import StockModel

/// What a request asks for, summed, and what could be had at the locations that it names.
struct Demand {
    struct Located {
        let key: LevelKey
        /// The site of the location, where the channel may promise from it.
        var site: SiteID?
        var requested: Quantity
        var available: Quantity = 0
    }

    /// Lines that name a location, summed by (SKU, location), in order of first appearance.
    var located: [Located] = []
    /// The other lines, summed by SKU, in order of first appearance.
    private(set) var pooled: [(sku: SKU, requested: Quantity)] = []

    /// Sums the lines.
    ///
    /// Throws `overflow`.
    init(_ lines: [ReserveLine]) throws(Stop) {
        for line in lines {
            if let location = line.location {
                let key = LevelKey(line.sku, location)
                if let index = located.firstIndex(where: { $0.key == key }) {
                    located[index].requested = try checkedSum(located[index].requested, line.quantity)
                } else {
                    located.append(Located(key: key, requested: line.quantity))
                }
            } else if let index = pooled.firstIndex(where: { $0.sku == line.sku }) {
                pooled[index].requested = try checkedSum(pooled[index].requested, line.quantity)
            } else {
                pooled.append((line.sku, line.quantity))
            }
        }
    }

    /// What could be had at a location that is named.
    func available(at key: LevelKey) -> Quantity { located.first { $0.key == key }?.available ?? 0 }

    /// What the located lines take of a SKU at a site.
    func taken(_ sku: UInt64, at site: SiteID) -> Quantity {
        var sum: Quantity = 0
        for entry in located where entry.site == site && entry.key.sku == sku {
            sum = saturatingSum(sum, min(entry.requested, entry.available))
        }
        return sum
    }

    /// What the located lines leave at a level of which so much is available.
    func left(of available: Quantity, at key: LevelKey) -> Quantity {
        guard let entry = located.first(where: { $0.key == key }) else { return available }
        return max(0, available &- min(entry.requested, entry.available))
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
