import StockModel

extension CommandGenerator {
    mutating func define(in stock: SimpleStock) -> [Definition] {
        lines(max: 2, limit: CommandLimits.definitionsMax) { generator in
            switch generator.random.below(4) {
            case 0: .sku(generator.skuDefinition())
            case 1: .site(generator.siteDefinition())
            case 2: .location(generator.locationDefinition())
            default: .channel(generator.channelDefinition())
            }
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
        // Socks and belts come and go.
        SKUDefinition(
            random.chance(4) ? 0 : random.pick([CornerShops.sock, CornerShops.belt, CornerShops.discontinued]),
            code: code(), isActive: random.chance(75))
    }

    private mutating func siteDefinition() -> SiteDefinition {
        SiteDefinition(
            random.chance(4) ? 0 : random.pick([CornerShops.town, CornerShops.harbour, 4]), code: code(),
            utcOffsetMinutes: Int16(random.within(-720...840)), dayCutMinutes: Int16(random.within(0...300)))
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
            longestHoldMilliseconds: random.pick([9_000, 20_000, 60_000, 3_000]))
    }
}
