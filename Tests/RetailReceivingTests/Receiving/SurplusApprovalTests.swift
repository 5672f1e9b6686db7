import RetailDocuments
import RetailPurchasing
import RetailReceiving
import StockAPI
import StockModel
import Testing

@Suite("More than was ordered does not go round an approval, nor past a second pair of eyes")
struct SurplusApprovalTests {
    private typealias House = Warehouse

    /// A threshold above which these approve.
    private func need(_ above: Int64, of approvers: [UInt32], by place: Workplace) async throws {
        try await place.set(
            ApprovalPolicy(
                subject: PurchaseOrder.policy,
                thresholds: [.init(above: Money(tenThousandths: above * 10_000), approvers: approvers)]),
            reason: "test")
    }

    @Test func `who has received goods does not accept what is too much of them, nor after others have decided`()
        async throws
    {
        try await House.everywhere { stock in
            let (clerk, buyer) = (Workplace(stock, principal: 2), Workplace(stock, principal: 3))
            let order = try await Orders.sent([(House.shirt, 10)], by: buyer)
            try await Orders.receipt("A", of: order, by: clerk)
            try await clerk.receive(Arrival(House.shirt, good: 14), as: 1, of: "A")
            func own() async -> ReceivingRule? {
                await refusal { () throws(WorkflowFailure) in try await clerk.acceptSurplus(1, ofLine: 1, of: "A") }
            }
            #expect(await own() == .ownSurplus("A", 1))
            _ = try await buyer.acceptSurplus(1, ofLine: 1, of: "A")
            #expect(await own() == .ownSurplus("A", 1))
            _ = try await clerk.refuseSurplus(1, ofLine: 1, of: "A", reason: "no room")
            #expect(await own() == .ownSurplus("A", 1))
        }
    }

    @Test func `where some are named who set policies, nobody else says what is tolerated`() async throws {
        try await House.everywhere { stock in
            let buyer = Workplace(stock, principal: 3)
            try await buyer.set(try PolicyAdministrators([3]), reason: "the shop opens")
            #expect(
                await refusal(as: PolicyRule.self) { () throws(WorkflowFailure) in
                    try await buyer.of(2).setTolerance(.units(5), reason: "mine")
                } == .notAnAdministrator(2, [3]))
            try await buyer.setTolerance(.units(5), reason: "ours")
        }
    }

    @Test func `what is accepted counts in the value of the order`() async throws {
        try await House.everywhere { stock in
            let (clerk, buyer) = (Workplace(stock, principal: 2), Workplace(stock, principal: 3))
            let order = try await Orders.sent([(House.shirt, 10)], by: buyer)
            try await Orders.receipt("A", of: order, by: clerk)
            // What was received at costs as ordered, whatever the receipt says.
            try await clerk.receive(
                Arrival(House.shirt, good: 14, unitCost: Money(tenThousandths: 1)), as: 1, of: "A")
            try await clerk.receive(Arrival(House.cream, good: 3, unitCost: Money("4")), as: 2, of: "A")
            #expect(try await buyer.purchaseOrder(order).value == Money("25"))
            _ = try await buyer.acceptSurplus(3, ofLine: 1, of: "A")
            #expect(try await buyer.purchaseOrder(order).value == Money("32.5"))
            _ = try await buyer.acceptSurplus(2, ofLine: 2, of: "A")
            let file = try await buyer.purchaseOrder(order)
            #expect(file.value == Money("40.5") && file.order.content.unlistedValue == Money("8"))
        }
    }

    @Test
    func `an order is not cancelled of which something was accepted, nor is anything accepted on a cancelled one`()
        async throws
    {
        try await House.everywhere { stock in
            let (clerk, buyer) = (Workplace(stock, principal: 2), Workplace(stock, principal: 3))
            let orders = [
                try await Orders.sent([(House.shirt, 10)], by: buyer),
                try await Orders.sent([(House.shirt, 10)], by: buyer),
            ]
            for (order, receipt) in zip(orders, ["A", "B"]) {
                try await Orders.receipt(receipt, of: order, by: clerk)
                try await clerk.receive(Arrival(House.cream, good: 3, unitCost: .zero), as: 1, of: receipt)
            }
            _ = try await buyer.acceptSurplus(1, ofLine: 1, of: "A")
            #expect(
                await refusal(as: PurchaseOrderRule.self) { () throws(WorkflowFailure) in
                    try await buyer.cancelPurchaseOrder(orders[0])
                } == .hasReceived(orders[0]))
            try await buyer.cancelPurchaseOrder(orders[1])
            let late = await refusal(as: ReceivingRule.self) { () throws(WorkflowFailure) in
                try await buyer.acceptSurplus(ofLine: 1, of: "B")
            }
            #expect(late == .orderIsCancelled("B", 1, order: orders[1]))
            #expect(try await buyer.purchaseOrder(orders[1]).order.content.unlistedValue == nil)
            _ = try await buyer.refuseSurplus(ofLine: 1, of: "B", reason: "cancelled")
        }
    }

    @Test func `above the threshold only an approver accepts, who has not written the order, or nobody`() async throws {
        try await House.everywhere { stock in
            let (clerk, buyer) = (Workplace(stock, principal: 2), Workplace(stock, principal: 3))
            let order = try await Orders.sent([(House.shirt, 10)], by: buyer)
            try await need(30, of: [2, 3, 4], by: buyer)
            try await Orders.receipt("A", of: order, by: clerk)
            try await clerk.receive(Arrival(House.shirt, good: 20), as: 1, of: "A")
            func accept(
                _ units: Int64, by person: PrincipalID, line: UInt32 = 1, reason: String = "sells well"
            ) async -> ReceivingRule? {
                await refusal { () throws(WorkflowFailure) in
                    try await buyer.of(person).acceptSurplus(units, ofLine: line, of: "A", reason: reason)
                }
            }
            // Up to 30 nobody has to approve: 2 more.
            #expect(await accept(2, by: 3) == nil)
            let value = Money(tenThousandths: 325_000)
            let refused = ReceivingRule.surplusNeedsApproval("A", 1, order: order, value: value, by: [4])
            #expect(await accept(1, by: 3) == refused, "has written the order")
            #expect(await accept(1, by: 5) == refused, "is no approver")
            #expect(refused.remedy.contains("principal 4"))
            #expect(try await Orders.line(1, of: order, buyer).over == 2)
            #expect(await accept(3, by: 4, reason: "") == .approvalNeedsReason("A", 1, order: order))
            #expect(try await buyer.approvals(of: PurchaseOrder.key(of: order)).isEmpty)
            #expect(await accept(3, by: 4) == nil)
            let approvals = try await buyer.approvals(of: PurchaseOrder.key(of: order)).map(\.content)
            #expect(approvals.map(\.state) == [.approved] && approvals.map(\.maker) == [2])
            #expect(approvals.map(\.checker) == [4] && approvals.map(\.reason) == ["sells well"])
            #expect(approvals.first?.what.contains("37.5") == true)
            #expect(try await buyer.tasks().filter { $0.task.reason == "approval.decide" }.isEmpty)
            #expect(try await buyer.purchaseOrder(order).order.content.approvedValue == Money("37.5"))
            try await clerk.receive(Arrival(House.cream, good: 1, unitCost: Money("4")), as: 2, of: "A")
            let wrong = await accept(1, by: 3, line: 2)
            #expect(wrong?.name == "receipt.surplus-needs-approval", "a wrong item costs money too")
            #expect(await accept(1, by: 4, line: 2) == nil)
            #expect(try await buyer.approvals(of: PurchaseOrder.key(of: order)).map(\.content.number) == [1, 2])
            try await need(0, of: [3], by: buyer)
            let nobody = await accept(1, by: 4)
            #expect(nobody?.remedy.contains("policy set purchase-order") == true)
        }
    }

    @Test func `what was approved covers what is accepted within it, and an amendment covers no more than it said`()
        async throws
    {
        try await House.everywhere { stock in
            let (clerk, buyer) = (Workplace(stock, principal: 2), Workplace(stock, principal: 3))
            let chief = Workplace(stock, principal: 4)
            _ = try await Orders.sent([(House.shirt, 1)], by: buyer)
            try await need(20, of: [4], by: buyer)
            let order = try await buyer.createPurchaseOrder(
                PurchaseOrderDraft(
                    supplier: Orders.supplier, site: House.site, orderedDay: Orders.day,
                    lines: [.init(House.shirt, quantity: 10, unitCost: Orders.cost, dueDay: Orders.day)]))
            try await buyer.submitPurchaseOrder(order)
            let consequences = [PurchaseOrder.approvalConsequence]
            try await chief.decide(.approve, about: PurchaseOrder.key(of: order), consequences: consequences)
            try await buyer.sendPurchaseOrder(order, on: Orders.day)
            try await buyer.confirmPurchaseOrder(order, lines: [(1, 8, nil)])
            try await Orders.receipt("A", of: order, by: clerk)
            try await clerk.receive(Arrival(House.shirt, good: 12), as: 1, of: "A")
            // 25 was approved, and 20 is ordered by now.
            _ = try await buyer.acceptSurplus(2, ofLine: 1, of: "A")
            try await buyer.amendPurchaseOrder(
                order, AmendmentDraft(changes: [.init(line: 1, ordered: 11)], reason: "one more"))
            _ = try await chief.acceptSurplus(2, ofLine: 1, of: "A", reason: "sells well")
            let amendment = PurchaseOrderAmendment.key(of: order, 1)
            let outgrown = await refusal(as: PurchaseOrderRule.self) { () throws(WorkflowFailure) in
                try await chief.decide(.approve, about: amendment, consequences: consequences)
            }
            #expect(
                outgrown
                    == .amendmentOutgrown(
                        order, 1, value: Money(tenThousandths: 325_000), asked: Money(tenThousandths: 275_000)))
            try await chief.decide(.decline, about: amendment, reason: "grown", consequences: consequences)
        }
    }

    @Test func `two who accept at once do not pass the threshold together`() async throws {
        try await House.everywhere { stock in
            let (clerk, buyer) = (Workplace(stock, principal: 2), Workplace(stock, principal: 3))
            let order = try await Orders.sent([(House.shirt, 10), (House.cream, 1)], by: buyer)
            try await need(30, of: [9], by: buyer)
            try await Orders.receipt("A", of: order, by: clerk)
            try await clerk.receive(Arrival(House.shirt, good: 12), as: 1, of: "A")
            try await clerk.receive(Arrival(House.cream, good: 2), as: 2, of: "A")
            let done = try await withThrowingTaskGroup(of: Int.self) { group in
                for (person, line) in [(UInt32(4), UInt32(1)), (5, 2), (6, 1)] {
                    group.addTask {
                        let place = Workplace(stock, principal: PrincipalID(rawValue: person))
                        let rule = await refusal(as: ReceivingRule.self) { () throws(WorkflowFailure) in
                            try await House.insisting { () throws(WorkflowFailure) in
                                try await place.acceptSurplus(1, ofLine: line, of: "A")
                            }
                        }
                        return rule == nil ? 1 : 0
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(done == 1)
            #expect(try await buyer.purchaseOrder(order).value == Money("30"))
        }
    }
}
