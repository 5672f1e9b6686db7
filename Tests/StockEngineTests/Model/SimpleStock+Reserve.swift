import StockModel

/// What a request asks for, summed: at a location, or anywhere.
struct Demand {
    struct Sum {
        var sku: SKU
        var location: LocationID?
        var quantity: Quantity
    }

    /// Each in order of first appearance.
    var located: [Sum] = []
    var anywhere: [Sum] = []

    init(_ lines: [(sku: SKU, location: LocationID?, quantity: Quantity)]) throws(Refused) {
        for line in lines {
            if line.location != nil {
                try Self.add(line.quantity, of: line.sku, at: line.location, to: &located)
            } else {
                try Self.add(line.quantity, of: line.sku, at: nil, to: &anywhere)
            }
        }
    }

    private static func add(
        _ quantity: Quantity, of sku: SKU, at location: LocationID?, to sums: inout [Sum]
    ) throws(Refused) {
        guard let index = sums.firstIndex(where: { $0.sku == sku && $0.location == location }) else {
            sums.append(Sum(sku: sku, location: location, quantity: quantity))
            return
        }
        let (sum, overflow) = sums[index].quantity.addingReportingOverflow(quantity)
        try require(!overflow, else: .overflow)
        sums[index].quantity = sum
    }

    func located(_ sku: SKU, at location: LocationID) -> Quantity {
        located.first { $0.sku == sku && $0.location == location }?.quantity ?? 0
    }
}

extension SimpleStock {
    func checkLine(_ sku: SKU, quantity: Quantity, location: LocationID?) throws(Refused) {
        try require(quantity > 0, .quantityNotPositive)
        guard let definition = skus[sku] else { throw Refused(.unknownSKU(sku)) }
        try require(definition.isActive, else: .skuInactive(sku))
        if let location { try require(locations[location] != nil, else: .unknownLocation(location)) }
    }

    mutating func reserve(_ reserve: Reserve) throws(Refused) -> Outcome {
        guard let channel = channels[reserve.channel] else { throw Refused(.unknownChannel(reserve.channel)) }
        try requireLines(reserve.lines.count, atMost: CommandLimits.linesMax)
        if let hold = reserve.holdMilliseconds { try require(hold > 0, .holdNotPositive) }
        for line in reserve.lines { try checkLine(line.sku, quantity: line.quantity, location: line.location) }
        if case .site(let site) = reserve.sourcing { try require(sites[site] != nil, else: .unknownSite(site)) }

        let demand = try Demand(reserve.lines.map { ($0.sku, $0.location, $0.quantity) })
        let site =
            switch reserve.mode {
            case .allOrNothing: try siteThatCoversAll(demand, reserve.sourcing, channel)
            case .partial: siteThatCoversMost(demand, reserve.sourcing, channel)
            }
        let plan = take(reserve.lines, from: site, for: channel)
        try require(
            !plan.isEmpty,
            else: .insufficientStock(allSums(of: demand, sourcing: reserve.sourcing, channel: channel)))

        _ = try checkedSum(plan.map(\.quantity))
        let hold = min(reserve.holdMilliseconds ?? channel.defaultHoldMilliseconds, channel.longestHoldMilliseconds)
        let deadline = now.advanced(byMilliseconds: hold)
        reservations[reserve.reservation] = SimpleReservation(
            id: reserve.reservation, channel: reserve.channel, owner: reserve.owner, sequence: ownSequence,
            firstHeld: now, deadline: deadline,
            allocations: plan.map { planned in
                Reservation.Allocation(
                    line: planned.line, sku: reserve.lines[Int(planned.line)].sku, location: planned.location,
                    requested: planned.quantity, held: planned.quantity)
            })
        for (index, planned) in plan.enumerated() {
            transfer(planned.quantity, .held, of: reserve.reservation, allocation: index)
        }
        return .reserved(ReservationPlan(deadline: deadline, allocations: plan))
    }

    /// What the located lines leave at a site, over its `stock` locations.
    private func left(_ sku: SKU, at site: SiteID, by demand: Demand, for channel: ChannelDefinition) -> Quantity {
        saturatingSum(
            stockLocations(of: site)
                .map { max(0, promisable(sku, at: $0, for: channel) - demand.located(sku, at: $0)) })
    }

    /// What could be had of each sum, wherever it may come from.
    private func allSums(of demand: Demand, sourcing: Sourcing, channel: ChannelDefinition) -> [Shortage] {
        let sites: [SiteID] = if case .site(let site) = sourcing { [site] } else { channel.sites }
        return demand.located.map { sum in
            Shortage(
                sku: sum.sku, location: sum.location, requested: sum.quantity,
                availableToSell: sum.location.map { promisable(sum.sku, at: $0, for: channel) } ?? 0)
        }
            + demand.anywhere.map { sum in
                Shortage(
                    sku: sum.sku, location: nil, requested: sum.quantity,
                    availableToSell: saturatingSum(sites.map { left(sum.sku, at: $0, by: demand, for: channel) }))
            }
    }

    private func siteThatCoversAll(_ demand: Demand, _ sourcing: Sourcing, _ channel: ChannelDefinition)
        throws(Refused) -> SiteID?
    {
        let sums = allSums(of: demand, sourcing: sourcing, channel: channel)
        let short = sums.filter { $0.availableToSell < $0.requested }
        try require(short.isEmpty, else: .insufficientStock(short))
        if case .site(let site) = sourcing { return site }
        guard !demand.anywhere.isEmpty else { return nil }
        let covering = channel.sites.first { site in
            demand.anywhere.allSatisfy { left($0.sku, at: site, by: demand, for: channel) >= $0.quantity }
        }
        guard let covering else {
            throw Refused(.insufficientSingleLocation(sums.filter { $0.location == nil }))
        }
        return covering
    }

    private func siteThatCoversMost(_ demand: Demand, _ sourcing: Sourcing, _ channel: ChannelDefinition) -> SiteID? {
        if case .site(let site) = sourcing { return site }
        var best: (site: SiteID, units: Quantity)?
        for site in channel.sites {
            let units = saturatingSum(
                demand.anywhere.map { min($0.quantity, left($0.sku, at: site, by: demand, for: channel)) })
            if best.map({ units > $0.units }) ?? true { best = (site, units) }
        }
        return best?.site
    }

    /// Takes what is there, located lines first, and says line by line what comes from where.
    private func take(_ lines: [ReserveLine], from site: SiteID?, for channel: ChannelDefinition)
        -> [PlannedAllocation]
    {
        var taken: [PlannedAllocation] = []
        let served =
            lines.indices.filter { lines[$0].location != nil } + lines.indices.filter { lines[$0].location == nil }
        for index in served {
            let line = lines[index]
            var open = line.quantity
            for location in line.location.map({ [$0] }) ?? site.map({ stockLocations(of: $0) }) ?? [] {
                let gone =
                    taken
                    .filter { $0.location == location && lines[Int($0.line)].sku == line.sku }
                    .map(\.quantity).reduce(0, +)
                let quantity = min(open, promisable(line.sku, at: location, for: channel) - gone)
                guard quantity > 0 else { continue }
                taken.append(PlannedAllocation(line: UInt16(index), location: location, quantity: quantity))
                open -= quantity
            }
        }
        return taken.sorted { ($0.line, $0.location) < ($1.line, $1.location) }
    }
}
