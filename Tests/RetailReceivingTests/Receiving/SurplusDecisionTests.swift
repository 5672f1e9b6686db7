import RetailDocuments
import RetailMasterData
import RetailPurchasing
import RetailReceiving
import StockAPI
import StockModel
import Testing

@Suite("What a buyer accepts is what came: damaged units stay damaged, and units cost something")
struct SurplusDecisionTests {
    private typealias House = Warehouse

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

    @Test func `the plan that binds goods in receiving is told before they are looked at`() async throws {
        try await House.everywhere { stock in
            let place = Workplace(stock, principal: 2)
            #expect(try await place.samplingPlan(ofGoodsInReceiving: House.cream) == nil)
            try await place.defineSamplingPlan(
                SamplingPlan("own", for: .privateLabel, sample: .basisPoints(1_000), checklist: ["seal"]))
            #expect(try await place.samplingPlan(ofGoodsInReceiving: House.cream)?.checklist == ["seal"])
            #expect(try await place.samplingPlan(ofGoodsInReceiving: House.shirt) == nil)
        }
    }
}
