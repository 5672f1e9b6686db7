import RetailDocuments
import RetailMasterData
import RetailPurchasing
import StockModel

extension Workplace {
    /// The number of the next return to a supplier: it is left out where nothing goes back in the end.
    func nextSupplierReturn() async throws(WorkflowFailure) -> UInt64 {
        try await nextNumber(of: "supplier-return")
    }
}

extension Step {
    /// Sends units back to their supplier with a return that is written and sent at once.
    ///
    /// - Throws: `PurchaseOrderRule.unknownSupplier`, `SupplierReturnRule`.
    mutating func sendBack(
        _ line: SupplierReturn.Line, to supplier: String, at location: LocationID, number: UInt64
    ) async throws(WorkflowFailure) {
        guard let known = try await master(Supplier.self, supplier) else {
            throw .rule(PurchaseOrderRule.unknownSupplier(supplier))
        }
        _ = try await read(SupplierReturn.self, at: SupplierReturn.key(of: number))
        let principal = principal
        let day = CalendarDay(of: now)
        let sent = try decided { () throws(SupplierReturnRule) in
            try SupplierReturn(
                number: number, supplier: known.code, currency: known.currency, lines: [line], maker: principal
            ).after(.send(on: day))
        }
        move(
            .supplierReturn,
            [
                MoveLine(
                    SKU(rawValue: line.sku), quantity: line.quantity, from: LocationID(rawValue: line.from),
                    to: location,
                    attributes: LineAttributes(documentLine: 1, unitCost: line.unitCost.tenThousandths))
            ], context: MovementContext(businessDate: day.number, document: sent.key))
        write(sent)
    }
}
