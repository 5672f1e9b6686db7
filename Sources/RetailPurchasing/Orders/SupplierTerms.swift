public import RetailDocuments
public import RetailMasterData
import StockAPI
import StockModel

extension Supplier {
    /// The first day from `day` on, on which he delivers; `day` itself where he never does.
    public func deliveryDay(from day: CalendarDay) -> CalendarDay {
        let closed = Set(closedDays)
        for later in Int32(0)...Self.daysLookedAhead {
            let candidate = day.adding(later)
            let isDeliveryDay = deliveryDays.isEmpty || deliveryDays.contains(candidate.weekday)
            if isDeliveryDay, !closed.contains(candidate.number) { return candidate }
        }
        return day
    }

    private static var daysLookedAhead: Int32 { 731 }
}

extension SupplierPrice {
    /// Whether it holds on a day, as long as none that begins later does.
    public func isInForce(on day: CalendarDay) -> Bool {
        fromDay <= day.number && (toDay.map { day.number <= $0 } ?? true)
    }

    /// What a base unit costs where so many are ordered.
    ///
    /// - Throws: the rule of packs, minimum or maximum that the quantity breaks; `noPrice` below the first break.
    public func cost(of quantity: Int64, on day: CalendarDay) throws(PurchaseOrderRule) -> Money {
        let sku = SKU(rawValue: sku)
        guard quantity >= quantityMin else { throw .belowQuantity(sku, quantity: quantity, min: quantityMin) }
        if let quantityMax, quantity > quantityMax {
            throw .aboveQuantity(sku, quantity: quantity, max: quantityMax)
        }
        guard pack <= 1 || quantity % pack == 0 else { throw .notWholePacks(sku, quantity: quantity, pack: pack) }
        guard let cost = unitCost(of: quantity) else { throw .noPrice(sku, supplier: supplier, on: day) }
        return cost
    }
}

extension Step {
    /// The supplier, from whom something may be ordered.
    mutating func activeSupplier(_ code: String) async throws(WorkflowFailure) -> Supplier {
        guard let supplier = try await master(Supplier.self, code) else {
            throw .rule(PurchaseOrderRule.unknownSupplier(code))
        }
        guard supplier.isActive else { throw .rule(PurchaseOrderRule.supplierInactive(code)) }
        return supplier
    }

    /// What is to be a line of an order: with its cost and its day, of a SKU that is bought.
    mutating func line(
        _ wanted: PurchaseOrderDraft.Line, order: UInt64, line: UInt32, supplier: Supplier, on day: CalendarDay
    ) async throws(WorkflowFailure) -> PurchaseOrderLine {
        let sku = wanted.sku
        let definition = try await ask { stock throws(StockFailure) in try await stock.definition(of: sku) }
        guard let definition else { throw .rule(PurchaseOrderRule.unknownSKU(sku)) }
        guard definition.isActive else { throw .rule(PurchaseOrderRule.skuInactive(sku)) }
        let quantity = try await baseUnits(of: wanted)
        try decided { () throws(PurchaseOrderRule) in try PurchaseOrderLine.require(quantity) }
        var leadTimeDays = supplier.leadTimeDays
        let cost: Money
        if let given = wanted.unitCost {
            guard given >= .zero else { throw .rule(PurchaseOrderRule.costIsNegative(order, line)) }
            cost = given
        } else {
            guard let price = try await price(of: sku, from: supplier.code, on: day) else {
                throw .rule(PurchaseOrderRule.noPrice(sku, supplier: supplier.code, on: day))
            }
            cost = try decided { () throws(PurchaseOrderRule) in try price.cost(of: quantity, on: day) }
            leadTimeDays = price.leadTimeDays ?? leadTimeDays
        }
        return PurchaseOrderLine(
            order: order, line: line, externalKey: wanted.externalKey, supplier: supplier.code, sku: sku,
            ordered: quantity, unitCost: cost,
            dueDay: wanted.dueDay ?? supplier.deliveryDay(from: day.adding(leadTimeDays)))
    }

    private mutating func baseUnits(of wanted: PurchaseOrderDraft.Line) async throws(WorkflowFailure) -> Int64 {
        guard let unit = wanted.unit else { return wanted.quantity }
        let sku = try await master(StockKeepingUnit.self, StockKeepingUnit.name(of: wanted.sku))
        if sku?.baseUnit == unit { return wanted.quantity }
        guard let ratio = sku?.packs.first(where: { $0.unit == unit }) else { throw .rule(UnitRule.noRatio(unit)) }
        return try decided { () throws(UnitRule) in try ratio.baseUnits(wanted.quantity) }
    }

    /// The price that holds on a day: of those in force the one that begins last.
    ///
    /// Only that one is a precondition: one that is loaded at the same moment counts for the next order.
    mutating func price(
        of sku: SKU, from supplier: String, on day: CalendarDay
    ) async throws(WorkflowFailure) -> SupplierPrice? {
        let prefix = "\(SupplierPrice.prefix)\(supplier)/\(StockKeepingUnit.name(of: sku))/"
        var (best, cursor): (SupplierPrice?, [UInt8]?) = (nil, nil)
        repeat {
            let scan = Scan(prefix: Array(prefix.utf8), limit: Scan.limitMax, cursor: cursor)
            let page = try await ask { stock throws(StockFailure) in try await stock.documents(scan) }
            for document in page.elements where document.type == SupplierPrice.kind.rawValue {
                let record = try Stored<MasterRecord<SupplierPrice>>(document).content
                guard let price = try await inForce(record), price.isInForce(on: day) else { continue }
                if best.map({ $0.fromDay < price.fromDay }) ?? true { best = price }
            }
            cursor = page.cursor
        } while cursor != nil
        guard let best else { return nil }
        return try await master(SupplierPrice.self, best.name)
    }
}
