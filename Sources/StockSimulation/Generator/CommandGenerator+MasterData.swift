import StockModel

extension CommandGenerator {
    mutating func define(in stock: SimpleStock) -> [Definition] {
        if random.chance(1) {
            let site = Definition.site(SiteDefinition(CornerShops.town, code: "TOWN"))
            return Array(repeating: site, count: CommandLimits.definitionsMax + 1)
        }
        return (0..<(random.chance(2) ? 0 : random.within(1...2))).map { _ in definition() }
    }

    mutating func definition() -> Definition {
        switch random.below(10) {
        case 5...7: .policy(policy())
        case 8...9: .threshold(threshold())
        case 0: .sku(skuDefinition())
        case 1: .site(siteDefinition())
        case 2: .location(locationDefinition())
        default: .channel(channelDefinition())
        }
    }

    private mutating func code() -> String {
        switch random.below(30) {
        case 0: ""
        case 1: String(repeating: "x", count: 256)
        case 2: String(repeating: "é", count: 127)
        default: "C-\(random.below(100))"
        }
    }

    private mutating func skuDefinition() -> SKUDefinition {
        if random.chance(40) { return kitDefinition() }
        // Socks and belts come and go.
        return SKUDefinition(
            random.chance(4) ? 0 : random.pick([CornerShops.sock, CornerShops.belt, CornerShops.discontinued]),
            code: code(), isActive: random.chance(75), needsInspection: random.chance(30))
    }

    /// Mostly of plain SKUs; now and then of kits, of itself, or of nothing any more.
    private mutating func kitDefinition() -> SKUDefinition {
        let kit = random.pick([CornerShops.outfit, CornerShops.gift, 9, 9, random.chance(10) ? CornerShops.belt : 9])
        let parts: [SKU] =
            random.chance(30)
            ? CornerShops.kits + [9, CornerShops.noSKU]
            : [CornerShops.shirt, CornerShops.shoe, CornerShops.hat, CornerShops.sock, CornerShops.belt]
        var components = (0..<random.below(4)).map { _ in
            KitComponent(random.pick(parts), quantity: random.chance(4) ? quantity() : Quantity(random.within(1...2)))
        }
        if !random.chance(20) {
            var seen: Set<SKU> = []
            components = components.filter { seen.insert($0.sku).inserted }
        }
        if random.chance(4) {
            components = (0..<101).map { KitComponent(SKU(rawValue: 1_000 + UInt64($0)), quantity: 1) }
        }
        return SKUDefinition(kit, code: code(), isActive: random.chance(90), components: components)
    }

    private mutating func policy() -> ChannelPolicy {
        var sites = [CornerShops.town, CornerShops.harbour, CornerShops.outlet].filter { _ in random.chance(50) }.map {
            SitePolicy(
                $0, buffer: random.chance(30) ? Quantity(random.within(0...3)) : nil,
                earmark: random.chance(60) ? Quantity(random.within(1...5)) : 0)
        }
        switch random.below(40) {
        case 0: sites.append(SitePolicy(CornerShops.noSite))
        case 1: sites += sites
        case 2: sites.append(SitePolicy(CornerShops.town, earmark: -1))
        case 3: sites.append(SitePolicy(4, buffer: -1))
        default: break
        }
        return ChannelPolicy(
            random.chance(3) ? CornerShops.noChannel : random.pick([CornerShops.web, CornerShops.tills]), sku(),
            cap: random.chance(60) ? cap() : nil, sites: random.chance(50) ? sites : [])
    }

    private mutating func cap() -> Cap {
        let units = random.chance(4) ? -1 : Quantity(random.within(0...20))
        guard random.chance(60) else { return Cap(units) }
        // Windows of which some are open, some over and some still to come; few begin at another time than others.
        let start = CornerShops.opening.advanced(byMilliseconds: Int64(random.within(0...4)) * 30_000)
        let length: Int64 = random.chance(15) ? 0 : random.pick([20_000, 200_000, CommandGenerator.years])
        return Cap(units, window: Cap.Window(start: start, end: start.advanced(byMilliseconds: length)))
    }

    private mutating func threshold() -> StockThreshold {
        let scope: StockThreshold.Scope =
            random.chance(50)
            ? .site(random.chance(4) ? CornerShops.noSite : random.pick([CornerShops.town, CornerShops.harbour]))
            : .channel(random.chance(4) ? CornerShops.noChannel : random.pick([CornerShops.web, CornerShops.tills]))
        return StockThreshold(
            sku(), scope, low: random.chance(85) ? Quantity(random.within(0...12)) : random.chance(80) ? nil : -1)
    }

    private mutating func siteDefinition() -> SiteDefinition {
        SiteDefinition(
            random.chance(4) ? 0 : random.pick([CornerShops.town, CornerShops.harbour, 4]), code: code(),
            utcOffsetMinutes: Int16(random.within(-720...840)), dayCutMinutes: Int16(random.within(0...300)),
            foundWithoutApprovalMax: Quantity(random.chance(5) ? -1 : random.within(0...3)))
    }

    private mutating func locationDefinition() -> LocationDefinition {
        let fixed = random.pick([CornerShops.townFloor, CornerShops.harbourLoft, 41, 42, 0])
        let kind = random.pick([LocationKind.stock, .stock, .stock, .receiving, .loss])
        let site: SiteID? = random.pick([CornerShops.town, CornerShops.harbour, CornerShops.noSite, nil])
        return LocationDefinition(fixed, kind: kind, site: site, code: code())
    }

    private mutating func channelDefinition() -> ChannelDefinition {
        var sites = [CornerShops.town, CornerShops.harbour, CornerShops.outlet]
        for index in sites.indices { sites.swapAt(index, random.below(sites.count)) }
        sites.removeLast(random.below(2))
        switch random.below(20) {
        case 0: sites.append(CornerShops.noSite)
        case 1: sites.append(sites[0])
        case 2: sites = Array(repeating: CornerShops.town, count: CommandLimits.channelSitesMax + 1)
        default: break
        }
        let buffers: [Quantity] = random.pick([[0], [0], [0], [0, 0, 0, 1, random.chance(50) ? -1 : 2]])
        return ChannelDefinition(
            random.chance(3) ? 0 : random.pick([CornerShops.web, CornerShops.tills, 3]), code: code(),
            sites: sites.map { ChannelSite($0, buffer: random.pick(buffers)) },
            defaultHoldMilliseconds: random.pick([2_000, 5_000, 9_000, 9_000, 0]),
            longestHoldMilliseconds: random.pick([9_000, 20_000, 60_000, 3_000]),
            holdsPerOwnerMax: random.chance(40) ? UInt32(random.within(0...4)) : nil,
            acceptsBackorders: random.chance(70))
    }
}
