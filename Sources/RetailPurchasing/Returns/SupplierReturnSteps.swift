public import RetailDocuments
import RetailMasterData
import StockAPI
public import StockModel

/// What is to go back to a supplier.
public struct SupplierReturnDraft: Hashable, Sendable {
    /// Units of one SKU.
    public struct Line: Hashable, Sendable {
        /// Which SKU.
        public var sku: SKU
        /// Base units.
        public var quantity: Int64
        /// The location that they leave: quarantine, damaged, returns or stock.
        public var from: LocationID
        /// What the supplier owes for a base unit; nil: what was agreed on the line of the order.
        public var unitCost: Money?
        /// The line of an order that they came on.
        public var orderLine: PurchaseOrderLineNumber?
        /// Why they go back.
        public var reason: String

        /// Made of its parts.
        public init(
            _ sku: SKU, quantity: Int64, from: LocationID, unitCost: Money? = nil,
            orderLine: PurchaseOrderLineNumber? = nil, reason: String = ""
        ) {
            self.sku = sku
            self.quantity = quantity
            self.from = from
            self.unitCost = unitCost
            self.orderLine = orderLine
            self.reason = reason
        }
    }

    /// The code of the supplier.
    public var supplier: String
    /// What goes back.
    public var lines: [Line]

    /// Made of its parts.
    public init(supplier: String, lines: [Line]) {
        self.supplier = supplier
        self.lines = lines
    }
}

extension Workplace {
    /// Writes down what is to go back to a supplier; gives its number.
    ///
    /// The goods stay where they are.
    ///
    /// - Throws: a `SupplierReturnRule`; `PurchaseOrderRule.unknownSupplier`.
    @discardableResult public func createSupplierReturn(
        _ draft: SupplierReturnDraft
    ) async throws(WorkflowFailure) -> UInt64 {
        // What is refused anyway takes no number: nothing is written by this, so nothing is sent.
        try await perform { step throws(WorkflowFailure) in _ = try await step.document(of: draft, number: 0) }
        let number = try await nextNumber(of: "supplier-return")
        return try await perform { step throws(WorkflowFailure) in
            _ = try await step.read(SupplierReturn.self, at: SupplierReturn.key(of: number))
            step.write(try await step.document(of: draft, number: number))
            return number
        }
    }

    /// Sends the goods of a return to the supplier: they leave in the same transaction.
    ///
    /// - Parameters:
    ///   - number: which return.
    ///   - location: the supplier's place, of kind `supplier`.
    ///   - day: when they leave.
    /// - Throws: a `SupplierReturnRule`; what the engine does not allow, such as more than is there.
    public func sendSupplierReturn(
        _ number: UInt64, to location: LocationID, on day: CalendarDay
    ) async throws(WorkflowFailure) {
        try await change(number) { step, current throws(WorkflowFailure) in
            let next = try decided { () throws(SupplierReturnRule) in try current.after(.send(on: day)) }
            try await step.countBack(current.lines)
            step.move(
                .supplierReturn,
                current.lines.enumerated().map { place, line in
                    MoveLine(
                        SKU(rawValue: line.sku), quantity: line.quantity, from: LocationID(rawValue: line.from),
                        to: location,
                        attributes: LineAttributes(
                            documentLine: UInt32(place + 1), unitCost: line.unitCost.tenThousandths))
                },
                context: MovementContext(businessDate: day.number, document: current.key))
            return next
        }
    }

    /// Counts a credit note, writes off what is owed, or gives the return up.
    ///
    /// - Throws: a `SupplierReturnRule`.
    public func settleSupplierReturn(
        _ number: UInt64, _ event: SupplierReturn.Event
    ) async throws(WorkflowFailure) {
        try await change(number) { _, current throws(WorkflowFailure) in
            // Goods leave with `sendSupplierReturn` only.
            if case .send = event { throw .rule(SupplierReturnRule.notInState(number, "settle", current.state)) }
            return try decided { () throws(SupplierReturnRule) in try current.after(event) }
        }
    }

    /// The returns to suppliers, by number; of some states, or of all.
    public func supplierReturns(
        in states: Set<SupplierReturn.State> = Set(SupplierReturn.State.allCases)
    ) async throws(WorkflowFailure) -> [SupplierReturn] {
        var keys: [DocumentKey] = []
        for state in states { keys += try await matches(under: "supplier-return.state/\(state.rawValue)/").map(\.key) }
        var list: [SupplierReturn] = []
        for key in keys.sorted() {
            if let found = try await read(SupplierReturn.self, at: key)?.content { list.append(found) }
        }
        return list
    }

    /// A return to a supplier.
    ///
    /// - Throws: `SupplierReturnRule.notFound`.
    public func supplierReturn(_ number: UInt64) async throws(WorkflowFailure) -> SupplierReturn {
        guard let found = try await read(SupplierReturn.self, at: SupplierReturn.key(of: number)) else {
            throw .rule(SupplierReturnRule.notFound(number))
        }
        return found.content
    }

    private func change(
        _ number: UInt64,
        _ decide: (inout Step, SupplierReturn) async throws(WorkflowFailure) -> SupplierReturn
    ) async throws(WorkflowFailure) {
        try await perform { step throws(WorkflowFailure) in
            let current = try await step.require(
                SupplierReturn.self, at: SupplierReturn.key(of: number), else: SupplierReturnRule.notFound(number)
            ).content
            step.write(try await decide(&step, current))
        }
    }
}

extension Step {
    /// Counts what goes back on the lines of the orders that it came on.
    fileprivate mutating func countBack(_ returned: [SupplierReturn.Line]) async throws(WorkflowFailure) {
        var lines: [PurchaseOrderLine] = []
        let rejectedPlaces = Set(
            try await ask { stock throws(StockFailure) in try await stock.locations() }
                .filter { $0.kind == .quarantine || $0.kind == .damaged }.map(\.location.rawValue))
        for line in returned {
            guard let order = line.order, let number = line.orderLine else { continue }
            // Two lines of the return may have come on one line of the order.
            let known = lines.firstIndex { $0.order == order && $0.line == number }
            let before: PurchaseOrderLine
            if let known { before = lines[known] } else { before = try await self.line(order, number) }
            let areRejected = rejectedPlaces.contains(line.from)
            let after = try decided { () throws(PurchaseOrderRule) in
                try before.after(.sendBack(line.quantity, rejected: areRejected))
            }
            if let known { lines[known] = after } else { lines.append(after) }
        }
        for line in lines { write(line) }
    }

    /// The document of a return that is to be written.
    fileprivate mutating func document(
        of draft: SupplierReturnDraft, number: UInt64
    ) async throws(WorkflowFailure) -> SupplierReturn {
        guard let supplier = try await master(Supplier.self, draft.supplier) else {
            throw .rule(PurchaseOrderRule.unknownSupplier(draft.supplier))
        }
        var lines: [SupplierReturn.Line] = []
        let locations = try await ask { stock throws(StockFailure) in try await stock.locations() }
        for wanted in draft.lines {
            // What is defined stays so, so none of this is a precondition.
            guard locations.contains(where: { $0.location == wanted.from && $0.kind.isPhysical }) else {
                throw .rule(SupplierReturnRule.noGoodsThere(wanted.from.rawValue))
            }
            let definition = try await ask { stock throws(StockFailure) in try await stock.definition(of: wanted.sku) }
            guard definition != nil else { throw .rule(SupplierReturnRule.unknownSKU(wanted.sku.rawValue)) }
            lines.append(try await line(wanted, of: supplier.code))
        }
        let (maker, day) = (principal, CalendarDay(of: now))
        let buyer = try await buyer(of: lines)
        return try decided { [lines] () throws(SupplierReturnRule) in
            try SupplierReturn(
                number: number, supplier: supplier.code, currency: supplier.currency, lines: lines, maker: maker,
                buyer: buyer, on: day)
        }
    }

    /// The buyer of the first order that goods of a return came on; nil: they are of none.
    public mutating func buyer(of lines: [SupplierReturn.Line]) async throws(WorkflowFailure) -> PrincipalID? {
        guard let number = lines.lazy.compactMap(\.order).first else { return nil }
        return PrincipalID(rawValue: try await order(number).buyer)
    }

    fileprivate mutating func line(
        _ wanted: SupplierReturnDraft.Line, of supplier: String
    ) async throws(WorkflowFailure) -> SupplierReturn.Line {
        var cost = wanted.unitCost
        if let order = wanted.orderLine {
            let line = try await line(order.order, order.line)
            guard line.supplier == supplier, line.sku == wanted.sku.rawValue else {
                throw .rule(SupplierReturnRule.otherOrder(order.order, order.line))
            }
            cost = cost ?? line.unitCost
        }
        guard let cost else { throw .rule(SupplierReturnRule.noCost(wanted.sku.rawValue)) }
        return SupplierReturn.Line(
            wanted.sku, quantity: wanted.quantity, from: wanted.from, unitCost: cost, order: wanted.orderLine?.order,
            orderLine: wanted.orderLine?.line, reason: wanted.reason)
    }
}
