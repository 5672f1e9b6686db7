import RetailDocuments
import RetailMasterData
import RetailReceiving
import StockAPI
import StockModel
import StockTesting
import Testing

/// A site that receives, looks at goods and puts them away, with a customer who waits for some.
enum Warehouse {
    static let site: SiteID = 1
    static let supplier: LocationID = 1
    static let customer: LocationID = 2
    static let loss: LocationID = 3
    static let receiving: LocationID = 10
    static let quarantine: LocationID = 11
    static let damaged: LocationID = 12
    static let transit: LocationID = 13
    static let shelf: LocationID = 21
    static let bay: LocationID = 22
    static let channel: ChannelID = 1
    static let shirt: SKU = 4711
    /// Of a brand of the retailer's own, in the category within that of clothing.
    static let cream: SKU = 4712

    private static let definitions: [Definition] = [
        .site(SiteDefinition(site, code: "WAREHOUSE")),
        .location(LocationDefinition(supplier, kind: .supplier, code: "SUPPLIER")),
        .location(LocationDefinition(customer, kind: .customer, code: "CUSTOMER")),
        .location(LocationDefinition(loss, kind: .loss, code: "LOSS")),
        .location(LocationDefinition(receiving, kind: .receiving, site: site, code: "RECEIVING")),
        .location(LocationDefinition(quarantine, kind: .quarantine, site: site, code: "QUARANTINE")),
        .location(LocationDefinition(damaged, kind: .damaged, site: site, code: "DAMAGED")),
        .location(LocationDefinition(transit, kind: .transit, site: site, code: "TRANSIT")),
        .location(LocationDefinition(shelf, kind: .stock, site: site, code: "SHELF")),
        .location(LocationDefinition(bay, kind: .stock, site: site, code: "BAY")),
        .sku(SKUDefinition(shirt, code: "SHIRT")),
        .sku(SKUDefinition(cream, code: "CREAM")),
        .channel(ChannelDefinition(channel, code: "WEB", sites: [site], acceptsBackorders: true)),
    ]

    /// Once in this process and once over the wire.
    static func everywhere(_ body: (any StockService) async throws -> Void) async throws {
        try await withTemporaryStock { stock, _ in
            try await prepare(stock)
            try await body(stock)
        }
        try await withTemporaryServer { client, _ in
            try await prepare(client)
            try await body(client)
        }
    }

    static func prepare(_ stock: any StockService) async throws {
        try await accepted(StockSession(stock, principal: 1).define(definitions))
        try await Workplace(stock, principal: 1).perform { step throws(WorkflowFailure) in
            step.write(MasterRecord(Category(code: "COSMETICS", number: 2, description: "", parent: "CARE")))
            step.write(MasterRecord(Category(code: "CARE", number: 1, description: "")))
            step.write(MasterRecord(Brand(code: "OWN", number: 1, description: "", isPrivateLabel: true)))
            step.write(MasterRecord(Product(code: "CREAM", description: "", category: "COSMETICS", brand: "OWN")))
            step.write(
                MasterRecord(
                    StockKeepingUnit(number: cream.rawValue, code: "CREAM", product: "CREAM", baseUnit: "PCE")))
            step.write(MasterRecord(StockKeepingUnit(number: shirt.rawValue, code: "SHIRT", baseUnit: "PCE")))
            step.write(MasterRecord(Barcode(gtin: "4006381333931", sku: shirt.rawValue)))
            step.write(MasterRecord(Barcode(gtin: "14006381333938", sku: shirt.rawValue, packQuantity: 12)))
        }
    }

    /// Goods that have come without any paper.
    static func arrive(
        _ units: Int64, of sku: SKU = shirt, at location: LocationID = receiving, _ stock: any StockService
    )
        async throws
    {
        let move = Move(.receive, lines: [MoveLine(sku, quantity: units, from: supplier, to: location)])
        try await accepted(StockSession(stock, principal: 1).move(move))
    }

    static func onHand(
        of sku: SKU = shirt, _ stock: any StockService
    ) async throws -> [LocationID: Int64] {
        Dictionary(uniqueKeysWithValues: try await stock.levels(of: sku).map { ($0.location, $0.onHand) })
    }

    /// Does a step again for as long as others are faster.
    static func insisting<Value>(
        _ step: () async throws(WorkflowFailure) -> Value
    ) async throws(WorkflowFailure) -> Value {
        while true {
            do throws(WorkflowFailure) { return try await step() } catch {
                guard case .changedMeanwhile = error else { throw error }
            }
        }
    }

    /// What was accepted.
    @discardableResult
    static func accepted<Value>(_ decision: Decision<Value>) throws -> Value {
        guard case .accepted(let value, _) = decision else { throw Refused(what: "\(decision)") }
        return value
    }

    struct Refused: Error { var what: String }
}

/// The rule that a step is refused by.
func refusal<Broken: Rule>(
    as kind: Broken.Type = Broken.self, _ step: () async throws(WorkflowFailure) -> some Any
) async -> Broken? {
    do throws(WorkflowFailure) { _ = try await step() } catch { return error.rule(as: kind) }
    return nil
}
