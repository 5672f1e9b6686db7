import StockModel

/// Which sites serve a request, in which order they are asked, and how much of each line each serves.
///
/// Sites are indexes into `offers`, which come by rank. The same offers always give the same choice. Whole units of a line
/// come from one site: all components of a kit.
struct SiteChoice {
    /// A line that any site may serve.
    struct Want {
        let quantity: Quantity
        /// What each unit of it takes of which offer.
        let parts: [(offer: Int, quantity: Quantity)]
    }

    /// What one site serves.
    struct Share {
        let site: Int
        /// Per line.
        var units: [Quantity]
    }

    private let wants: [Want]
    /// Per site, per SKU: what may be promised there.
    private let offers: [[Quantity]]
    private let splitsMax: Int
    private let looksForOneSiteFirst: Bool

    init(wants: [Want], offers: [[Quantity]], sourcing: Sourcing) {
        self.wants = wants
        self.offers = offers
        switch sourcing {
        case .bestSingleSite, .site: (splitsMax, looksForOneSiteFirst) = (0, false)
        case .wholeOrderFirst(let splits): (splitsMax, looksForOneSiteFirst) = (Int(splits), true)
        case .byRank(let splits): (splitsMax, looksForOneSiteFirst) = (Int(splits), false)
        }
    }

    /// Sites that together serve everything; nil when so few cannot.
    func covering() -> [Share]? {
        guard !wants.isEmpty else { return [] }
        let all = wants.map(\.quantity)
        if looksForOneSiteFirst, let site = firstCovering(all, from: 0) { return [Share(site: site, units: all)] }
        var choice = takeByRank(all)
        if choice.isComplete { return choice.shares }
        guard let last = firstCovering(choice.rest, from: choice.next) else { return nil }
        choice.shares.append(Share(site: last, units: choice.rest))
        return choice.shares
    }

    /// Sites that together serve what they can.
    func most() -> [Share] {
        let all = wants.map(\.quantity)
        if looksForOneSiteFirst, let site = firstCovering(all, from: 0) { return [Share(site: site, units: all)] }
        var choice = takeByRank(all)
        if !choice.isComplete, let last = servingMost(of: choice.rest, from: choice.next) {
            choice.shares.append(last)
        }
        return choice.shares
    }

    private struct Choice {
        var shares: [Share] = []
        /// Per line, what is not served yet.
        var rest: [Quantity]
        /// The first site that was not asked yet.
        var next = 0
        var isComplete: Bool { !rest.contains { $0 > 0 } }
    }

    /// Takes from site after site what each serves, until one more site is allowed, or nothing is left to serve.
    private func takeByRank(_ all: [Quantity]) -> Choice {
        var choice = Choice(rest: all)
        while choice.shares.count < splitsMax, choice.next < offers.count, !choice.isComplete {
            let share = share(of: choice.rest, at: choice.next)
            if share.units.contains(where: { $0 > 0 }) {
                for line in choice.rest.indices { choice.rest[line] -= share.units[line] }
                choice.shares.append(share)
            }
            choice.next += 1
        }
        return choice
    }

    /// What a site serves of what is left, line after line.
    private func share(of rest: [Quantity], at site: Int) -> Share {
        var offer = offers[site]
        var share = Share(site: site, units: [])
        share.units.reserveCapacity(rest.count)
        for (want, wanted) in zip(wants, rest) {
            var units = wanted
            for part in want.parts { units = min(units, offer[part.offer] / part.quantity) }
            for part in want.parts { offer[part.offer] -= units * part.quantity }
            share.units.append(units)
        }
        return share
    }

    private func firstCovering(_ rest: [Quantity], from first: Int) -> Int? {
        offers[first...].indices.first { site in share(of: rest, at: site).units == rest }
    }

    /// The site that serves most units of lines in all, the better-ranked among equals; nil when none serves any.
    private func servingMost(of rest: [Quantity], from first: Int) -> Share? {
        var best: (share: Share, units: Quantity)?
        for site in offers.indices[first...] {
            let share = share(of: rest, at: site)
            let units = share.units.reduce(0, saturatingSum)
            if units > (best?.units ?? 0) { best = (share, units) }
        }
        return best?.share
    }
}
