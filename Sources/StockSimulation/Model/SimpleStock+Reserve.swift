import StockModel

/// A line of a request, and what each unit of it is made of: the SKU itself, or the components of a kit.
struct AskedLine {
    var number: UInt16
    var location: LocationID?
    var quantity: Quantity
    var parts: [KitComponent]
    var kit: KitLine?
}

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

    init(_ lines: [AskedLine]) throws(Refused) {
        for line in lines {
            for part in line.parts {
                let (quantity, overflow) = line.quantity.multipliedReportingOverflow(by: part.quantity)
                try require(!overflow, else: .overflow)
                if line.location != nil {
                    try Self.add(quantity, of: part.sku, at: line.location, to: &located)
                } else {
                    try Self.add(quantity, of: part.sku, at: nil, to: &anywhere)
                }
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

        let asked = try takenApart(reserve.lines.map { ($0.sku, $0.location, $0.quantity) })
        let firstHeld = try reserve.replaces.map { id throws(Refused) in try supersede(id, by: reserve) } ?? now
        if let max = channel.holdsPerOwnerMax, reserve.owner != .nobody {
            let holds = reservations.values.filter {
                $0.owner == reserve.owner && $0.channel == reserve.channel && $0.hasDeadline && $0.isLive(at: now)
            }
            try require(holds.count < Int(max), else: .tooManyHolds(max: max))
        }
        var lines = asked
        let mode = reserve.mode == .backorder && !channel.acceptsBackorders ? .allOrNothing : reserve.mode
        switch reserve.mode {
        case .allOrNothing, .backorder: try requireWithinCaps(asked, reserve.channel)
        case .partial: lines = withinCaps(asked, reserve.channel)
        }
        let demand = try Demand(lines)
        let offers = offers(to: lines, demand, reserve.sourcing, channel)
        let sites =
            switch mode {
            case .allOrNothing: try sitesThatCoverAll(lines, demand, offers, reserve.sourcing, channel)
            case .partial, .backorder: sitesThatCoverMost(lines, demand, offers, reserve.sourcing)
            }
        var plan = take(lines, demand, from: sites, channel)
        if mode == .backorder {
            let places = lines.map { waitingPlace(of: $0, reserve, channel) }
            let rest = lines.map { line in line.quantity - units(of: line, in: plan) }
            let short = allSums(of: demand, offers, channel).filter { $0.availableToSell < $0.requested }
            try require(!zip(places, rest).contains { $0 == nil && $1 > 0 }, else: .insufficientStock(short))
            plan = lines.indices.flatMap { index in
                plan.filter { $0.line == lines[index].number }
                    + (rest[index] == 0 ? [] : lines[index].parts).map { part in
                        PlannedAllocation(
                            line: lines[index].number, component: lines[index].kit == nil ? nil : part.sku,
                            location: places[index] ?? 0, quantity: rest[index] * part.quantity, isBackordered: true)
                    }
            }
        }
        if plan.isEmpty { try requireWithinCaps(asked, reserve.channel) }
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
            kits: lines.compactMap(\.kit).filter { kit in plan.contains { $0.line == kit.line } },
            allocations: plan.map { planned in
                Reservation.Allocation(
                    line: planned.line, sku: planned.component ?? reserve.lines[Int(planned.line)].sku,
                    location: planned.location, requested: planned.quantity,
                    held: planned.isBackordered ? 0 : planned.quantity,
                    backordered: planned.isBackordered ? planned.quantity : 0, isBackorder: planned.isBackordered,
                    staysAtSite: reserve.sourcing.isAtSite || reserve.lines[Int(planned.line)].location != nil)
            })
        for (index, planned) in plan.enumerated() {
            transfer(
                planned.quantity, planned.isBackordered ? .backordered : .held, of: reserve.reservation,
                allocation: index)
        }
        return .reserved(ReservationPlan(deadline: deadline, allocations: plan))
    }

    /// The units of a hold are free again for who takes its place; when it was first held is passed on.
    private mutating func supersede(_ id: ReservationID, by reserve: Reserve) throws(Refused) -> Instant {
        let old = try known(id)
        try require(old.owner == reserve.owner && old.channel == reserve.channel, .notReplaceable)
        try requireHeld(old)
        try require(
            old.committed == 0 && old.fulfilled == 0 && !old.isQueued,
            else: .alreadyResolved(as: old.resolution(at: now)))
        for (index, allocation) in old.allocations.enumerated() {
            transfer(allocation.held, .releasedHeld, of: id, allocation: index)
            transfer(allocation.waiting, .releasedWaiting, of: id, allocation: index)
        }
        reservations[id]?.supersededBy = reserve.reservation
        changes.append(.superseded(id, by: reserve.reservation))
        return old.firstHeld
    }

    /// How many units of a line a plan grants.
    private func units(of line: AskedLine, in plan: [PlannedAllocation]) -> Quantity {
        let first = line.parts[0]
        return plan.filter { $0.line == line.number && ($0.component ?? first.sku) == first.sku }.map(\.quantity)
            .reduce(0, +) / first.quantity
    }

    /// Where what a line waits for may come from: 0 is anywhere; nil: the channel can promise nothing from there.
    private func waitingPlace(of line: AskedLine, _ reserve: Reserve, _ channel: ChannelDefinition) -> LocationID? {
        let isEligible = { (site: SiteID) in channel.sites.contains { $0.site == site } }
        if let location = line.location { return stockSite(of: location).map(isEligible) == true ? location : nil }
        guard case .site(let site) = reserve.sourcing else { return 0 }
        return isEligible(site) ? stockLocations(of: site).first : nil
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
    }

    /// How many units each line that names a location gets, one line after the other.
    private func located(_ lines: [AskedLine], _ demand: Demand, _ channel: ChannelDefinition) -> [UInt16: Quantity] {
        var left = locatedSums(of: demand, for: channel)
        var units: [UInt16: Quantity] = [:]
        for line in lines {
            guard let location = line.location else { continue }
            let sums = line.parts.map { part in
                left.firstIndex { $0.sku == part.sku && $0.location == location } ?? 0
            }
            let served = zip(sums, line.parts).map { left[$0].availableToSell / $1.quantity }.reduce(line.quantity, min)
            for (sum, part) in zip(sums, line.parts) { left[sum].availableToSell -= served * part.quantity }
            units[line.number] = served
        }
        return units
    }

    private func offers(
        to lines: [AskedLine], _ demand: Demand, _ sourcing: Sourcing, _ channel: ChannelDefinition
    ) -> [Offer] {
        let units = located(lines, demand, channel)
        func taken(_ sku: SKU, at location: LocationID) -> Quantity {
            lines.filter { $0.location == location }
                .flatMap { line in
                    line.parts.filter { $0.sku == sku }.map { $0.quantity * (units[line.number] ?? 0) }
                }
                .reduce(0, +)
        }
        return channel.sites.map(\.site)
            .filter { site in if case .site(let pickup) = sourcing { site == pickup } else { true } }
            .map { site in
                let places = stockLocations(of: site)
                return Offer(
                    site: site,
                    quantities: demand.anywhere.map { sum in
                        let left = places.map { max(0, available(sum.sku, at: $0) - taken(sum.sku, at: $0)) }
                        let gone = saturatingSum(places.map { taken(sum.sku, at: $0) })
                        return min(free(sum.sku, at: site, for: channel) - gone, saturatingSum(left))
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
        _ lines: [AskedLine], _ demand: Demand, _ offers: [Offer], _ sourcing: Sourcing, _ channel: ChannelDefinition
    ) throws(Refused) -> [SiteID] {
        let sums = allSums(of: demand, offers, channel)
        let short = sums.filter { $0.availableToSell < $0.requested }
        try require(short.isEmpty, else: .insufficientStock(short))
        let lines = lines.filter { $0.location == nil }
        let wanted = lines.map(\.quantity)
        if wanted.isEmpty { return [] }
        let covers = { (rest: [Quantity], offer: Offer) in served(lines, rest, by: offer, demand) == rest }
        if sourcing.looksForOneSiteFirst, let one = offers.first(where: { covers(wanted, $0) }) { return [one.site] }
        var (sites, rest, others) = byRank(lines, demand, offers, sourcing)
        if rest.allSatisfy({ $0 == 0 }) { return sites }
        guard let last = others.first(where: { covers(rest, $0) }) else {
            throw Refused(.insufficientSingleLocation(sums.filter { $0.location == nil }))
        }
        sites.append(last.site)
        return sites
    }

    private func sitesThatCoverMost(
        _ lines: [AskedLine], _ demand: Demand, _ offers: [Offer], _ sourcing: Sourcing
    ) -> [SiteID] {
        let lines = lines.filter { $0.location == nil }
        let wanted = lines.map(\.quantity)
        if sourcing.looksForOneSiteFirst,
            let one = offers.first(where: { served(lines, wanted, by: $0, demand) == wanted })
        {
            return [one.site]
        }
        var (sites, rest, others) = byRank(lines, demand, offers, sourcing)
        let units = others.map { saturatingSum(served(lines, rest, by: $0, demand)) }
        if let most = units.max(), most > 0, let index = units.firstIndex(of: most) { sites.append(others[index].site) }
        return sites
    }

    /// How many units of each line a site serves, one line after the other.
    private func served(_ lines: [AskedLine], _ rest: [Quantity], by offer: Offer, _ demand: Demand) -> [Quantity] {
        var left = Dictionary(uniqueKeysWithValues: zip(demand.anywhere.map(\.sku), offer.quantities))
        return zip(lines, rest).map { line, wanted in
            let units = line.parts.map { (left[$0.sku] ?? 0) / $0.quantity }.reduce(wanted, min)
            for part in line.parts { left[part.sku, default: 0] -= units * part.quantity }
            return units
        }
    }

    /// Site after site serves what it can, all but the last that is allowed; what is left to serve then, and who could still
    /// be asked.
    private func byRank(
        _ lines: [AskedLine], _ demand: Demand, _ offers: [Offer], _ sourcing: Sourcing
    ) -> (sites: [SiteID], rest: [Quantity], others: [Offer]) {
        var sites: [SiteID] = []
        var rest = lines.map(\.quantity)
        var others = offers
        while sites.count < sourcing.splits, let offer = others.first, rest.contains(where: { $0 > 0 }) {
            others.removeFirst()
            let units = served(lines, rest, by: offer, demand)
            guard units.contains(where: { $0 > 0 }) else { continue }
            sites.append(offer.site)
            rest = zip(rest, units).map { $0 - $1 }
        }
        return (sites, rest, others)
    }

    /// Takes what is there, located lines first, then site by site, and says line by line what comes from where.
    private func take(
        _ lines: [AskedLine], _ demand: Demand, from sites: [SiteID], _ channel: ChannelDefinition
    ) -> [PlannedAllocation] {
        let located = located(lines, demand, channel)
        var taken: [(site: Int, part: Int, sku: SKU, planned: PlannedAllocation)] = []
        func gone(_ sku: SKU, at locations: [LocationID]) -> Quantity {
            taken.filter { $0.sku == sku && locations.contains($0.planned.location) }.map(\.planned.quantity)
                .reduce(0, +)
        }
        func plan(_ units: Quantity, of line: AskedLine, from locations: [LocationID], site: Int) {
            for (number, part) in line.parts.enumerated() {
                var open = units * part.quantity
                for location in locations {
                    let left =
                        line.location == nil ? available(part.sku, at: location) - gone(part.sku, at: [location]) : open
                    let quantity = min(open, left)
                    guard quantity > 0 else { continue }
                    open -= quantity
                    let planned = PlannedAllocation(
                        line: line.number, component: line.kit == nil ? nil : part.sku, location: location,
                        quantity: quantity)
                    taken.append((site, number, part.sku, planned))
                }
            }
        }
        for line in lines {
            guard let location = line.location else { continue }
            plan(located[line.number] ?? 0, of: line, from: [location], site: 0)
        }
        var rest = Dictionary(uniqueKeysWithValues: lines.map { ($0.number, $0.quantity) })
        for (rank, site) in sites.enumerated() {
            let locations = stockLocations(of: site)
            for line in lines where line.location == nil {
                let units = line.parts
                    .map { part in
                        let left = saturatingSum(
                            locations.map { max(0, available(part.sku, at: $0) - gone(part.sku, at: [$0])) })
                        let free = free(part.sku, at: site, for: channel) - gone(part.sku, at: locations)
                        return min(left, free) / part.quantity
                    }
                    .reduce(rest[line.number] ?? 0, min)
                rest[line.number, default: 0] -= units
                plan(units, of: line, from: locations, site: rank)
            }
        }
        return taken.sorted {
            ($0.planned.line, $0.site, $0.part, $0.planned.location)
                < ($1.planned.line, $1.site, $1.part, $1.planned.location)
        }
        .map(\.planned)
    }
}

extension Shortage {
    /// What is taken of it.
    fileprivate var taken: Quantity { min(requested, availableToSell) }
}

extension Sourcing {
    fileprivate var looksForOneSiteFirst: Bool { if case .wholeOrderFirst = self { true } else { false } }

    fileprivate var isAtSite: Bool { if case .site = self { true } else { false } }

    fileprivate var splits: Int {
        switch self {
        case .bestSingleSite, .site: 0
        case .wholeOrderFirst(let splits), .byRank(let splits): Int(splits)
        }
    }
}
