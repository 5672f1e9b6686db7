import RetailDocuments
import RetailMasterData
import RetailPurchasing
import StockModel

extension Step {
    /// Sends units of one SKU back to their supplier, with a return that is written and sent at once; gives its number.
    ///
    /// What was counted on lines of an order is counted back on them, the last one first.
    ///
    /// - Throws: `PurchaseOrderRule`, `SupplierReturnRule`.
    mutating func sendBack(
        _ units: Int64, of sku: SKU, from place: LocationID, to supplier: String, at location: LocationID,
        unitCost: Money, countedOn source: GoodsSource? = nil, reason: String
    ) async throws(WorkflowFailure) -> UInt64 {
        guard let known = try await master(Supplier.self, supplier) else {
            throw .rule(PurchaseOrderRule.unknownSupplier(supplier))
        }
        var lines: [SupplierReturn.Line] = []
        var left = units
        if let source, let order = source.order {
            for allocation in source.allocations.reversed() where left > 0 {
                let line = try await line(order, allocation.orderLine)
                let back = Swift.min(left, allocation.units, line.arrived - line.returned)
                guard back > 0 else { continue }
                left -= back
                write(try decided { () throws(PurchaseOrderRule) in try line.after(.sendBack(back, rejected: true)) })
                lines.append(
                    SupplierReturn.Line(
                        sku, quantity: back, from: place, unitCost: unitCost, order: order, orderLine: line.line,
                        reason: reason))
            }
        }
        if left > 0 {
            lines.append(SupplierReturn.Line(sku, quantity: left, from: place, unitCost: unitCost, reason: reason))
        }
        let number = try await nextNumber(of: "supplier-return")
        // Numbers are given once: that there is no such return is a precondition.
        _ = try await read(SupplierReturn.self, at: SupplierReturn.key(of: number))
        let (maker, day) = (principal, CalendarDay(of: now))
        let buyer = try await buyer(of: lines)
        let sent = try decided { [lines] () throws(SupplierReturnRule) in
            try SupplierReturn(
                number: number, supplier: known.code, currency: known.currency, lines: lines, maker: maker,
                buyer: buyer, on: day
            ).after(.send(on: day))
        }
        move(
            .supplierReturn,
            lines.enumerated().map { offset, line in
                MoveLine(
                    sku, quantity: line.quantity, from: place, to: location,
                    attributes: LineAttributes(
                        documentLine: UInt32(offset + 1), unitCost: unitCost.tenThousandths))
            }, context: MovementContext(businessDate: day.number, document: sent.key))
        write(sent)
        return number
    }
}
