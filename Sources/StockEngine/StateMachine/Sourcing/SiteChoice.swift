import StockModel

/// Which sites serve a request, in which order they are asked, and how much of each line each serves.
///
/// Sites are numbered by rank. The same offers always give the same choice. Whole units of a line come from one site: all
/// components of a kit. What a site offers is asked for when it is needed, so that a request that the first site serves
/// costs the same whatever the number of sites.
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

    /// Says per SKU what a site offers; the machine is handed in, since a closure cannot keep one that cannot be copied.
    typealias Ask<Machine: ~Copyable> = (_ machine: inout Machine, _ site: Int) throws(Stop) -> [Quantity]

    private let wants: [Want]
    private let siteCount: Int
    private let splitsMax: Int
    private let looksForOneSiteFirst: Bool
    /// Of the sites that were asked.
    private var offers: [[Quantity]?]

    init(wants: [Want], siteCount: Int, sourcing: Sourcing) {
        self.wants = wants
        self.siteCount = siteCount
        offers = Array(repeating: nil, count: siteCount)
        switch sourcing {
        case .bestSingleSite, .site: (splitsMax, looksForOneSiteFirst) = (0, false)
        case .wholeOrderFirst(let splits): (splitsMax, looksForOneSiteFirst) = (Int(splits), true)
        case .byRank(let splits): (splitsMax, looksForOneSiteFirst) = (Int(splits), false)
        }
    }

    /// What all sites offer.
    mutating func allOffers<Machine: ~Copyable>(
        _ machine: inout Machine, _ ask: Ask<Machine>
    ) throws(Stop) -> [[Quantity]] {
        guard !wants.isEmpty else { return [] }
        var all: [[Quantity]] = []
        all.reserveCapacity(siteCount)
        for site in 0..<siteCount { all.append(try offer(of: site, &machine, ask)) }
        return all
    }

    /// Sites that together serve everything; nil when so few cannot.
    mutating func covering<Machine: ~Copyable>(
        _ machine: inout Machine, _ ask: Ask<Machine>
    ) throws(Stop) -> [Share]? {
        guard !wants.isEmpty else { return [] }
        let all = wants.map(\.quantity)
        if looksForOneSiteFirst, let site = try firstCovering(all, from: 0, &machine, ask) {
            return [Share(site: site, units: all)]
        }
        var choice = try takeByRank(all, &machine, ask)
        if choice.isComplete { return choice.shares }
        guard let last = try firstCovering(choice.rest, from: choice.next, &machine, ask) else { return nil }
        choice.shares.append(Share(site: last, units: choice.rest))
        return choice.shares
    }

    /// Sites that together serve what they can.
    mutating func most<Machine: ~Copyable>(
        _ machine: inout Machine, _ ask: Ask<Machine>
    ) throws(Stop) -> [Share] {
        let all = wants.map(\.quantity)
        if looksForOneSiteFirst, let site = try firstCovering(all, from: 0, &machine, ask) {
            return [Share(site: site, units: all)]
        }
        var choice = try takeByRank(all, &machine, ask)
        if !choice.isComplete, let last = try servingMost(of: choice.rest, from: choice.next, &machine, ask) {
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

    private mutating func offer<Machine: ~Copyable>(
        of site: Int, _ machine: inout Machine, _ ask: Ask<Machine>
    ) throws(Stop) -> [Quantity] {
        if let known = offers[site] { return known }
        let offer = try ask(&machine, site)
        offers[site] = offer
        return offer
    }

    /// Takes from site after site what each serves, until one more site is allowed, or nothing is left to serve.
    private mutating func takeByRank<Machine: ~Copyable>(
        _ all: [Quantity], _ machine: inout Machine, _ ask: Ask<Machine>
    ) throws(Stop) -> Choice {
        var choice = Choice(rest: all)
        while choice.shares.count < splitsMax, choice.next < siteCount, !choice.isComplete {
            let share = try share(of: choice.rest, at: choice.next, &machine, ask)
            if share.units.contains(where: { $0 > 0 }) {
                for line in choice.rest.indices { choice.rest[line] -= share.units[line] }
                choice.shares.append(share)
            }
            choice.next += 1
        }
        return choice
    }

    /// What a site serves of what is left, line after line.
    private mutating func share<Machine: ~Copyable>(
        of rest: [Quantity], at site: Int, _ machine: inout Machine, _ ask: Ask<Machine>
    ) throws(Stop) -> Share {
        var offer = try offer(of: site, &machine, ask)
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

    private mutating func firstCovering<Machine: ~Copyable>(
        _ rest: [Quantity], from first: Int, _ machine: inout Machine, _ ask: Ask<Machine>
    ) throws(Stop) -> Int? {
        for site in first..<max(first, siteCount) where try share(of: rest, at: site, &machine, ask).units == rest {
            return site
        }
        return nil
    }

    /// The site that serves most units of lines in all, the better-ranked among equals; nil when none serves any.
    private mutating func servingMost<Machine: ~Copyable>(
        of rest: [Quantity], from first: Int, _ machine: inout Machine, _ ask: Ask<Machine>
    ) throws(Stop) -> Share? {
        var best: (share: Share, units: Quantity)?
        for site in first..<max(first, siteCount) {
            let share = try share(of: rest, at: site, &machine, ask)
            let units = share.units.reduce(0, saturatingSum)
            if units > (best?.units ?? 0) { best = (share, units) }
        }
        return best?.share
    }
}
