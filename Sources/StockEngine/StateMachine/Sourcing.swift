import StockAPI
import StockModel

extension StateMachine where Base: ~Copyable {
    /// Chooses where each unit comes from, by docs/operations.md, reserve 4 to 7.
    mutating func source(_ reserve: Reserve, plan: ChannelPlan) throws(Stop) -> [PlannedAllocation] {
        var demand = try Demand(reserve.lines)
        try findLocated(&demand, plan: plan)
        let sites: [ChannelPlan.SitePlan] =
            if case .site(let site) = reserve.sourcing { plan.sites.filter { $0.site == site } } else { plan.sites }
        let offers = try demand.pooled.isEmpty ? [] : offers(of: sites, for: demand)
        let choice = SiteChoice(wanted: demand.pooled.map(\.requested), offers: offers, sourcing: reserve.sourcing)
        let chosen: [Int]
        switch reserve.mode {
        case .allOrNothing:
            let short = demand.shortages(offers: offers, onlyShort: true)
            guard short.isEmpty else { throw .refused(.insufficientStock(short)) }
            guard let covering = choice.covering() else {
                let pooled = demand.shortages(offers: offers, onlyShort: false).filter { $0.location == nil }
                throw .refused(.insufficientSingleLocation(pooled))
            }
            chosen = covering
        case .partial:
            chosen = choice.most()
        }
        let granted = try grant(reserve.lines, demand: demand, from: chosen.map { (sites[$0], offers[$0]) })
        if granted.isEmpty {
            throw .refused(.insufficientStock(demand.shortages(offers: offers, onlyShort: false)))
        }
        guard granted.count <= CommandLimits.allocationsMax else {
            throw .refused(.limit(max: Int64(CommandLimits.allocationsMax)))
        }
        return granted
    }

    /// Finds what a channel may promise at the locations that are named, sum by sum.
    mutating func findLocated(_ demand: inout Demand, plan: ChannelPlan) throws(Stop) {
        for index in demand.located.indices {
            let key = demand.located[index].key
            guard let eligible = plan.eligible(LocationID(rawValue: key.location)) else { continue }
            let site = plan.sites[Int(eligible.site)]
            do throws(StockFailure) {
                let free = try free(SKU(rawValue: key.sku), at: site) - demand.taken(key.sku, at: site.site)
                demand.located[index].available = min(free, max(0, available(try level(key))))
                demand.located[index].site = site.site
            } catch { throw .failed(error) }
        }
    }

    /// What the channel may promise of a SKU at one of its sites (free in domain terms), whichever place it lies at.
    mutating func free(_ sku: SKU, at site: ChannelPlan.SitePlan) throws(StockFailure) -> Quantity {
        var sum: Quantity = 0
        for location in site.locations {
            sum = saturatingSum(sum, max(0, available(try level(LevelKey(sku, location)))))
        }
        return max(0, sum - site.buffer)
    }

    /// Per site, per pooled SKU: what may be promised there after the located lines.
    private mutating func offers(of sites: [ChannelPlan.SitePlan], for demand: Demand) throws(Stop) -> [[Quantity]] {
        var offers: [[Quantity]] = []
        offers.reserveCapacity(sites.count)
        for site in sites {
            var offer: [Quantity] = []
            offer.reserveCapacity(demand.pooled.count)
            for (sku, _) in demand.pooled {
                do throws(StockFailure) {
                    var sum: Quantity = 0
                    var left: Quantity = 0
                    for location in site.locations {
                        let key = LevelKey(sku, location)
                        let there = max(0, available(try level(key)))
                        sum = saturatingSum(sum, there)
                        left = saturatingSum(left, demand.left(of: there, at: key))
                    }
                    let free = max(0, sum - site.buffer) - demand.taken(sku.rawValue, at: site.site)
                    offer.append(min(free, left))
                } catch { throw .failed(error) }
            }
            offers.append(offer)
        }
        return offers
    }

    /// Line by line, what comes from where.
    private mutating func grant(
        _ lines: [ReserveLine], demand: Demand, from chosen: [(site: ChannelPlan.SitePlan, offer: [Quantity])]
    ) throws(Stop) -> [PlannedAllocation] {
        var grant = Grant(lineCount: lines.count)
        var offers = chosen.map(\.offer)
        for (number, line) in lines.enumerated() {
            if let place = line.location {
                let key = LevelKey(line.sku, place)
                _ = grant.take(line.quantity, of: demand.available(at: key), at: key, isLocated: true, line: number)
                continue
            }
            guard let pooled = demand.pooled.firstIndex(where: { $0.sku == line.sku }) else { continue }
            var wanted = line.quantity
            for (index, site) in chosen.enumerated() where wanted > 0 {
                for place in site.site.locations where min(wanted, offers[index][pooled]) > 0 {
                    let key = LevelKey(line.sku, place)
                    let there: Quantity
                    do throws(StockFailure) {
                        there = demand.left(of: max(0, available(try level(key))), at: key)
                    } catch { throw .failed(error) }
                    let taken = grant.take(
                        min(wanted, offers[index][pooled]), of: there, at: key, isLocated: false, line: number)
                    wanted -= taken
                    offers[index][pooled] -= taken
                }
            }
        }
        return grant.allocations
    }
}

/// What was granted so far.
private struct Grant {
    private(set) var allocations: [PlannedAllocation] = []
    /// What was taken of a level, by located lines and by the others.
    private var taken: [(key: LevelKey, isLocated: Bool, quantity: Quantity)] = []

    init(lineCount: Int) { allocations.reserveCapacity(lineCount) }

    /// Takes what is wanted, as far as it is there after what was taken before.
    mutating func take(
        _ wanted: Quantity, of there: Quantity, at key: LevelKey, isLocated: Bool, line: Int
    ) -> Quantity {
        let before = taken.firstIndex { $0.key == key && $0.isLocated == isLocated }
        let quantity = min(wanted, there - (before.map { taken[$0].quantity } ?? 0))
        guard quantity > 0 else { return 0 }
        if let before { taken[before].quantity += quantity } else { taken.append((key, isLocated, quantity)) }
        allocations.append(
            PlannedAllocation(
                line: UInt16(truncatingIfNeeded: line), location: LocationID(rawValue: key.location),
                quantity: quantity))
        return quantity
    }
}
