import StockAPI
import StockBytes
import StockModel

/// What a reserve asks for, summed, and what has been granted so far.
struct Demand {
    /// Lines that name a location, summed by (SKU, location), in order of first appearance.
    var located: [(key: LevelKey, requested: Quantity, available: Quantity)] = []
    /// The other lines, summed by SKU, in order of first appearance.
    var pooled: [(sku: SKU, requested: Quantity)] = []

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
                    located.append((key, line.quantity, 0))
                }
            } else if let index = pooled.firstIndex(where: { $0.sku == line.sku }) {
                pooled[index].requested = try checkedSum(pooled[index].requested, line.quantity)
            } else {
                pooled.append((line.sku, line.quantity))
            }
        }
    }

    /// What the located lines leave at a level of which so much is available.
    func left(of available: Quantity, at key: LevelKey) -> Quantity {
        guard let index = located.firstIndex(where: { $0.key == key }) else { return available }
        return max(0, available &- min(located[index].requested, located[index].available))
    }
}

extension StateMachine where Base: ~Copyable {
    /// Chooses where each unit comes from, by docs/operations.md, reserve 3 to 6.
    mutating func source(_ reserve: Reserve, plan: ChannelPlan) throws(Stop) -> [PlannedAllocation] {
        var demand = try Demand(reserve.lines)
        for index in demand.located.indices {
            let key = demand.located[index].key
            do throws(StockFailure) {
                demand.located[index].available = try availableToPromise(key, plan: plan)
            } catch { throw .failed(error) }
        }
        let sites: [ChannelPlan.SitePlan] =
            switch reserve.sourcing {
            case .bestSingleSite: plan.sites
            case .site(let site): plan.sites.filter { $0.site == site }
            }
        let offers = try demand.pooled.isEmpty ? [] : offers(of: sites, for: demand)
        let chosen =
            reserve.mode == .allOrNothing
            ? try covering(demand, sites: sites, offers: offers) : best(demand, offers: offers)
        let granted = try grant(reserve.lines, demand: demand, site: chosen.map { sites[$0] })
        if granted.isEmpty {
            throw .refused(.insufficientStock(shortages(of: demand, offers: offers, onlyShort: false)))
        }
        return granted
    }

    /// Per site, per pooled SKU: what is available there after the located lines.
    private mutating func offers(of sites: [ChannelPlan.SitePlan], for demand: Demand) throws(Stop) -> [[Quantity]] {
        var offers: [[Quantity]] = []
        offers.reserveCapacity(sites.count)
        for site in sites {
            var offer: [Quantity] = []
            for (sku, _) in demand.pooled {
                var sum: Quantity = 0
                for location in site.locations {
                    let key = LevelKey(sku, location)
                    let row: LevelRow
                    do throws(StockFailure) { row = try level(key) } catch { throw .failed(error) }
                    sum = saturatingSum(sum, demand.left(of: max(0, available(row)), at: key))
                }
                offer.append(sum)
            }
            offers.append(offer)
        }
        return offers
    }

    /// The best-ranked site that covers everything; nil when nothing is pooled.
    ///
    /// Refuses when anything is short.
    private func covering(
        _ demand: Demand, sites: [ChannelPlan.SitePlan], offers: [[Quantity]]
    ) throws(Stop) -> Int? {
        let short = shortages(of: demand, offers: offers, onlyShort: true)
        guard short.isEmpty else { throw .refused(.insufficientStock(short)) }
        guard !demand.pooled.isEmpty else { return nil }
        if let site = offers.firstIndex(where: { offer in
            zip(offer, demand.pooled).allSatisfy { $0 >= $1.requested }
        }) {
            return site
        }
        let pooled = shortages(of: demand, offers: offers, onlyShort: false).filter { $0.location == nil }
        throw .refused(.insufficientSingleLocation(pooled))
    }

    /// The site that grants most units in all, the better-ranked among equals; nil when none grants any.
    private func best(_ demand: Demand, offers: [[Quantity]]) -> Int? {
        var best: (site: Int, units: Quantity)?
        for (site, offer) in offers.enumerated() {
            var units: Quantity = 0
            for (available, wanted) in zip(offer, demand.pooled) {
                units = saturatingSum(units, min(available, wanted.requested))
            }
            if units > (best?.units ?? 0) { best = (site, units) }
        }
        return best?.site
    }

    private func shortages(of demand: Demand, offers: [[Quantity]], onlyShort: Bool) -> [Shortage] {
        var shortages: [Shortage] = []
        for (key, requested, available) in demand.located where !onlyShort || requested > available {
            shortages.append(
                Shortage(
                    sku: SKU(rawValue: key.sku), location: LocationID(rawValue: key.location), requested: requested,
                    availableToSell: available))
        }
        for (index, (sku, requested)) in demand.pooled.enumerated() {
            var pool: Quantity = 0
            for offer in offers { pool = saturatingSum(pool, offer[index]) }
            if !onlyShort || requested > pool {
                shortages.append(Shortage(sku: sku, location: nil, requested: requested, availableToSell: pool))
            }
        }
        return shortages
    }

    /// Line by line, what comes from where.
    private mutating func grant(
        _ lines: [ReserveLine], demand: Demand, site: ChannelPlan.SitePlan?
    ) throws(Stop) -> [PlannedAllocation] {
        var granted: [PlannedAllocation] = []
        granted.reserveCapacity(lines.count)
        var taken: [(key: LevelKey, isLocated: Bool, quantity: Quantity)] = []
        for (number, line) in lines.enumerated() {
            var wanted = line.quantity
            let isLocated = line.location != nil
            let places = line.location.map { [$0] } ?? site?.locations ?? []
            for place in places where wanted > 0 {
                let key = LevelKey(line.sku, place)
                let before = taken.firstIndex { $0.key == key && $0.isLocated == isLocated }
                let left = try left(at: key, isLocated: isLocated, demand: demand)
                let quantity = min(wanted, left - (before.map { taken[$0].quantity } ?? 0))
                guard quantity > 0 else { continue }
                wanted -= quantity
                if let before { taken[before].quantity += quantity } else { taken.append((key, isLocated, quantity)) }
                granted.append(
                    PlannedAllocation(line: UInt16(truncatingIfNeeded: number), location: place, quantity: quantity))
            }
        }
        return granted
    }

    /// What a line may take at a level before this request took anything: located lines everything, the others the rest.
    private mutating func left(at key: LevelKey, isLocated: Bool, demand: Demand) throws(Stop) -> Quantity {
        if isLocated { return demand.located.first { $0.key == key }?.available ?? 0 }
        do throws(StockFailure) {
            return demand.left(of: max(0, available(try level(key))), at: key)
        } catch { throw .failed(error) }
    }
}
