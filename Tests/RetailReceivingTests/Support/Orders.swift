import RetailDocuments
import RetailMasterData
import RetailPurchasing
import RetailReceiving
import StockAPI
import StockModel

/// Orders of the warehouse that its supplier has.
enum Orders {
    static let supplier = "ACME"
    static let day = CalendarDay(20_000)
    static let cost = Money(tenThousandths: 25_000)

    /// An order that the supplier has, with a line for each SKU; gives its number.
    static func sent(
        _ lines: [(sku: SKU, quantity: Int64)], by place: Workplace
    ) async throws(WorkflowFailure) -> UInt64 {
        try await place.perform { step throws(WorkflowFailure) in
            if try await step.read(MasterRecord<Supplier>.self, at: Supplier.key(of: supplier)) == nil {
                step.write(MasterRecord(Supplier(code: supplier, description: "Acme", currency: "EUR")))
            }
        }
        let number = try await place.createPurchaseOrder(
            PurchaseOrderDraft(
                supplier: supplier, site: Warehouse.site, orderedDay: day,
                lines: lines.map { .init($0.sku, quantity: $0.quantity, unitCost: cost, dueDay: day) }))
        try await place.submitPurchaseOrder(number)
        try await place.sendPurchaseOrder(number, on: day)
        return number
    }

    /// A receipt on an order.
    @discardableResult static func receipt(
        _ reference: String, of order: UInt64?, by place: Workplace, isBlind: Bool = false
    ) async throws(WorkflowFailure) -> Receipt {
        try await place.openReceipt(
            ReceiptDraft(
                reference, order: order, site: order == nil ? Warehouse.site : nil, isBlind: isBlind, day: day))
    }

    static func line(
        _ number: UInt32, of order: UInt64, _ place: Workplace
    ) async throws(WorkflowFailure) -> PurchaseOrderLine {
        try await place.purchaseOrder(order).lines[Int(number) - 1]
    }
}
