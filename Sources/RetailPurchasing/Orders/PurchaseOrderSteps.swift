public import RetailDocuments
import RetailMasterData
import StockAPI
public import StockModel

extension PurchaseOrder {
    /// What the policy about orders is called.
    public static let policy = "purchase-order"
    /// How long an approver has, in milliseconds.
    static let approvalMilliseconds: Int64 = 86_400_000
}

extension Workplace {
    /// Writes an order as a draft; gives its number.
    ///
    /// - Throws: a `PurchaseOrderRule`; a `UnitRule`.
    @discardableResult public func createPurchaseOrder(
        _ draft: PurchaseOrderDraft
    ) async throws(WorkflowFailure) -> UInt64 {
        guard (1...PurchaseOrder.linesMax).contains(draft.lines.count) else {
            throw .rule(PurchaseOrderRule.lineCount(draft.lines.count))
        }
        if let number = draft.number { return try await write(draft, number) }
        // What is refused anyway takes no number: nothing is written by this, so nothing is sent.
        try await perform { step throws(WorkflowFailure) in _ = try await step.documents(of: draft, number: 0) }
        for _ in 1..<Self.numbersTried {
            do throws(WorkflowFailure) { return try await write(draft, try await nextNumber(of: "po")) } catch {
                // Somebody has given this number to an order himself: the next one.
                guard case .exists = error.rule(as: PurchaseOrderRule.self) else { throw error }
            }
        }
        return try await write(draft, try await nextNumber(of: "po"))
    }

    private static var numbersTried: Int { 100 }

    private func write(_ draft: PurchaseOrderDraft, _ number: UInt64) async throws(WorkflowFailure) -> UInt64 {
        try await perform { step throws(WorkflowFailure) in
            guard try await step.read(PurchaseOrder.self, at: PurchaseOrder.key(of: number)) == nil else {
                throw .rule(PurchaseOrderRule.exists(number))
            }
            let (order, lines) = try await step.documents(of: draft, number: number)
            step.write(order)
            for line in lines { step.write(line) }
            return number
        }
    }

    /// Says that an order is complete: it is approved at once, or waits for an approval, as the policy says.
    ///
    /// - Throws: a `PurchaseOrderRule`; `ApprovalRule.nobodyElse`.
    @discardableResult public func submitPurchaseOrder(
        _ number: UInt64, due: Instant? = nil
    ) async throws(WorkflowFailure) -> PurchaseOrder.State {
        try await perform { step throws(WorkflowFailure) in
            let order = try await step.order(number)
            _ = try decided { () throws(PurchaseOrderRule) in try order.after(.submit(needsApproval: false)) }
            let supplier = try await step.activeSupplier(order.supplier)
            let value = try await step.value(of: order)
            if let min = supplier.orderValueMin, value < min {
                throw .rule(PurchaseOrderRule.belowValue(number, value: value, min: min))
            }
            let needed = try await step.neededApproval(by: PurchaseOrder.policy, of: value, party: order.supplier)
            var next = try decided { () throws(PurchaseOrderRule) in
                try order.after(.submit(needsApproval: needed != nil))
            }
            if let needed {
                next.approvals += 1
                try step.requestApproval(
                    of: order.key, number: next.approvals,
                    what: "purchase order \(number) to \(order.supplier), \(value) \(order.currency)",
                    authors: order.authors, needed: needed,
                    due: due ?? step.now.advanced(byMilliseconds: PurchaseOrder.approvalMilliseconds))
            } else {
                next.approvedMilliseconds = step.now.millisecondsSinceEpoch
            }
            step.write(next)
            return next.state
        }
    }

    /// Says that the supplier has got an order.
    ///
    /// - Throws: a `PurchaseOrderRule`.
    public func sendPurchaseOrder(_ number: UInt64, on day: CalendarDay) async throws(WorkflowFailure) {
        try await perform { step throws(WorkflowFailure) in
            let order = try await step.order(number)
            let next = try decided { () throws(PurchaseOrderRule) in try order.after(.send(on: day)) }
            _ = try await step.activeSupplier(order.supplier)
            step.write(next)
        }
    }

    /// Writes down what the supplier has said: other quantities and days, line by line; what he has not spoken of is as
    /// agreed.
    ///
    /// - Throws: a `PurchaseOrderRule`.
    public func confirmPurchaseOrder(
        _ number: UInt64, lines confirmed: [(line: UInt32, quantity: Int64?, due: CalendarDay?)] = []
    ) async throws(WorkflowFailure) {
        try await perform { step throws(WorkflowFailure) in
            let order = try await step.order(number)
            step.write(try decided { () throws(PurchaseOrderRule) in try order.after(.confirm) })
            var seen: Set<UInt32> = []
            for said in confirmed {
                guard seen.insert(said.line).inserted else {
                    throw .rule(PurchaseOrderRule.lineTwice(number, said.line))
                }
                let line = try await step.line(number, said.line)
                step.write(
                    try decided { () throws(PurchaseOrderRule) in
                        try line.after(.confirm(quantity: said.quantity, due: said.due))
                    })
            }
        }
    }

    /// Expects nothing more: of the whole order, which is closed then, or of some of its lines.
    ///
    /// What is open becomes cancelled; gives how many units that were.
    ///
    /// - Throws: a `PurchaseOrderRule`.
    @discardableResult public func closePurchaseOrder(
        _ number: UInt64, lines numbers: [UInt32]? = nil
    ) async throws(WorkflowFailure) -> Int64 {
        try await perform { step throws(WorkflowFailure) in
            let order = try await step.order(number)
            guard let numbers else {
                step.write(try decided { () throws(PurchaseOrderRule) in try order.after(.close) })
                return try await step.closeShort(try await step.lines(of: order))
            }
            _ = try decided { () throws(PurchaseOrderRule) in try order.after(.receive) }
            var lines: [PurchaseOrderLine] = []
            for line in Set(numbers).sorted() { lines.append(try await step.line(number, line)) }
            return try await step.closeShort(lines)
        }
    }

    /// Gives an order up of which nothing was received.
    ///
    /// - Throws: a `PurchaseOrderRule`.
    public func cancelPurchaseOrder(_ number: UInt64) async throws(WorkflowFailure) {
        try await perform { step throws(WorkflowFailure) in
            let order = try await step.order(number)
            let lines = try await step.lines(of: order)
            // What none of its lines asks for counts too, though it may have cost nothing.
            let hasReceived = lines.contains { $0.arrived > 0 } || order.unlistedValue != nil
            step.write(
                try decided { () throws(PurchaseOrderRule) in try order.after(.cancel(hasReceived: hasReceived)) })
            _ = try await step.closeShort(lines)
        }
    }
}

extension Step {
    /// The head of an order.
    public mutating func order(_ number: UInt64) async throws(WorkflowFailure) -> PurchaseOrder {
        try await require(
            PurchaseOrder.self, at: PurchaseOrder.key(of: number), else: PurchaseOrderRule.notFound(number)
        )
        .content
    }

    /// A line of an order.
    public mutating func line(_ order: UInt64, _ line: UInt32) async throws(WorkflowFailure) -> PurchaseOrderLine {
        try await require(
            PurchaseOrderLine.self, at: PurchaseOrderLine.key(of: order, line),
            else: PurchaseOrderRule.noLine(order, line)
        ).content
    }

    /// All lines of an order.
    ///
    /// Who adds one changes its head, which has been read.
    public mutating func lines(of order: PurchaseOrder) async throws(WorkflowFailure) -> [PurchaseOrderLine] {
        try await read(PurchaseOrderLine.self, under: PurchaseOrderLine.prefix(of: order.number)).map(\.content)
    }

    /// The documents of an order that is to be written.
    fileprivate mutating func documents(
        of draft: PurchaseOrderDraft, number: UInt64
    ) async throws(WorkflowFailure) -> (order: PurchaseOrder, lines: [PurchaseOrderLine]) {
        let supplier = try await activeSupplier(draft.supplier)
        if let asked = draft.currency, asked != supplier.currency {
            throw .rule(PurchaseOrderRule.otherCurrency(supplier.code, asked: asked, currency: supplier.currency))
        }
        let sites = try await ask { stock throws(StockFailure) in try await stock.sites() }
        guard sites.contains(where: { $0.site == draft.site }) else {
            throw .rule(PurchaseOrderRule.unknownSite(draft.site))
        }
        var lines: [PurchaseOrderLine] = []
        for wanted in draft.lines {
            let line = UInt32(lines.count + 1)
            lines.append(
                try await self.line(wanted, order: number, line: line, supplier: supplier, on: draft.orderedDay))
        }
        _ = try decided { [lines] () throws(PurchaseOrderRule) in try lines.value() }
        let order = PurchaseOrder(
            number: number, supplier: supplier.code, currency: supplier.currency, site: draft.site, buyer: principal,
            orderedDay: draft.orderedDay, lineCount: UInt32(lines.count), attributes: draft.attributes)
        return (order, lines)
    }

    mutating func value(of order: PurchaseOrder) async throws(WorkflowFailure) -> Money {
        let lines = try await lines(of: order)
        return try decided { () throws(PurchaseOrderRule) in try order.value(of: lines) }
    }

    mutating func closeShort(_ lines: [PurchaseOrderLine]) async throws(WorkflowFailure) -> Int64 {
        var units: Int64 = 0
        for line in lines where line.open > 0 {
            units += line.open
            write(try decided { () throws(PurchaseOrderRule) in try line.after(.closeShort) })
        }
        return units
    }
}

extension PurchaseOrder {
    /// What it comes to: all that is not cancelled, and what was accepted beyond it, on its lines or on none of them.
    ///
    /// - Throws: `beyondRange`.
    public func value(of lines: some Sequence<PurchaseOrderLine>) throws(PurchaseOrderRule) -> Money {
        guard let value = try lines.value().adding(unlistedValue ?? .zero) else { throw .beyondRange }
        return value
    }

    /// What it is after units were accepted that none of its lines asks for.
    ///
    /// - Throws: `beyondRange`.
    public func afterAccepting(_ units: Int64, at unitCost: Money) throws(PurchaseOrderRule) -> PurchaseOrder {
        guard let value = unitCost.times(units), let sum = value.adding(unlistedValue ?? .zero) else {
            throw .beyondRange
        }
        var next = self
        next.unlistedValue = sum
        return next
    }
}

extension Sequence<PurchaseOrderLine> {
    /// What is to be paid for all that is not cancelled, and for what was accepted beyond it.
    ///
    /// - Throws: `beyondRange`.
    public func value() throws(PurchaseOrderRule) -> Money {
        var sum = Money.zero
        for line in self {
            let units = line.ordered - line.cancelled + line.over
            guard let value = line.unitCost.times(units), let next = sum.adding(value) else { throw .beyondRange }
            sum = next
        }
        return sum
    }
}
