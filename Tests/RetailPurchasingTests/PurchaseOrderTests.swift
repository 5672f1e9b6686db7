import RetailDocuments
import RetailPurchasing
import StockModel
import Testing

@Suite("An order moves on, or says by name why it does not")
struct PurchaseOrderTests {
    static let day = CalendarDay(20_000)

    private static func order(_ state: PurchaseOrder.State) -> PurchaseOrder {
        var order = PurchaseOrder(
            number: 42, supplier: "A", currency: "EUR", site: 1, buyer: 1, orderedDay: day, lineCount: 1)
        order.state = state
        return order
    }

    private static let events: [PurchaseOrder.Event] = [
        .submit(needsApproval: true), .submit(needsApproval: false), .approve, .decline, .withdraw, .send(on: day),
        .confirm, .amend, .receive, .close, .cancel(hasReceived: false), .cancel(hasReceived: true),
    ]

    /// All that is allowed; everything else is refused.
    private static func expected(_ event: PurchaseOrder.Event, in state: PurchaseOrder.State) -> PurchaseOrder.State? {
        switch (state, event) {
        case (.draft, .submit(let needsApproval)): needsApproval ? .waiting : .approved
        case (.draft, .amend): .draft
        case (.draft, .cancel(false)), (.approved, .cancel(false)): .cancelled
        case (.sent, .cancel(false)), (.confirmed, .cancel(false)): .cancelled
        case (.waiting, .approve): .approved
        case (.waiting, .decline), (.waiting, .withdraw): .draft
        case (.approved, .send): .sent
        case (.approved, .amend): .approved
        case (.sent, .confirm), (.confirmed, .confirm): .confirmed
        case (.sent, .amend), (.sent, .receive): .sent
        case (.confirmed, .amend), (.confirmed, .receive): .confirmed
        case (.sent, .close), (.confirmed, .close): .closed
        default: nil
        }
    }

    @Test func `each event in each state moves on, or is refused by name`() throws {
        for state in PurchaseOrder.State.allCases {
            for event in Self.events {
                let result = Result { () throws(PurchaseOrderRule) in try Self.order(state).after(event) }
                if let next = Self.expected(event, in: state) {
                    #expect(try result.get().state == next, "\(event) in \(state)")
                    continue
                }
                var rule = PurchaseOrderRule.notInState(42, event.name, state)
                if case .cancel(hasReceived: true) = event, Self.expected(.cancel(hasReceived: false), in: state) != nil
                {
                    rule = .hasReceived(42)
                }
                #expect(throws: rule, "\(event) in \(state)") { try result.get() }
                #expect(rule.name.hasPrefix("purchase-order.") && !rule.description.isEmpty && !rule.remedy.isEmpty)
            }
        }
        #expect(try Self.order(.approved).after(.send(on: Self.day)).sentDay == Self.day)
    }

    @Test func `while an amendment waits, goods may come, and nothing else is decided`() {
        for (state, event) in [
            (.approved, .send(on: Self.day)), (.sent, .amend), (.sent, .close),
            (.confirmed, .cancel(hasReceived: false)),
        ] as [(PurchaseOrder.State, PurchaseOrder.Event)] {
            var order = Self.order(state)
            order.waitingAmendment = 3
            #expect(throws: PurchaseOrderRule.amendmentWaits(42, 3)) { try order.after(event) }
            #expect(throws: Never.self) { if state != .approved { _ = try order.after(.receive) } }
        }
    }

    @Test func `partly received and received follow from the lines`() throws {
        let line = PurchaseOrderLine(
            order: 42, line: 1, supplier: "A", sku: 1, ordered: 5, unitCost: .zero, dueDay: Self.day)
        let part = try line.after(.receive(2, on: Self.day))
        let whole = try part.after(.receive(3, on: Self.day))
        let short = try part.after(.closeShort)
        #expect(Self.order(.sent).status([line, line]) == .sent)
        #expect(Self.order(.confirmed).status([line, line]) == .confirmed)
        #expect(Self.order(.confirmed).status([line, whole]) == .partlyReceived)
        #expect(Self.order(.sent).status([part]) == .partlyReceived)
        #expect(Self.order(.sent).status([whole, short]) == .received)
        #expect(Self.order(.closed).status([short]) == .closed)
        #expect(Self.order(.cancelled).status([try line.after(.closeShort)]) == .cancelled)
    }

    @Test func `an amendment is decided once, and only fits the line that it was made of`() throws {
        let line = PurchaseOrderLine(
            order: 42, line: 1, supplier: "A", sku: 1, ordered: 5, unitCost: .zero, dueDay: Self.day)
        var change = PurchaseOrderAmendment.Change(line: 1)
        change.orderedBefore = 5
        change.ordered = 9
        let waiting = PurchaseOrderAmendment(
            order: 42, number: 2, state: .waiting, changes: [change], reason: "more", maker: 1, madeMilliseconds: 0)
        for state in PurchaseOrderAmendment.State.allCases {
            for event in Approval.Event.allCases {
                var amendment = waiting
                amendment.state = state
                if state == .waiting {
                    let expected: [Approval.Event: PurchaseOrderAmendment.State] = [
                        .approve: .applied, .decline: .declined, .withdraw: .withdrawn,
                    ]
                    #expect(try amendment.after(event).state == expected[event])
                } else {
                    #expect(throws: PurchaseOrderRule.noAmendment(42, 2)) { try amendment.after(event) }
                }
            }
        }
        #expect(try waiting.applied(to: try line.after(.receive(2, on: Self.day))).open == 7)
        #expect(throws: PurchaseOrderRule.amendmentOvertaken(42, 2, line: 1)) {
            try waiting.applied(to: try line.after(.amend(ordered: 6)))
        }
    }
}
