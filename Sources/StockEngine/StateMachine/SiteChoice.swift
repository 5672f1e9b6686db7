import StockModel

/// Which sites serve a request, and in which order they are asked.
///
/// Sites are indexes into `offers`, which come by rank. The same offers always give the same choice.
struct SiteChoice {
    /// Per SKU.
    let wanted: [Quantity]
    /// Per site, per SKU: what may be promised there.
    let offers: [[Quantity]]
    private let splitsMax: Int
    private let looksForOneSiteFirst: Bool

    init(wanted: [Quantity], offers: [[Quantity]], sourcing: Sourcing) {
        self.wanted = wanted
        self.offers = offers
        switch sourcing {
        case .bestSingleSite, .site: (splitsMax, looksForOneSiteFirst) = (0, false)
        case .wholeOrderFirst(let splits): (splitsMax, looksForOneSiteFirst) = (Int(splits), true)
        case .byRank(let splits): (splitsMax, looksForOneSiteFirst) = (Int(splits), false)
        }
    }

    /// Sites that together give everything; nil when so few cannot.
    func covering() -> [Int]? {
        guard wanted.contains(where: { $0 > 0 }) else { return [] }
        if looksForOneSiteFirst, let site = firstCovering(wanted, from: 0) { return [site] }
        var choice = takeByRank()
        if choice.isComplete { return choice.sites }
        guard let last = firstCovering(choice.rest, from: choice.next) else { return nil }
        choice.sites.append(last)
        return choice.sites
    }

    /// Sites that together give what they can.
    func most() -> [Int] {
        if looksForOneSiteFirst, let site = firstCovering(wanted, from: 0) { return [site] }
        var choice = takeByRank()
        if !choice.isComplete, let last = givingMost(of: choice.rest, from: choice.next) { choice.sites.append(last) }
        return choice.sites
    }

    private struct Choice {
        var sites: [Int] = []
        var rest: [Quantity]
        /// The first site that was not asked yet.
        var next = 0
        var isComplete: Bool { !rest.contains { $0 > 0 } }
    }

    /// Takes from site after site what each gives, until one more site is allowed, or nothing is left to take.
    private func takeByRank() -> Choice {
        var choice = Choice(rest: wanted)
        while choice.sites.count < splitsMax, choice.next < offers.count, !choice.isComplete {
            let offer = offers[choice.next]
            if units(offer, of: choice.rest) > 0 {
                choice.sites.append(choice.next)
                for index in choice.rest.indices { choice.rest[index] -= min(choice.rest[index], offer[index]) }
            }
            choice.next += 1
        }
        return choice
    }

    private func firstCovering(_ rest: [Quantity], from first: Int) -> Int? {
        offers[first...].firstIndex { offer in zip(offer, rest).allSatisfy { $0 >= $1 } }
    }

    /// The site that gives most units in all, the better-ranked among equals; nil when none gives any.
    private func givingMost(of rest: [Quantity], from first: Int) -> Int? {
        var best: (site: Int, units: Quantity)?
        for site in offers.indices[first...] {
            let units = units(offers[site], of: rest)
            if units > (best?.units ?? 0) { best = (site, units) }
        }
        return best?.site
    }

    private func units(_ offer: [Quantity], of rest: [Quantity]) -> Quantity {
        var units: Quantity = 0
        for (there, wanted) in zip(offer, rest) { units = saturatingSum(units, min(there, wanted)) }
        return units
    }
}
