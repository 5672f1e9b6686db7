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
        switch reserve.sourcing {
        case .bestSingleSite: break
        case .site(let site): try require(sites[site] != nil, else: .unknownSite(site))
        case .wholeOrderFirst(let splits), .byRank(let splits): try require(splits <= 63, else: .limit(max: 63))
        }

        let firstHeld = try reserve.replaces.map { id throws(Refused) in try supersede(id, by: reserve) } ?? now
        let demand = try Demand(reserve.lines.map { ($0.sku, $0.location, $0.quantity) })
        let offers = offers(to: demand, reserve.sourcing, channel)
        let sites =
            switch reserve.mode {
            case .allOrNothing: try sitesThatCoverAll(demand, offers, reserve.sourcing, channel)
            case .partial: sitesThatCoverMost(demand, offers, reserve.sourcing)
            }
        let plan = take(reserve.lines, demand, from: sites, channel)
        try require(
            !plan.isEmpty,
            else: .insufficientStock(allSums(of: demand, offers, channel)))

        _ = try checkedSum(plan.map(\.quantity))
        let hold = min(reserve.holdMilliseconds ?? channel.defaultHoldMilliseconds, channel.longestHoldMilliseconds)
        let longest = channel.longestHoldMilliseconds
        let deadline = min(now.advanced(byMilliseconds: hold), firstHeld.advanced(byMilliseconds: longest))
        try require(deadline > now, else: .limit(max: longest))
        reservations[reserve.reservation] = SimpleReservation(
            id: reserve.reservation, channel: reserve.channel, owner: reserve.owner, sequence: ownSequence,
            firstHeld: firstHeld, deadline: deadline,
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

    /// The units of a hold are free again for who takes its place; when it was first held is passed on.
    private mutating func supersede(_ id: ReservationID, by reserve: Reserve) throws(Refused) -> Instant {
        let old = try known(id)
        try require(old.owner == reserve.owner && old.channel == reserve.channel, .notReplaceable)
        try requireHeld(old)
        try require(
            old.committed == 0 && old.fulfilled == 0, else: .alreadyResolved(as: old.resolution(at: now)))
        for (index, allocation) in old.allocations.enumerated() {
            transfer(allocation.held, .releasedHeld, of: id, allocation: index)
        }
        reservations[id]?.supersededBy = reserve.reservation
        changes.append(.superseded(id, by: reserve.reservation))
        return old.firstHeld
    }

    /// Each located sum with what could be had of it: the first one first, where they share a site.
    func locatedSums(of demand: Demand, for channel: ChannelDefinition) -> [Shortage] {
        var sums: [Shortage] = []
        for sum in demand.located {
            guard let location = sum.location else { continue }
            var there: Quantity = 0
            if let site = stockSite(of: location) {
                let taken = sums.filter { $0.sku == sum.sku && $0.location.flatMap(stockSite) == site }.map(\.taken)
                let free = free(sum.sku, at: site, for: channel)
                there = max(0, min(free - saturatingSum(taken), available(sum.sku, at: location)))
            }
            sums.append(Shortage(sku: sum.sku, location: location, requested: sum.quantity, availableToSell: there))
        }
        return sums
    }

    /// What a site offers of the sums that may come from anywhere, after the located ones.
    private struct Offer {
        var site: SiteID
        var quantities: [Quantity]

        func units(of rest: [Quantity]) -> Quantity { saturatingSum(zip(quantities, rest).map { min($0, $1) }) }

        func covers(_ rest: [Quantity]) -> Bool { zip(quantities, rest).allSatisfy { $0 >= $1 } }
    }

    private func offers(to demand: Demand, _ sourcing: Sourcing, _ channel: ChannelDefinition) -> [Offer] {
        let located = locatedSums(of: demand, for: channel)
        return channel.sites.map(\.site)
            .filter { site in if case .site(let pickup) = sourcing { site == pickup } else { true } }
            .map { site in
                Offer(
                    site: site,
                    quantities: demand.anywhere.map { sum in
                        let here = located.filter { $0.sku == sum.sku && $0.location.flatMap(stockSite) == site }
                        let left = stockLocations(of: site).map { location in
                            let taken = here.first { $0.location == location }?.taken ?? 0
                            return max(0, available(sum.sku, at: location) - taken)
                        }
                        let free = free(sum.sku, at: site, for: channel) - saturatingSum(here.map(\.taken))
                        return min(free, saturatingSum(left))
                    })
            }
    }

    /// What could be had of each sum, wherever it may come from.
    private func allSums(of demand: Demand, _ offers: [Offer], _ channel: ChannelDefinition) -> [Shortage] {
        locatedSums(of: demand, for: channel)
            + demand.anywhere.enumerated().map { index, sum in
                Shortage(
                    sku: sum.sku, location: nil, requested: sum.quantity,
                    availableToSell: saturatingSum(offers.map { $0.quantities[index] }))
            }
    }

    private func sitesThatCoverAll(
        _ demand: Demand, _ offers: [Offer], _ sourcing: Sourcing, _ channel: ChannelDefinition
    ) throws(Refused) -> [SiteID] {
        let sums = allSums(of: demand, offers, channel)
        let short = sums.filter { $0.availableToSell < $0.requested }
        try require(short.isEmpty, else: .insufficientStock(short))
        let wanted = demand.anywhere.map(\.quantity)
        if wanted.isEmpty { return [] }
        if sourcing.looksForOneSiteFirst, let one = offers.first(where: { $0.covers(wanted) }) { return [one.site] }
        var (sites, rest, others) = byRank(wanted, offers, sourcing)
        if rest.allSatisfy({ $0 == 0 }) { return sites }
        guard let last = others.first(where: { $0.covers(rest) }) else {
            throw Refused(.insufficientSingleLocation(sums.filter { $0.location == nil }))
        }
        sites.append(last.site)
        return sites
    }

    private func sitesThatCoverMost(_ demand: Demand, _ offers: [Offer], _ sourcing: Sourcing) -> [SiteID] {
        let wanted = demand.anywhere.map(\.quantity)
        if sourcing.looksForOneSiteFirst, let one = offers.first(where: { $0.covers(wanted) }) { return [one.site] }
        var (sites, rest, others) = byRank(wanted, offers, sourcing)
        let most = others.map { $0.units(of: rest) }.max() ?? 0
        if most > 0, let last = others.first(where: { $0.units(of: rest) == most }) { sites.append(last.site) }
        return sites
    }

    /// Site after site gives what it has, all but the last that is allowed; what is left to take then, and who could still
    /// be asked.
    private func byRank(
        _ wanted: [Quantity], _ offers: [Offer], _ sourcing: Sourcing
    ) -> (sites: [SiteID], rest: [Quantity], others: [Offer]) {
        var sites: [SiteID] = []
        var rest = wanted
        var others = offers
        while sites.count < sourcing.splits, let offer = others.first, rest.contains(where: { $0 > 0 }) {
            others.removeFirst()
            guard offer.units(of: rest) > 0 else { continue }
            sites.append(offer.site)
            rest = zip(rest, offer.quantities).map { $0 - min($0, $1) }
        }
        return (sites, rest, others)
    }

    /// Takes what is there, located lines first, and says line by line what comes from where.
    private func take(
        _ lines: [ReserveLine], _ demand: Demand, from sites: [SiteID], _ channel: ChannelDefinition
    ) -> [PlannedAllocation] {
        var taken: [PlannedAllocation] = []
        let located = locatedSums(of: demand, for: channel)
        func gone(_ sku: SKU, where isThere: (PlannedAllocation) -> Bool) -> Quantity {
            taken.filter { isThere($0) && lines[Int($0.line)].sku == sku }.map(\.quantity).reduce(0, +)
        }
        for (index, line) in lines.enumerated() where line.location != nil {
            guard let location = line.location else { continue }
            let there = located.first { $0.sku == line.sku && $0.location == location }?.availableToSell ?? 0
            let quantity = min(line.quantity, there - gone(line.sku) { $0.location == location })
            if quantity > 0 {
                taken.append(PlannedAllocation(line: UInt16(index), location: location, quantity: quantity))
            }
        }
        for (index, line) in lines.enumerated() where line.location == nil {
            var open = line.quantity
            for site in sites {
                for location in stockLocations(of: site) {
                    let left = available(line.sku, at: location) - gone(line.sku) { $0.location == location }
                    let allowed =
                        free(line.sku, at: site, for: channel) - gone(line.sku) { stockSite(of: $0.location) == site }
                    let quantity = min(open, left, allowed)
                    guard quantity > 0 else { continue }
                    taken.append(PlannedAllocation(line: UInt16(index), location: location, quantity: quantity))
                    open -= quantity
                }
            }
        }
        let rank = Dictionary(uniqueKeysWithValues: sites.enumerated().map { ($1, $0) })
        return taken.sorted { left, right in
            (left.line, stockSite(of: left.location).flatMap { rank[$0] } ?? 0, left.location)
                < (right.line, stockSite(of: right.location).flatMap { rank[$0] } ?? 0, right.location)
        }
    }
}

extension Shortage {
    /// What is taken of it.
    fileprivate var taken: Quantity { min(requested, availableToSell) }
}

extension Sourcing {
    fileprivate var looksForOneSiteFirst: Bool { if case .wholeOrderFirst = self { true } else { false } }

    fileprivate var splits: Int {
        switch self {
        case .bestSingleSite, .site: 0
        case .wholeOrderFirst(let splits), .byRank(let splits): Int(splits)
        }
    }
}
