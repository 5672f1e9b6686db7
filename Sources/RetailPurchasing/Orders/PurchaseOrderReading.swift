public import RetailDocuments
import StockModel

/// An order with all that belongs to it, as it is shown.
public struct PurchaseOrderFile: Hashable, Sendable {
    /// Its head.
    public var order: Stored<PurchaseOrder>
    /// Its lines, by number.
    public var lines: [PurchaseOrderLine]
    /// Its amendments, by number.
    public var amendments: [PurchaseOrderAmendment]

    /// How far it is, by its lines too.
    public var status: PurchaseOrderStatus { order.content.status(lines) }

    /// What is to be paid for all that is not cancelled, and for what was accepted beyond it; nil: more than can be counted.
    public var value: Money? { try? order.content.value(of: lines) }
}

/// A line that should have come.
public struct OverdueLine: Hashable, Sendable {
    /// What is missing.
    public var line: PurchaseOrderLine
    /// Days since it was due.
    public var days: Int32
}

extension Workplace {
    /// An order with its lines and amendments.
    ///
    /// - Throws: `PurchaseOrderRule.notFound`.
    public func purchaseOrder(_ number: UInt64) async throws(WorkflowFailure) -> PurchaseOrderFile {
        guard let order = try await read(PurchaseOrder.self, at: PurchaseOrder.key(of: number)) else {
            throw .rule(PurchaseOrderRule.notFound(number))
        }
        return try await file(of: order)
    }

    /// The orders that are so far, by number; of one supplier, or of all.
    ///
    /// One state is looked up in an index, all are read.
    public func purchaseOrders(
        in states: Set<PurchaseOrder.State> = Set(PurchaseOrder.State.allCases), of supplier: String? = nil
    ) async throws(WorkflowFailure) -> [PurchaseOrderFile] {
        var keys: [DocumentKey] = []
        if let supplier {
            keys = try await matches(under: "po.supplier/\(supplier.keyPart)/").map(\.key)
        } else {
            for state in states.sorted(by: { $0.rawValue < $1.rawValue }) {
                keys += try await matches(under: "po.state/\(state.rawValue)/").map(\.key)
            }
            keys.sort()
        }
        var list: [PurchaseOrderFile] = []
        for key in keys {
            guard let order = try await read(PurchaseOrder.self, at: key), states.contains(order.content.state) else {
                continue
            }
            list.append(try await file(of: order))
        }
        return list
    }

    /// The lines that suppliers should have delivered before a day, those that are due longest first.
    public func overdueLines(on day: CalendarDay) async throws(WorkflowFailure) -> [OverdueLine] {
        var list: [OverdueLine] = []
        var withSupplier: [UInt64: Bool] = [:]
        for match in try await matches(under: PurchaseOrderLine.dueTerms) {
            // Days stand in their order: what comes after this one is not due yet.
            guard match.term < IndexTerm("\(PurchaseOrderLine.dueTerms)\(day.keyText)") else { break }
            guard let line = try await read(PurchaseOrderLine.self, at: match.key)?.content, line.dueDay < day else {
                continue
            }
            if withSupplier[line.order] == nil {
                let order = try await read(PurchaseOrder.self, at: PurchaseOrder.key(of: line.order))
                withSupplier[line.order] = order?.content.isWithSupplier ?? false
            }
            guard withSupplier[line.order] == true else { continue }
            list.append(OverdueLine(line: line, days: day.number - line.dueDay.number))
        }
        return list
    }

    private func file(of order: Stored<PurchaseOrder>) async throws(WorkflowFailure) -> PurchaseOrderFile {
        let number = order.content.number
        return PurchaseOrderFile(
            order: order, lines: try await read(under: PurchaseOrderLine.prefix(of: number)).map(\.content),
            amendments: try await read(under: PurchaseOrderAmendment.prefix(of: number)).map(\.content))
    }
}
