import StockModel

/// A retailer small enough to be known by heart: three sites, five SKUs on sale, two channels.
enum CornerShops {
    static let shirt: SKU = 1
    static let shoe: SKU = 2
    static let hat: SKU = 3
    static let sock: SKU = 4
    static let belt: SKU = 5
    static let skus: [SKU] = [shirt, shoe, hat, sock, belt]
    /// Defined, and not on sale any more.
    static let discontinued: SKU = 6

    /// A shirt, and a sock for each foot.
    static let outfit: SKU = 7
    /// An outfit, a hat and another shirt: a kit of a kit.
    static let gift: SKU = 8
    static let kits: [SKU] = [outfit, gift]

    static let town: SiteID = 1
    static let harbour: SiteID = 2
    static let outlet: SiteID = 3

    static let townFloor: LocationID = 11
    static let townCellar: LocationID = 12
    static let townReceiving: LocationID = 13
    static let townReturns: LocationID = 14
    static let townQuarantine: LocationID = 15
    static let townDamaged: LocationID = 16
    static let townRepair: LocationID = 17
    static let harbourFloor: LocationID = 21
    static let harbourLoft: LocationID = 22
    static let harbourReturns: LocationID = 24
    static let outletFloor: LocationID = 31
    static let toOutlet: LocationID = 37
    static let supplier: LocationID = 91
    static let customer: LocationID = 92
    static let loss: LocationID = 93
    static let scrap: LocationID = 94
    static let workshop: LocationID = 95
    static let otherWorkshop: LocationID = 96

    /// Promises from all sites: town, harbour, outlet.
    static let web: ChannelID = 1
    /// Promises from the harbour first, then from town, never from the outlet; holds are short.
    static let tills: ChannelID = 2

    static let noSKU: SKU = 404
    static let noLocation: LocationID = 404
    static let noSite: SiteID = 404
    static let noChannel: ChannelID = 404

    static let opening = Instant(millisecondsSinceEpoch: 1_763_164_800_000)

    static let masterData: [Definition] =
        skus.map { .sku(SKUDefinition($0, code: "SKU-\($0.rawValue)")) }
        + [
            .sku(SKUDefinition(discontinued, code: "SKU-6", isActive: false)),
            .sku(
                SKUDefinition(
                    outfit, code: "OUTFIT",
                    components: [KitComponent(shirt, quantity: 1), KitComponent(sock, quantity: 2)])),
            .sku(
                SKUDefinition(
                    gift, code: "GIFT",
                    components: [
                        KitComponent(outfit, quantity: 1), KitComponent(hat, quantity: 1),
                        KitComponent(shirt, quantity: 1),
                    ])),
        ]
        + [
            .site(
                SiteDefinition(
                    town, code: "TOWN", utcOffsetMinutes: 60, dayCutMinutes: 240, foundWithoutApprovalMax: 5)),
            .site(SiteDefinition(harbour, code: "HARBOUR", utcOffsetMinutes: -300)),
            .site(SiteDefinition(outlet, code: "OUTLET")),
        ]
        + physical.map { location, kind, site in
            .location(LocationDefinition(location, kind: kind, site: site, code: "L-\(location.rawValue)"))
        }
        + virtual.map { location, kind in
            .location(LocationDefinition(location, kind: kind, code: "V-\(location.rawValue)"))
        }
        + [
            .channel(ChannelDefinition(web, code: "WEB", sites: [town, harbour, outlet], acceptsBackorders: true)),
            .channel(
                ChannelDefinition(
                    tills, code: "TILLS", sites: [harbour, town], defaultHoldMilliseconds: 5_000,
                    longestHoldMilliseconds: 20_000)),
        ]

    static let physical: [(LocationID, LocationKind, SiteID)] = [
        (townFloor, .stock, town), (townCellar, .stock, town), (townReceiving, .receiving, town),
        (townReturns, .returns, town), (townQuarantine, .quarantine, town), (townDamaged, .damaged, town),
        (townRepair, .repair, town),
        (harbourFloor, .stock, harbour), (harbourLoft, .stock, harbour), (harbourReturns, .returns, harbour),
        (outletFloor, .stock, outlet), (toOutlet, .transit, outlet),
    ]

    static let virtual: [(LocationID, LocationKind)] = [
        (supplier, .supplier), (customer, .customer), (loss, .loss), (scrap, .scrap), (workshop, .transform),
        (otherWorkshop, .transform),
    ]

    static let locations: [LocationID] = physical.map(\.0) + virtual.map(\.0)

    /// Goods that arrive from the supplier.
    static func delivery(_ lines: [(sku: SKU, quantity: Quantity, to: LocationID)]) -> StockModel.Operation {
        .move(
            Move(.receive, lines: lines.map { MoveLine($0.sku, quantity: $0.quantity, from: supplier, to: $0.to) }))
    }
}
