import RetailDocuments
import RetailMasterData
import RetailPurchasing
import StockAPI
import StockModel
import StockTesting
import Testing

/// A shop with two suppliers, and people who buy for it.
struct Shop {
    static let site: SiteID = 1
    static let receiving: LocationID = 11
    static let quarantine: LocationID = 12
    static let supplierPlace: LocationID = 90
    /// Monday, 2 March 2026.
    static let day = CalendarDay(20_514)

    let stock: any StockService
    let buyer: Workplace
    let chief: Workplace

    /// Once in this process and once over the wire.
    static func everywhere(_ body: (Shop) async throws -> Void) async throws {
        try await withTemporaryStock { stock, _ in try await body(try await Shop(stock)) }
        try await withTemporaryServer { client, _ in try await body(try await Shop(client)) }
    }

    init(_ stock: any StockService) async throws {
        self.stock = stock
        buyer = Workplace(stock, principal: 1)
        chief = Workplace(stock, principal: 2)
        let session = StockSession(stock, principal: 1)
        var definitions: [Definition] = [
            .site(SiteDefinition(Self.site, code: "SHOP")),
            .location(LocationDefinition(10, kind: .stock, site: Self.site, code: "SHELF")),
            .location(LocationDefinition(Self.receiving, kind: .receiving, site: Self.site, code: "DOCK")),
            .location(LocationDefinition(Self.quarantine, kind: .quarantine, site: Self.site, code: "CAGE")),
            .location(LocationDefinition(Self.supplierPlace, kind: .supplier, code: "SUPPLIERS")),
        ]
        for number in UInt64(1)...130 {
            let sku = SKUDefinition(SKU(rawValue: number), code: "S\(number)", isActive: number != 130)
            definitions.append(.sku(sku))
        }
        let defined = try await session.define(definitions)
        try #require(defined.isAccepted)
        try await write([
            Supplier(code: "A", description: "A Ltd", currency: "EUR", leadTimeDays: 5, orderValueMin: Money("10")),
            Supplier(
                code: "B/2", description: "B Ltd", currency: "USD", leadTimeDays: 3, deliveryDays: [2, 4],
                closedDays: [Self.day.number + 3]),
            Supplier(code: "GONE", description: "closed", currency: "EUR", isActive: false),
        ])
        try await write(
            [
                SupplierPrice(
                    supplier: "A", sku: 1, fromDay: Self.day.number - 100, unit: "PIECE", pack: 6, quantityMin: 12,
                    quantityMax: 600,
                    breaks: [.init(from: 1, unitCost: amount("2.50")), .init(from: 120, unitCost: amount("2.2550"))]),
                SupplierPrice(
                    supplier: "A", sku: 1, fromDay: Self.day.number + 10, unit: "PIECE", leadTimeDays: 2,
                    breaks: [.init(from: 1, unitCost: amount("3"))]),
                SupplierPrice(
                    supplier: "A", sku: 2, fromDay: Self.day.number - 9, toDay: Self.day.number - 1, unit: "PIECE",
                    breaks: [.init(from: 1, unitCost: amount("1"))]),
            ])
        try await write([
            StockKeepingUnit(
                number: 3, code: "S3", baseUnit: "PIECE",
                packs: [
                    UnitRatio(unit: "CARTON", numerator: 12), UnitRatio(unit: "THIRD", numerator: 1, denominator: 3),
                ])
        ])
    }

    func write<Content: MasterData>(_ rows: [Content]) async throws {
        try await buyer.perform { step throws(WorkflowFailure) in for row in rows { step.write(MasterRecord(row)) } }
    }

    /// An order with lines of which each unit costs 2, written as a draft.
    func draft(_ quantities: [Int64] = [10], supplier: String = "A") async throws -> UInt64 {
        try await buyer.createPurchaseOrder(
            PurchaseOrderDraft(
                supplier: supplier, site: Self.site, orderedDay: Self.day,
                lines: quantities.enumerated().map { place, quantity in
                    .init(SKU(rawValue: UInt64(place + 1)), quantity: quantity, unitCost: amount("2"))
                }))
    }

    /// An order that the supplier has.
    func sent(_ quantities: [Int64] = [10]) async throws -> UInt64 {
        let number = try await draft(quantities)
        try await buyer.submitPurchaseOrder(number)
        try await buyer.sendPurchaseOrder(number, on: Self.day)
        return number
    }

    /// What receiving does: the units come, and count on the line, in one transaction.
    func receive(
        _ quantity: Int64, on line: UInt32, of order: UInt64, day: CalendarDay = Shop.day, by place: Workplace? = nil
    ) async throws {
        try await (place ?? buyer).perform { step throws(WorkflowFailure) in
            let head = try await step.order(order)
            let current = try await step.line(order, line)
            do throws(PurchaseOrderRule) {
                _ = try head.after(.receive)
                step.write(try current.after(.receive(quantity, on: day)))
            } catch { throw .rule(error) }
            step.move(
                .receive,
                [
                    MoveLine(
                        SKU(rawValue: current.sku), quantity: quantity, from: Self.supplierPlace, to: Self.receiving)
                ], context: MovementContext(document: head.key))
        }
    }

    func needApproval(above: String, of approvers: [UInt32] = [1, 2]) async throws {
        try await buyer.set(
            ApprovalPolicy(
                subject: PurchaseOrder.policy, thresholds: [.init(above: amount(above), approvers: approvers)]),
            reason: "test")
    }
}

func amount(_ text: String) -> Money { Money(text) ?? Money(tenThousandths: .min) }

/// The rule that a step breaks.
func broken<Broken: Rule>(_ kind: Broken.Type = Broken.self, _ step: () async throws -> Void) async -> Broken? {
    do { try await step() } catch let failure as WorkflowFailure { return failure.rule(as: kind) } catch {}
    return nil
}

/// Whether a step happens; what a rule, the engine or others are in the way of does not.
func happens(_ step: () async throws -> Void) async -> Bool {
    do { try await step() } catch { return false }
    return true
}
