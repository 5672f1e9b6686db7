public import RetailDocuments
import RetailMasterData
import StockModel

extension Workplace {
    /// Enters a supplier's bill, and lays it beside what was ordered and what has come.
    ///
    /// Where nothing differs by more than is tolerated it is matched, and counted as billed on the lines of the orders; else
    /// it waits for those who may accept it (`acceptBill`). The same bill again is the same bill: nothing happens.
    ///
    /// - Throws: a `SupplierBillRule`; a `PurchaseOrderRule` where an order or line is not there.
    @discardableResult public func enterBill(
        of supplier: String, number: String, day: CalendarDay, lines: [SupplierBill.Line]
    ) async throws(WorkflowFailure) -> SupplierBill {
        try await perform { step throws(WorkflowFailure) in
            guard try await step.master(Supplier.self, supplier) != nil else {
                throw .rule(PurchaseOrderRule.unknownSupplier(supplier))
            }
            var bill = try decided { () throws(SupplierBillRule) in
                try SupplierBill(supplier: supplier, number: number, day: day, lines: lines, buyer: step.principal)
            }
            if let known = try await step.read(SupplierBill.self, at: bill.key)?.content {
                guard known.lines == lines, known.day == day else {
                    throw .rule(SupplierBillRule.exists(supplier, number))
                }
                return known
            }
            if let first = lines.first { bill.buyer = try await step.order(first.orderLine.order).buyer }
            return try await step.match(bill)
        }
    }

    /// Lays a bill that waits, or is disputed, beside orders and receipts once more: goods may have come meanwhile.
    ///
    /// - Throws: a `SupplierBillRule`.
    @discardableResult public func matchBill(
        of supplier: String, number: String
    ) async throws(WorkflowFailure) -> SupplierBill {
        try await perform { step throws(WorkflowFailure) in
            try await step.match(try await step.bill(supplier, number))
        }
    }

    /// Accepts a bill with its differences: it is counted as billed.
    ///
    /// Where something is above the tolerance, only those accept it whom the policy `BillTolerance` names; where it names
    /// nobody, who has written all the orders that differ. Never who has entered the bill.
    ///
    /// - Throws: a `SupplierBillRule`.
    @discardableResult public func acceptBill(
        of supplier: String, number: String, reason: String
    ) async throws(WorkflowFailure) -> SupplierBill {
        try await perform { step throws(WorkflowFailure) in
            let bill = try await step.bill(supplier, number)
            let (matches, lines) = try await step.matches(of: bill)
            let acceptors = try await step.acceptors(of: matches)
            let next = try decided { () throws(SupplierBillRule) in
                try bill.after(.accept(matches, by: acceptors, reason: reason), by: step.principal)
            }
            try step.count(next, on: lines)
            return next
        }
    }

    /// Does not accept a bill: it waits for the supplier.
    ///
    /// - Throws: a `SupplierBillRule`.
    @discardableResult public func disputeBill(
        of supplier: String, number: String, reason: String
    ) async throws(WorkflowFailure) -> SupplierBill {
        try await perform { step throws(WorkflowFailure) in
            let bill = try await step.bill(supplier, number)
            let acceptors = try await step.acceptors(of: bill.matches)
            let event = SupplierBill.Event.dispute(
                reason: reason, on: CalendarDay(of: step.now), by: acceptors)
            let next = try decided { () throws(SupplierBillRule) in try bill.after(event, by: step.principal) }
            step.write(next)
            return next
        }
    }

    /// A supplier's bill.
    ///
    /// - Throws: `SupplierBillRule.notFound`.
    public func bill(of supplier: String, number: String) async throws(WorkflowFailure) -> SupplierBill {
        guard let found = try await read(SupplierBill.self, at: SupplierBill.key(of: supplier, number)) else {
            throw .rule(SupplierBillRule.notFound(supplier, number))
        }
        return found.content
    }

    /// The bills in some states, by supplier and number.
    public func bills(
        in states: Set<SupplierBill.State> = Set(SupplierBill.State.allCases)
    ) async throws(WorkflowFailure) -> [SupplierBill] {
        var keys: [DocumentKey] = []
        for state in states { keys += try await matches(under: "bill.state/\(state.rawValue)/").map(\.key) }
        var list: [SupplierBill] = []
        for key in keys.sorted() {
            if let found = try await read(SupplierBill.self, at: key)?.content { list.append(found) }
        }
        return list
    }
}

extension Step {
    fileprivate mutating func bill(
        _ supplier: String, _ number: String
    ) async throws(WorkflowFailure) -> SupplierBill {
        try await require(
            SupplierBill.self, at: SupplierBill.key(of: supplier, number),
            else: SupplierBillRule.notFound(supplier, number)
        ).content
    }

    /// The bill as it is beside the orders now; written, and counted where nothing is in the way.
    fileprivate mutating func match(_ bill: SupplierBill) async throws(WorkflowFailure) -> SupplierBill {
        let (matches, lines) = try await matches(of: bill)
        let acceptors = try await acceptors(of: matches)
        let principal = principal
        let next = try decided { () throws(SupplierBillRule) in
            try bill.after(.match(matches, by: acceptors), by: principal)
        }
        try count(next, on: lines)
        return next
    }

    fileprivate mutating func count(_ bill: SupplierBill, on lines: [PurchaseOrderLine]) throws(WorkflowFailure) {
        write(bill)
        guard bill.isBilled else { return }
        for (billed, line) in zip(bill.lines, lines) {
            write(try decided { () throws(PurchaseOrderRule) in try line.after(.bill(billed.quantity)) })
        }
    }

    /// Who may accept what differs: whom the policy names, else those who have written all the orders that differ.
    fileprivate mutating func acceptors(
        of matches: [SupplierBill.Match]
    ) async throws(WorkflowFailure) -> [PrincipalID] {
        if let named = try await read(BillTolerance.self, at: BillTolerance.key)?.content.acceptedBy {
            return named.map { PrincipalID(rawValue: $0) }
        }
        var common: [PrincipalID]?
        for match in matches where !match.differences.isEmpty {
            let authors = try await order(match.orderLine.order).authors
            common = common.map { $0.filter(authors.contains) } ?? authors
        }
        return common ?? []
    }

    /// The lines of the bill beside those of the orders, in the order of the bill.
    fileprivate mutating func matches(
        of bill: SupplierBill
    ) async throws(WorkflowFailure) -> (matches: [SupplierBill.Match], lines: [PurchaseOrderLine]) {
        let policy = try await read(BillTolerance.self, at: BillTolerance.key)?.content
        let tolerance = (policy ?? BillTolerance(tolerances: [])).tolerance(for: bill.supplier)
        var matches: [SupplierBill.Match] = []
        var lines: [PurchaseOrderLine] = []
        for billed in bill.lines {
            let line = try await line(billed.orderLine.order, billed.orderLine.line)
            guard line.supplier == bill.supplier else {
                throw .rule(SupplierBillRule.otherSupplier(line.order, line.line, line.supplier))
            }
            matches.append(bill.match(billed, with: line, tolerance))
            lines.append(line)
        }
        return (matches, lines)
    }
}
