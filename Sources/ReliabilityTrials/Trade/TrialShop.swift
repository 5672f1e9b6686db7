import StockModel

/// The shop in which trials trade: one shelf, a supplier, customers, one channel.
enum TrialShop {
    static let site = SiteID(rawValue: 1)
    static let shelf = LocationID(rawValue: 1)
    static let supplier = LocationID(rawValue: 2)
    static let customers = LocationID(rawValue: 3)
    static let web = ChannelID(rawValue: 1)
    static let skus = (1...12).map { SKU(rawValue: UInt64($0)) }
    /// The first drop, the others follow: so many units of it come once, and everybody wants one.
    static let drop = SKU(rawValue: 900)
    /// What was there at first of each of the others.
    static let openingUnits: Quantity = 50
    static let longestHoldMilliseconds: Int64 = 3_600_000

    static func definitions() -> [Definition] {
        skus.map { .sku(SKUDefinition($0, code: "SKU-\($0.rawValue)")) } + [
            .site(SiteDefinition(site, code: "SHOP")),
            .location(LocationDefinition(shelf, kind: .stock, site: site, code: "SHELF")),
            .location(LocationDefinition(supplier, kind: .supplier, code: "SUPPLIER")),
            .location(LocationDefinition(customers, kind: .customer, code: "CUSTOMERS")),
            .channel(
                ChannelDefinition(
                    web, code: "WEB", sites: [site], defaultHoldMilliseconds: longestHoldMilliseconds,
                    longestHoldMilliseconds: longestHoldMilliseconds)),
        ]
    }

    static func receive(_ quantity: Quantity, of sku: SKU) -> StockModel.Operation {
        .move(Move(.receive, lines: [MoveLine(sku, quantity: quantity, from: supplier, to: shelf)]))
    }

    /// What has to be done before anybody trades.
    static var opening: [StockModel.Operation] {
        let lines = skus.map { MoveLine($0, quantity: openingUnits, from: supplier, to: shelf) }
        return [.define(definitions()), .move(Move(.receive, lines: lines))]
    }
}
