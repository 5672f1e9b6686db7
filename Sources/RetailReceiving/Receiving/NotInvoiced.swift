public import RetailDocuments
import RetailPurchasing
public import StockModel

/// Goods that were received, and for which no bill has been accepted yet; or bills for more than was received.
public struct NotInvoiced: Hashable, Sendable {
    /// The code of the supplier; nil: not known.
    public var supplier: String?
    /// The number of the order; nil: the goods are on none.
    public var order: UInt64?
    /// The reference of the receipt, where the goods are on no order.
    public var receipt: String?
    /// The line of the order, else of the receipt.
    public var line: UInt32
    /// Which SKU.
    public var sku: SKU
    /// Base units that have come.
    public var received: Int64
    /// Base units of these that were rejected or have gone back: no bill is expected for them.
    public var rejectedOrReturned: Int64
    /// Base units that bills have been accepted for.
    public var billed: Int64
    /// Base units for which a bill is expected; below zero: those billed beyond all that came.
    public var units: Int64
    /// What these have cost: their share of what was said at the receipts, to the nearest 1/10,000; below zero, at the cost
    /// that was agreed, for what was billed too much.
    public var value: Money
}

extension Workplace {
    /// Goods received and not invoiced, and invoiced and not received: of one supplier, or of all, by supplier and order.
    ///
    /// Goods that are on no order come last: no bill can be matched with them.
    public func goodsNotInvoiced(of supplier: String? = nil) async throws(WorkflowFailure) -> [NotInvoiced] {
        let part = supplier.map { $0.keyPart + "/" } ?? ""
        var list: [NotInvoiced] = []
        for match in try await matches(under: PurchaseOrderLine.notInvoicedTerms + part) {
            guard let line = try await read(PurchaseOrderLine.self, at: match.key)?.content else { continue }
            let units = line.notInvoiced
            list.append(
                NotInvoiced(
                    supplier: line.supplier, order: line.order, receipt: nil, line: line.line,
                    sku: SKU(rawValue: line.sku), received: line.arrived,
                    rejectedOrReturned: line.rejectedOrReturned, billed: line.billed, units: units,
                    value: units < 0
                        ? line.unitCost.times(units) ?? .zero : line.receivedCost.share(units, of: line.arrived)))
        }
        for match in try await matches(under: ReceiptLine.withoutOrderTerms + part) {
            guard let line = try await read(ReceiptLine.self, at: match.key)?.content else { continue }
            list.append(
                NotInvoiced(
                    supplier: line.supplier, order: nil, receipt: line.receipt, line: line.line,
                    sku: SKU(rawValue: line.arrival.sku), received: line.withoutOrder, rejectedOrReturned: 0, billed: 0,
                    units: line.withoutOrder, value: line.unitCost.times(line.withoutOrder) ?? .zero))
        }
        return list
    }
}

extension Money {
    /// The share of an amount that so many of all units have, to the nearest 1/10,000, halves up; amount and units are not
    /// below zero.
    func share(_ units: Int64, of all: Int64) -> Money {
        guard tenThousandths >= 0, units > 0, all > 0, units < all else { return units == all ? self : .zero }
        let product = tenThousandths.magnitude.multipliedFullWidth(by: units.magnitude)
        // No more than the amount, since there are no more units than all of them.
        let (quotient, remainder) = all.magnitude.dividingFullWidth(product)
        return Money(tenThousandths: Int64(clamping: quotient + (remainder >= all.magnitude - remainder ? 1 : 0)))
    }
}
