import StockAPI
import StockModel

extension StateMachine where Base: ~Copyable {
    /// Chooses where each unit comes from, by docs/operations.md, reserve 4 to 7.
    mutating func source(
        _ asked: [RequestLine], _ reserve: Reserve, plan: ChannelPlan
    ) throws(Stop) -> [PlannedAllocation] {
        var lines = asked
        switch reserve.mode {
        case .allOrNothing: try checkCaps(asked, of: reserve.channel)
        case .partial: lines = try withinCaps(asked, of: reserve.channel)
        case .backorder: try checkCaps(asked, of: reserve.channel)
        }
        var demand = try Demand(lines)
        try findLocated(&demand, plan: plan)
        let locatedUnits = lines.map { line in line.location.map { demand.take(line, at: $0) } ?? 0 }
        let sites: [ChannelPlan.SitePlan] =
            if case .site(let site) = reserve.sourcing { plan.sites.filter { $0.site == site } } else { plan.sites }
        let wants = lines.filter { $0.location == nil }.map { line in
            SiteChoice.Want(
                quantity: line.quantity, parts: line.parts.map { (demand.pooledIndex(of: $0.sku) ?? 0, $0.quantity) })
        }
        var choice = SiteChoice(wants: wants, siteCount: sites.count, sourcing: reserve.sourcing)
        let ask = { [demand] (machine: inout StateMachine, site: Int) throws(Stop) in
            try machine.offer(of: sites[site], for: demand, plan.channel)
        }
        let shares: [SiteChoice.Share]
        let mode = plan.definition.acceptsBackorders || reserve.mode != .backorder ? reserve.mode : .allOrNothing
        switch mode {
        case .allOrNothing:
            if demand.hasShortLocation {
                throw .refused(
                    .insufficientStock(demand.shortages(offers: try choice.allOffers(&self, ask), onlyShort: true)))
            }
            guard let covering = try choice.covering(&self, ask) else {
                let offers = try choice.allOffers(&self, ask)
                let short = demand.shortages(offers: offers, onlyShort: true)
                guard short.isEmpty else { throw .refused(.insufficientStock(short)) }
                let pooled = demand.shortages(offers: offers, onlyShort: false).filter { $0.location == nil }
                throw .refused(.insufficientSingleLocation(pooled))
            }
            shares = covering
        case .partial, .backorder:
            shares = try choice.most(&self, ask)
        }
        var granted = try grant(
            lines, locatedUnits, demand: demand, from: shares.map { (sites[$0.site], $0.units) })
        if mode == .backorder {
            guard let waiting = waiting(lines, granted, reserve, plan) else {
                let offers = try choice.allOffers(&self, ask)
                throw .refused(.insufficientStock(demand.shortages(offers: offers, onlyShort: true)))
            }
            granted = (granted + waiting).sortedByLine()
        }
        if granted.isEmpty {
            try checkCaps(asked, of: reserve.channel)
            let offers = try choice.allOffers(&self, ask)
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
                let free =
                    try free(SKU(rawValue: key.sku), at: site, for: plan.channel)
                    - demand.claimed(key.sku, at: site.site)
                demand.located[index].available = min(free, max(0, available(try level(key))))
                demand.located[index].site = site.site
            } catch { throw .failed(error) }
        }
    }

    /// What the channel may promise of a SKU at one of its sites (free in domain terms), whichever place it lies at.
    mutating func free(
        _ sku: SKU, at site: ChannelPlan.SitePlan, for channel: ChannelID
    ) throws(StockFailure) -> Quantity {
        var sum: Quantity = 0
        for location in site.locations {
            sum = saturatingSum(sum, max(0, available(try level(LevelKey(sku, location)))))
        }
        let left = try buffer(of: sku, at: site, for: channel)
        return max(0, sum - saturatingSum(left, try earmarked(sku, at: site.site, against: channel)))
    }

    /// Units of a SKU that a channel leaves at a site.
    mutating func buffer(
        of sku: SKU, at site: ChannelPlan.SitePlan, for channel: ChannelID
    ) throws(StockFailure) -> Quantity {
        guard hasPolicies else { return site.buffer }
        return try policy(of: sku, for: channel)?.site(site.site)?.buffer ?? site.buffer
    }

    /// Per pooled SKU: what may be promised at a site after the located lines.
    private mutating func offer(
        of site: ChannelPlan.SitePlan, for demand: Demand, _ channel: ChannelID
    ) throws(Stop) -> [Quantity] {
        var offer: [Quantity] = []
        offer.reserveCapacity(demand.pooled.count)
        do throws(StockFailure) {
            for (sku, _) in demand.pooled {
                var sum: Quantity = 0
                var left: Quantity = 0
                for location in site.locations {
                    let key = LevelKey(sku, location)
                    let there = max(0, available(try level(key)))
                    sum = saturatingSum(sum, there)
                    left = saturatingSum(left, demand.left(of: there, at: key))
                }
                let kept = saturatingSum(
                    try buffer(of: sku, at: site, for: channel),
                    try earmarked(sku, at: site.site, against: channel))
                let free = max(0, sum - kept) - demand.taken(sku.rawValue, at: site.site)
                offer.append(min(free, left))
            }
        } catch { throw .failed(error) }
        return offer
    }

    /// What is not granted of each line, and waits; nil where a line can never be served.
    private func waiting(
        _ lines: [RequestLine], _ granted: [PlannedAllocation], _ reserve: Reserve, _ plan: ChannelPlan
    ) -> [PlannedAllocation]? {
        var waiting: [PlannedAllocation] = []
        for line in lines {
            let first = line.parts[0]
            let units = granted.filter { $0.line == line.number && ($0.component ?? first.sku) == first.sku }
                .reduce(0) { $0 + $1.quantity }
            let rest = line.quantity - units / first.quantity
            guard rest > 0 else { continue }
            guard let place = waitingPlace(of: line, reserve, plan) else { return nil }
            for part in line.parts {
                waiting.append(
                    PlannedAllocation(
                        line: line.number, component: line.kit == nil ? nil : part.sku, location: place,
                        quantity: rest * part.quantity, isBackordered: true))
            }
        }
        return waiting
    }

    /// Where the units may come from that a line waits for: a location of the site that the customer has chosen, else 0;
    /// nil where the channel can promise nothing from there.
    private func waitingPlace(of line: RequestLine, _ reserve: Reserve, _ plan: ChannelPlan) -> LocationID? {
        if let location = line.location { return plan.eligible(location) == nil ? nil : location }
        guard case .site(let site) = reserve.sourcing else { return LocationID(rawValue: 0) }
        return plan.sites.first { $0.site == site }?.locations.first
    }

    /// Line by line, what comes from where.
    private mutating func grant(
        _ lines: [RequestLine], _ locatedUnits: [Quantity], demand: Demand,
        from shares: [(site: ChannelPlan.SitePlan, units: [Quantity])]
    ) throws(Stop) -> [PlannedAllocation] {
        var grant = Grant(lineCount: lines.count)
        var pooledLine = 0
        for (line, units) in zip(lines, locatedUnits) {
            guard let place = line.location else {
                for share in shares where share.units[pooledLine] > 0 {
                    for part in line.parts {
                        var wanted = share.units[pooledLine] * part.quantity
                        for place in share.site.locations where wanted > 0 {
                            let key = LevelKey(part.sku, place)
                            let there: Quantity
                            do throws(StockFailure) {
                                there = demand.left(of: max(0, available(try level(key))), at: key)
                            } catch { throw .failed(error) }
                            wanted -= grant.take(wanted, of: there, at: key, line)
                        }
                    }
                }
                pooledLine += 1
                continue
            }
            for part in line.parts where units > 0 {
                grant.add(units * part.quantity, at: LevelKey(part.sku, place), line)
            }
        }
        return grant.allocations
    }
}

/// What was granted so far.
private struct Grant {
    private(set) var allocations: [PlannedAllocation] = []
    /// What lines that name no location have taken of a level.
    private var taken: [(key: LevelKey, quantity: Quantity)] = []

    init(lineCount: Int) { allocations.reserveCapacity(lineCount) }

    /// Takes what is wanted, as far as it is there after what was taken before.
    mutating func take(
        _ wanted: Quantity, of there: Quantity, at key: LevelKey, _ line: RequestLine
    ) -> Quantity {
        let before = taken.firstIndex { $0.key == key }
        let quantity = min(wanted, there - (before.map { taken[$0].quantity } ?? 0))
        guard quantity > 0 else { return 0 }
        if let before { taken[before].quantity += quantity } else { taken.append((key, quantity)) }
        add(quantity, at: key, line)
        return quantity
    }

    mutating func add(_ quantity: Quantity, at key: LevelKey, _ line: RequestLine) {
        allocations.append(
            PlannedAllocation(
                line: line.number, component: line.kit == nil ? nil : SKU(rawValue: key.sku),
                location: LocationID(rawValue: key.location), quantity: quantity))
    }
}

extension [PlannedAllocation] {
    /// Line by line; within a line as they are.
    fileprivate func sortedByLine() -> [PlannedAllocation] {
        enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }.map(\.element)
    }
}
