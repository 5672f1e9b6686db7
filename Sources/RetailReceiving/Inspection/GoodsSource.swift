public import RetailDocuments
import RetailPurchasing
import StockModel

/// Where goods have come from: who delivered them, on which order, and what a unit cost.
///
/// What fails an inspection is counted there, and who gets it back owes for it.
public struct GoodsSource: Codable, Hashable, Sendable {
    /// The code of the supplier.
    public var supplier: String
    /// The number of the order; nil: none.
    public var order: UInt64?
    /// The lines of the order that the goods are counted on.
    public var allocations: [ReceiptLine.Allocation]
    /// What a base unit has cost.
    public var unitCost: Money

    /// Nil where the supplier is not known.
    init?(_ line: ReceiptLine, allocations: [ReceiptLine.Allocation]? = nil) {
        guard let supplier = line.supplier else { return nil }
        self.supplier = supplier
        order = line.order
        self.allocations = allocations ?? line.allocations
        unitCost = line.unitCost
    }
}

extension Step {
    /// Counts units that have failed on the lines of the order that they came for, the last one first.
    mutating func reject(_ units: Int64, of source: GoodsSource?) async throws(WorkflowFailure) {
        guard let source, let order = source.order else { return }
        var left = units
        for allocation in source.allocations.reversed() where left > 0 {
            let line = try await line(order, allocation.orderLine)
            let failed = Swift.min(left, allocation.units, line.arrived - line.rejected)
            guard failed > 0 else { continue }
            left -= failed
            write(try decided { () throws(PurchaseOrderRule) in try line.after(.reject(failed)) })
        }
    }

    /// Takes back that units have failed, which `reject` has counted.
    mutating func withdrawRejection(_ units: Int64, of source: GoodsSource?) async throws(WorkflowFailure) {
        guard let source, let order = source.order else { return }
        var left = units
        for allocation in source.allocations.reversed() where left > 0 {
            let line = try await line(order, allocation.orderLine)
            let withdrawn = Swift.min(left, allocation.units, line.rejectedHere)
            guard withdrawn > 0 else { continue }
            left -= withdrawn
            write(try decided { () throws(PurchaseOrderRule) in try line.after(.withdrawRejection(withdrawn)) })
        }
    }
}
