import StockBytes
@testable import StockSimulation
import StockAPI
import StockModel
import Testing

/// Small requests against every way in which they could be served.
@Suite struct BruteForceSourcingTests {
    @Test(arguments: RandomRuns.seeds) func `a request is granted as every way to serve it says`(seed: UInt64)
        async throws
    {
        try await withShop { shop in
            var random = SplitMix64(seed: seed)
            for number in 0..<30 as Range<UInt64> {
                let small = try await SmallCase(number, &random, shop)
                for sourcing in SmallCase.sourcings {
                    let id = shop.newReservation()
                    let answer = try await shop.submit(
                        .reserve(Reserve(id, channel: small.channel, lines: small.request, sourcing: sourcing)))
                    let fault = small.fault(in: answer, sourcing)
                    #expect(fault == nil, "seed \(seed), case \(number), \(sourcing): \(small)")
                    if answer.plan != nil { try await shop.accept(.release(Release(id))) }
                }
            }
            #expect(try await shop.faults() == [])
        }
    }
}

/// Three SKUs and a kit of two of them at three sites, with a buffer, an earmark of another channel and a cap.
private struct SmallCase {
    static let sourcings: [Sourcing] = [
        .bestSingleSite, .wholeOrderFirst(splitsMax: 1), .wholeOrderFirst(splitsMax: 2), .byRank(splitsMax: 0),
        .byRank(splitsMax: 1), .byRank(splitsMax: 2),
    ]

    let channel: ChannelID
    let skus: [SKU]
    let kit: SKU
    /// Places of the channel's sites in `places`, best first.
    let ranked: [Int]
    /// Per place, per SKU: what the channel may promise.
    let free: [[Quantity]]
    let capOfFirst: Quantity?
    let request: [ReserveLine]

    private static let places: [(site: SiteID, shelf: LocationID)] = [
        (CornerShops.town, CornerShops.townFloor), (CornerShops.harbour, CornerShops.harbourFloor),
        (CornerShops.outlet, CornerShops.outletFloor),
    ]

    init(_ number: UInt64, _ random: inout SplitMix64, _ shop: Shop) async throws {
        let first = 1_000 + number * 10
        channel = ChannelID(rawValue: UInt32(first))
        skus = (0..<3).map { SKU(rawValue: first + $0) }
        kit = SKU(rawValue: first + 3)
        var order = [0, 1, 2]
        for index in order.indices { order.swapAt(index, random.below(3)) }
        ranked = order
        let buffers = (0..<3).map { _ in Quantity(random.below(3) / 2) }
        let earmarks = (0..<3).map { _ in Quantity(random.below(3) / 2) }
        let stock = (0..<3).map { _ in (0..<3).map { _ in Quantity(random.below(5)) } }
        capOfFirst = random.chance(40) ? Quantity(random.within(1...4)) : nil
        // The earmark is on the first SKU.
        free = (0..<3).map { place in
            (0..<3).map { sku in max(0, stock[place][sku] - buffers[place] - (sku == 0 ? earmarks[place] : 0)) }
        }
        request = (0..<random.within(1...3)).map { [skus, kit] _ in
            ReserveLine(random.chance(30) ? kit : random.pick(skus), quantity: Quantity(random.within(1...3)))
        }

        let other = ChannelID(rawValue: UInt32(first + 1))
        try await shop.accept(
            .define(
                skus.map { .sku(SKUDefinition($0, code: "SMALL")) } + [
                    .sku(
                        SKUDefinition(
                            kit, code: "KIT",
                            components: [KitComponent(skus[0], quantity: 1), KitComponent(skus[1], quantity: 2)])),
                    .channel(
                        ChannelDefinition(
                            channel, code: "C",
                            sites: order.map { ChannelSite(Self.places[$0].site, buffer: buffers[$0]) })),
                    .channel(ChannelDefinition(other, code: "OTHER", sites: Self.places.map(\.site))),
                    .policy(ChannelPolicy(channel, skus[0], cap: capOfFirst.map { Cap($0) })),
                    .policy(
                        ChannelPolicy(
                            other, skus[0],
                            sites: Self.places.indices.map { SitePolicy(Self.places[$0].site, earmark: earmarks[$0]) })),
                ]))
        var lines: [(sku: SKU, quantity: Quantity, to: LocationID)] = []
        for place in 0..<3 {
            for sku in 0..<3 where stock[place][sku] > 0 {
                lines.append((skus[sku], stock[place][sku], Self.places[place].shelf))
            }
        }
        if !lines.isEmpty { try await shop.accept(CornerShops.delivery(lines)) }
    }

    /// Units of each SKU in one unit of a line.
    private func parts(_ line: ReserveLine) -> [Quantity] {
        line.sku == kit ? [1, 2, 0] : skus.map { $0 == line.sku ? 1 : 0 }
    }

    private var isWithinCap: Bool {
        let wanted = request.map { parts($0)[0] * $0.quantity }.reduce(0, +)
        return capOfFirst.map { wanted <= $0 } ?? true
    }

    /// Every way to spread the lines over the places: per line, units from each.
    private var ways: [[[Quantity]]] {
        request.reduce([[]]) { ways, line in
            let splits = (0...line.quantity).flatMap { a in
                (0...(line.quantity - a)).map { b in [a, b, line.quantity - a - b] }
            }
            return ways.flatMap { way in splits.map { way + [$0] } }
        }
    }

    private func fits(_ way: [[Quantity]]) -> Bool {
        (0..<3).allSatisfy { place in
            (0..<3).allSatisfy { sku in
                zip(request, way).map { parts($0)[sku] * $1[place] }.reduce(0, +) <= free[place][sku]
            }
        }
    }

    private func places(_ way: [[Quantity]]) -> Set<Int> {
        Set((0..<3).filter { place in way.contains { $0[place] > 0 } })
    }

    /// What is wrong with an answer, or nil.
    func fault(in answer: Answer, _ sourcing: Sourcing) -> String? {
        let possible = isWithinCap ? ways.filter(fits) : []
        let alone = ranked.first { place in possible.contains { places($0) == [place] } }
        let splits =
            switch sourcing {
            case .bestSingleSite, .site: 0
            case .wholeOrderFirst(let splits), .byRank(let splits): Int(splits)
            }
        guard let plan = answer.plan else {
            if alone != nil, splits == 0 { return "a site has it all, and it was refused: \(answer)" }
            if case .wholeOrderFirst = sourcing, alone != nil { return "a site has it all: \(answer)" }
            // By rank the first sites may be taken that leave no way for kits; of plain SKUs all sites together give all.
            let isPlain = !request.contains { $0.sku == kit }
            if isPlain, splits == 2, !possible.isEmpty { return "there is a way, and it was refused: \(answer)" }
            return nil
        }
        let way = request.indices.map { line -> [Quantity] in
            Self.places.map { place in
                let units = plan.allocations.filter { $0.line == line && $0.location == place.shelf }
                return units.filter { $0.component == nil || $0.component == skus[0] }.map(\.quantity).reduce(0, +)
            }
        }
        guard possible.contains(way) else { return "granted what is no way: \(plan)" }
        if places(way).count > splits + 1 { return "too many sites: \(plan)" }
        if case .byRank = sourcing, splits > 0 { return nil }
        if let alone, places(way) != [alone] { return "not the best site that has it all: \(plan)" }
        return nil
    }
}
