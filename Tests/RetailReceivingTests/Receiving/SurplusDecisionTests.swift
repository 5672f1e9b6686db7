import RetailDocuments
import RetailMasterData
import RetailPurchasing
import RetailReceiving
import StockAPI
import StockModel
import Testing

@Suite(
    "What is too much waits for the buyer, and what he accepts is what came: damaged units stay damaged, and cost something"
)
struct SurplusDecisionTests {
    private typealias House = Warehouse

    @Test func `what is tolerated is taken in, what is beyond it waits for the buyer, who accepts or refuses`()
        async throws
    {
        try await House.everywhere { stock in
            let (clerk, buyer) = (Workplace(stock, principal: 2), Workplace(stock, principal: 3))
            try await buyer.setTolerance(.basisPoints(1_000), of: Orders.supplier, reason: "they pack by weight")
            try await buyer.definePlace(House.shelf)
            let order = try await Orders.sent([(House.shirt, 10)], by: buyer)
            try await Orders.receipt("A", of: order, by: clerk)
            let line = try await clerk.receive(Arrival(House.shirt, good: 15), as: 1, of: "A")
            #expect(line.toReceiving == 11 && line.surplus?.units == 4)
            #expect(try await Orders.line(1, of: order, clerk).over == 1)

            let kept = try await buyer.acceptSurplus(3, ofLine: 1, of: "A", reason: "we need them")
            #expect(kept.line.surplus?.open == 1 && !kept.waitsForInspection)
            #expect(try await Orders.line(1, of: order, clerk).over == 4)
            let release = try await clerk.release(try #require(kept.inspection))
            #expect(release.putaway.assignments == [PutawayAssignment(House.shelf, 3)])

            #expect(
                await refusal { () throws(WorkflowFailure) in
                    try await buyer.refuseSurplus(ofLine: 1, of: "A", reason: "")
                } == ReceivingRule.needsReason)
            let refused = try await buyer.refuseSurplus(ofLine: 1, of: "A", reason: "no room")
            let back = try await buyer.supplierReturn(try #require(refused.supplierReturn))
            #expect(back.state == .credited && back.lines.map(\.quantity) == [1] && back.value == .zero)
            #expect(try await buyer.tasks(of: "buyer") == [])
            let onHand = try await House.onHand(stock)
            #expect(onHand[House.quarantine] == 0 && onHand[House.supplier] == -14)
            let ordered = try await Orders.line(1, of: order, clerk)
            #expect(ordered.ordered == ordered.received + ordered.open + ordered.cancelled && ordered.arrived == 14)
        }
    }

    @Test func `two buyers who decide about the same units at once do it once`() async throws {
        try await House.everywhere { stock in
            let clerk = Workplace(stock, principal: 2)
            let order = try await Orders.sent([(House.shirt, 1)], by: clerk)
            try await Orders.receipt("A", of: order, by: clerk)
            try await clerk.receive(Arrival(House.shirt, good: 4), as: 1, of: "A")
            let decided = try await withThrowingTaskGroup(of: Int64.self) { group in
                // Principal 2 has received them, and decides nothing.
                for person in UInt32(3)...7 {
                    group.addTask {
                        let buyer = Workplace(stock, principal: PrincipalID(rawValue: person))
                        do throws(WorkflowFailure) {
                            _ = try await House.insisting { () throws(WorkflowFailure) in
                                person.isMultiple(of: 2)
                                    ? try await buyer.acceptSurplus(2, ofLine: 1, of: "A")
                                    : try await buyer.refuseSurplus(2, ofLine: 1, of: "A", reason: "so")
                            }
                            return 2
                        } catch {
                            guard case .surplusExceeded = error.rule(as: ReceivingRule.self) else { throw error }
                            return 0
                        }
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(decided == 3 - 1)
        }
    }

    @Test func `surplus under a plan is looked at too before it reaches a shelf`() async throws {
        try await House.everywhere { stock in
            let buyer = Workplace(stock, principal: 3)
            try await buyer.defineSamplingPlan(
                SamplingPlan("all", for: .supplier(Orders.supplier), sample: .basisPoints(1)))
            let order = try await Orders.sent([(House.shirt, 1)], by: buyer)
            try await Orders.receipt("A", of: order, by: buyer)
            try await buyer.receive(Arrival(House.shirt, good: 3), as: 1, of: "A")
            let kept = try await buyer.of(2).acceptSurplus(ofLine: 1, of: "A")
            #expect(kept.waitsForInspection && kept.inspection == "A/0001/1")
            #expect(try await buyer.waitingInspections().map(\.units) == [1, 2])
            _ = try await buyer.record(Finding(.fail, sampled: 1, accepted: 0, reason: "so"), of: "A/0001/1")
            #expect(try await Orders.line(1, of: order, buyer).rejected == 2)
        }
    }

    @Test func `of surplus that came damaged only the good part may be sold, and nobody is said to have looked`()
        async throws
    {
        try await House.everywhere { stock in
            let (clerk, buyer) = (Workplace(stock, principal: 2), Workplace(stock, principal: 3))
            try await clerk.definePlace(House.shelf)
            let order = try await Orders.sent([(House.shirt, 2)], by: buyer)
            try await Orders.receipt("R", of: order, by: clerk)
            // 2 damaged ones are counted on the order, and 3 damaged and 4 good ones are too many.
            let line = try await clerk.receive(Arrival(House.shirt, good: 4, damaged: 5), as: 1, of: "R")
            #expect(line.surplus?.units == 7 && line.damagedSurplus == 3)
            let good = try await buyer.acceptSurplus(2, ofLine: 1, of: "R")
            #expect(good.damaged == 0 && good.line.damagedSurplus == 3)
            let first = try await clerk.release(try #require(good.inspection)).inspection
            #expect(first.finding.verdict == .pass && first.finding.sampled == 0 && first.basis == .buyersWord)
            _ = try await buyer.refuseSurplus(1, ofLine: 1, of: "R", reason: "torn")
            let rest = try await buyer.acceptSurplus(ofLine: 1, of: "R")
            #expect(rest.damaged == 2)
            let name = try #require(rest.inspection)
            #expect(try await clerk.release(name).putaway.units == 2)
            var onHand = try await House.onHand(stock)
            #expect(onHand[House.shelf] == 4 && onHand[House.quarantine] == 2)
            #expect(try await Orders.line(1, of: order, buyer).rejected == 4)
            let record = try await clerk.discard(name, to: .damaged)
            #expect(record.accepted == 2 && record.finding.sampled == 0 && !record.waits)
            onHand = try await House.onHand(stock)
            #expect(onHand[House.quarantine] == 0 && onHand[House.damaged] == 4)
        }
    }

    @Test func `a wrong item that nobody has named a cost of is accepted at one, which counts`() async throws {
        try await House.everywhere { stock in
            let (clerk, buyer) = (Workplace(stock, principal: 2), Workplace(stock, principal: 3))
            let order = try await Orders.sent([(House.shirt, 10)], by: buyer)
            try await buyer.set(
                ApprovalPolicy(
                    subject: PurchaseOrder.policy,
                    thresholds: [.init(above: Money(tenThousandths: 300_000), approvers: [4])]), reason: "test")
            try await Orders.receipt("R", of: order, by: clerk)
            try await clerk.receive(Arrival(House.cream, good: 3), as: 1, of: "R")
            func accept(_ units: Int64, at cost: Money?, by person: PrincipalID = 3) async -> ReceivingRule? {
                await refusal { () throws(WorkflowFailure) in
                    try await buyer.of(person).acceptSurplus(
                        units, ofLine: 1, of: "R", unitCost: cost, reason: "they sell")
                }
            }
            let missing = await accept(1, at: nil)
            #expect(missing == .surplusNeedsCost("R", 1) && missing?.name == "receipt.needs-cost")
            #expect(await accept(1, at: Money(tenThousandths: -1)) == .costIsNegative)
            #expect(await accept(1, at: Money("5.0001"))?.name == "receipt.surplus-needs-approval")
            #expect(await accept(1, at: Money("5")) == nil)
            #expect(await accept(1, at: Money("4")) == .costDiffers("R", 1, Money(tenThousandths: 50_000)))
            #expect(await accept(1, at: nil)?.name == "receipt.surplus-needs-approval")
            #expect(await accept(2, at: nil, by: 4) == nil)
            #expect(try await buyer.purchaseOrder(order).value == Money("40"))
            #expect(try await buyer.goodsNotInvoiced().last?.value == Money("15"))
        }
    }

    @Test func `who accepts again after a lost answer is told that it is decided, by whom and when`() async throws {
        try await House.everywhere { stock in
            let (clerk, buyer) = (Workplace(stock, principal: 2), Workplace(stock, principal: 3))
            let order = try await Orders.sent([(House.shirt, 10)], by: buyer)
            try await Orders.receipt("R", of: order, by: clerk)
            try await clerk.receive(Arrival(House.shirt, good: 12), as: 1, of: "R")
            _ = try await buyer.acceptSurplus(ofLine: 1, of: "R")
            let again = await refusal(as: ReceivingRule.self) { () throws(WorkflowFailure) in
                try await buyer.acceptSurplus(ofLine: 1, of: "R")
            }
            #expect(again?.name == "receipt.decided")
            #expect(again?.description.contains("2 accepted by principal 3, 20") == true)
            let refused = await refusal(as: ReceivingRule.self) { () throws(WorkflowFailure) in
                try await buyer.refuseSurplus(ofLine: 1, of: "R", reason: "no room")
            }
            #expect(refused?.name == "receipt.decided")
        }
    }
}
