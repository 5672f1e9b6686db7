import RetailDocuments
import RetailMasterData
import RetailPurchasing
@testable import RetailReceiving
import StockAPI
import StockModel
import Testing

@Suite("Goods are taken in: the stock, the order and the receipt in one step")
struct ReceivingTests {
    private typealias House = Warehouse

    @Test func `RC-1: of 100 ordered without tolerance 100 are received and 1 more is over`() async throws {
        try await House.everywhere { stock in
            let clerk = Workplace(stock, principal: 2)
            let order = try await Orders.sent([(House.shirt, 100)], by: clerk)
            try await Orders.receipt("RC-1", of: order, by: clerk)
            let first = try await clerk.receive(Arrival(House.shirt, good: 100), as: 1, of: "RC-1")
            #expect(first.surplus == nil && first.toReceiving == 100)
            let second = try await clerk.receive(Arrival(House.shirt, good: 1), as: 2, of: "RC-1")
            #expect(second.surplus?.cause == .over && second.surplus?.open == 1 && second.toReceiving == 0)
            let onHand = try await House.onHand(stock)
            #expect(onHand[House.receiving] == 100 && onHand[House.quarantine] == 1)
            let line = try await Orders.line(1, of: order, clerk)
            #expect(line.received == 100 && line.over == 0 && line.open == 0)
            let task = try await clerk.tasks(of: "buyer").first
            #expect(task?.document == second.key && task?.task.reason == "receipt.over")
        }
    }

    @Test func `RC-2: of 10 ordered 4 and 3 come, it is closed short, and it sums to 10`() async throws {
        try await House.everywhere { stock in
            let clerk = Workplace(stock, principal: 2)
            let order = try await Orders.sent([(House.shirt, 10)], by: clerk)
            try await Orders.receipt("RC-2", of: order, by: clerk)
            try await clerk.receive(Arrival(House.shirt, good: 4), as: 1, of: "RC-2")
            #expect(try await Orders.line(1, of: order, clerk).open == 6)
            try await clerk.receive(Arrival(House.shirt, good: 3, closesShort: true), as: 2, of: "RC-2")
            let line = try await Orders.line(1, of: order, clerk)
            #expect(line.received == 7 && line.open == 0 && line.cancelled == 3)
            #expect(line.ordered == line.received + line.open + line.cancelled)
        }
    }

    @Test func `RC-3: of 10 cartons of 12 come 9 full ones and one of 7: 115 received and 5 short`() async throws {
        try await House.everywhere { stock in
            let clerk = Workplace(stock, principal: 2)
            let order = try await Orders.sent([(House.shirt, 120)], by: clerk)
            try await Orders.receipt("RC-3", of: order, by: clerk, isBlind: true)
            var count = ScanCount()
            let carton = try await clerk.scan("14006381333938")
            #expect(carton == ScannedPack(sku: House.shirt, units: 12))
            for _ in 0..<9 { try count.add(of: carton) }
            let piece = try await clerk.scan("4006381333931")
            for _ in 0..<7 { try count.add(of: piece) }
            for (place, line) in count.lines.enumerated() {
                try await clerk.receive(
                    Arrival(line.sku, good: line.good, damaged: line.damaged), as: UInt32(place + 1), of: "RC-3")
            }
            let line = try await Orders.line(1, of: order, clerk)
            #expect(line.received == 115 && line.open == 5)
            #expect(try await House.onHand(stock)[House.receiving] == 115)
        }
    }

    @Test func `the same receipt sent twice changes nothing, and another one under its reference is refused`()
        async throws
    {
        try await House.everywhere { stock in
            let clerk = Workplace(stock, principal: 2)
            let order = try await Orders.sent([(House.shirt, 10)], by: clerk)
            for _ in 0..<2 {
                try await Orders.receipt("A", of: order, by: clerk)
                let line = try await clerk.receive(Arrival(House.shirt, good: 4), as: 1, of: "A")
                #expect(line.toReceiving == 4)
                try await clerk.finishReceipt("A")
            }
            #expect(try await House.onHand(stock)[House.receiving] == 4)
            #expect(
                await refusal { () throws(WorkflowFailure) in
                    try await clerk.receive(Arrival(House.shirt, good: 5), as: 1, of: "A")
                } == ReceivingRule.lineDiffers("A", 1))
            #expect(
                await refusal { () throws(WorkflowFailure) in
                    try await clerk.receive(Arrival(House.shirt, good: 5), as: 2, of: "A")
                } == ReceivingRule.isFinished("A"))
            #expect(
                await refusal { () throws(WorkflowFailure) in
                    try await Orders.receipt("A", of: order, by: clerk, isBlind: true)
                } == ReceivingRule.differs("A"))
            #expect(try await House.onHand(stock)[House.receiving] == 4)
        }
    }

    @Test func `two clerks who receive the same units at once do not both have them`() async throws {
        try await House.everywhere { stock in
            let order = try await Orders.sent([(House.shirt, 10)], by: Workplace(stock, principal: 1))
            try await Orders.receipt("A", of: order, by: Workplace(stock, principal: 1))
            let surplus = try await withThrowingTaskGroup(of: Int64.self) { group in
                for person in UInt32(1)...6 {
                    group.addTask {
                        let clerk = Workplace(stock, principal: PrincipalID(rawValue: person))
                        let line = try await House.insisting { () throws(WorkflowFailure) in
                            try await clerk.receive(Arrival(House.shirt, good: 3), as: person, of: "A")
                        }
                        return line.surplus?.units ?? 0
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(surplus == 8)
            let line = try await Orders.line(1, of: order, Workplace(stock, principal: 1))
            #expect(line.received == 10 && line.over == 0 && line.open == 0)
            let onHand = try await House.onHand(stock)
            #expect(onHand[House.receiving] == 10 && onHand[House.quarantine] == 8)
        }
    }

    @Test func `a wrong item waits for the buyer in quarantine, and damaged goods count as come and as rejected`()
        async throws
    {
        try await House.everywhere { stock in
            let clerk = Workplace(stock, principal: 2)
            let order = try await Orders.sent([(House.shirt, 10)], by: clerk)
            try await Orders.receipt("A", of: order, by: clerk)
            let damaged = try await clerk.receive(Arrival(House.shirt, good: 6, damaged: 2), as: 1, of: "A")
            #expect(damaged.toReceiving == 6 && damaged.toDamaged == 2)
            let wrong = try await clerk.receive(Arrival(House.cream, good: 3), as: 2, of: "A")
            #expect(wrong.surplus?.cause == .notOrdered && wrong.allocations == [])
            let shirts = try await House.onHand(stock)
            #expect(shirts[House.receiving] == 6 && shirts[House.damaged] == 2)
            #expect(try await House.onHand(of: House.cream, stock)[House.quarantine] == 3)
            let line = try await Orders.line(1, of: order, clerk)
            #expect(line.received == 8 && line.open == 2 && line.rejected == 2)
            let task = try await clerk.tasks(of: "buyer").first
            #expect(task?.task.reason == "receipt.not-ordered")
            let kept = try await clerk.of(3).acceptSurplus(ofLine: 2, of: "A", unitCost: Orders.cost)
            #expect(kept.line.withoutOrder == 3)
        }
    }

    @Test func `several lines of an order about one SKU are filled in the order in which they are due`() async throws {
        try await House.everywhere { stock in
            let clerk = Workplace(stock, principal: 2)
            let order = try await Orders.sent([(House.shirt, 4), (House.cream, 9), (House.shirt, 4)], by: clerk)
            try await Orders.receipt("A", of: order, by: clerk)
            let line = try await clerk.receive(Arrival(House.shirt, good: 7), as: 1, of: "A")
            #expect(line.allocations == [.init(orderLine: 1, units: 4), .init(orderLine: 3, units: 3)])
            let named = try await clerk.receive(Arrival(House.shirt, good: 1, orderLine: 3), as: 2, of: "A")
            #expect(named.allocations == [.init(orderLine: 3, units: 1)])
            #expect(
                await refusal { () throws(WorkflowFailure) in
                    try await clerk.receive(Arrival(House.shirt, good: 1, orderLine: 2), as: 3, of: "A")
                } == ReceivingRule.otherSKU(order, 2, House.cream))
        }
    }

    @Test func `goods under a plan come into quarantine, and reach a shelf through the record and in no other way`()
        async throws
    {
        try await House.everywhere { stock in
            let (clerk, inspector) = (Workplace(stock, principal: 2), Workplace(stock, principal: 3))
            try await inspector.defineSamplingPlan(
                SamplingPlan("own", for: .privateLabel, sample: .basisPoints(2_000), checklist: ["label"]))
            try await inspector.definePlace(House.shelf)
            let order = try await Orders.sent([(House.cream, 10), (House.shirt, 10)], by: clerk)
            try await Orders.receipt("A", of: order, by: clerk)
            let line = try await clerk.receive(Arrival(House.cream, good: 10), as: 1, of: "A")
            let other = try await clerk.receive(Arrival(House.shirt, good: 10), as: 2, of: "A")
            #expect(line.toInspection == 10 && line.plan == "own" && other.toReceiving == 10)
            let waiting = try await inspector.waitingInspections()
            #expect(waiting.map(\.reference) == ["A/0001"] && waiting.first?.sample == 2)
            #expect(try await inspector.tasks(of: "inspector").count == 1)
            #expect(
                await refusal { () throws(WorkflowFailure) in try await clerk.release("A/0001") }
                    == InspectionRule.notFound("A/0001"))

            let finding = Finding(
                .conditional, sampled: 2, accepted: 7, answers: [.init("label", isFulfilled: false)],
                reason: "three without a label")
            _ = try await inspector.record(finding, of: "A/0001")
            _ = try await inspector.record(finding, of: "A/0001")
            #expect(try await inspector.tasks(of: "inspector").allSatisfy { $0.task.reason != "inspection.waiting" })
            #expect(
                await refusal { () throws(WorkflowFailure) in
                    try await inspector.record(Finding(.fail, sampled: 2, accepted: 0, reason: "so"), of: "A/0001")
                } == InspectionRule.isRecorded("A/0001"))
            #expect(try await Orders.line(1, of: order, clerk).rejected == 3)
            #expect(try await clerk.release("A/0001").putaway.units == 7)
            let onHand = try await House.onHand(of: House.cream, stock)
            #expect(onHand[House.shelf] == 7 && onHand[House.quarantine] == 3)
        }
    }

    @Test func `what an inspector rejects in receiving is counted on the order and goes back with what is owed`()
        async throws
    {
        try await House.everywhere { stock in
            let clerk = Workplace(stock, principal: 2)
            try await clerk.definePlace(House.shelf)
            let order = try await Orders.sent([(House.shirt, 10)], by: clerk)
            try await Orders.receipt("A", of: order, by: clerk)
            try await clerk.receive(Arrival(House.shirt, good: 8), as: 1, of: "A")
            let finding = Finding(.conditional, sampled: 8, accepted: 5, reason: "torn")
            func inspect(_ units: Int64) async throws(WorkflowFailure) -> Inspection {
                try await clerk.inspect(
                    units, of: House.shirt, at: House.receiving, as: "I", finding: finding,
                    from: (receipt: "A", line: 1))
            }
            _ = try await inspect(8)
            _ = try await inspect(8)
            #expect(try await Orders.line(1, of: order, clerk).rejected == 3)
            #expect(try await clerk.release("I").putaway.units == 5)
            #expect(try await clerk.discard("I", to: .supplierReturn).returned == 3)
            let owed = try await clerk.supplierReturns(in: [.sent])
            #expect(owed.map(\.owed) == [Money(tenThousandths: 75_000)] && owed.first?.lines.first?.order == order)
            #expect(try await Orders.line(1, of: order, clerk).returned == 3)
            let onHand = try await House.onHand(stock)
            #expect(onHand[House.shelf] == 5 && onHand[House.quarantine] == 0 && onHand[House.receiving] == 0)
        }
    }

    @Test func `each movement carries the cost, the receipt and the day, and what is not invoiced is worth that`()
        async throws
    {
        try await House.everywhere { stock in
            let clerk = Workplace(stock, principal: 2)
            let order = try await Orders.sent([(House.shirt, 10)], by: clerk)
            try await Orders.receipt("A", of: order, by: clerk)
            try await clerk.receive(Arrival(House.shirt, good: 4), as: 1, of: "A")
            try await clerk.receive(
                Arrival(House.shirt, good: 2, unitCost: Money(tenThousandths: 30_001)), as: 2, of: "A")
            let movements = try await stock.movements(on: "receipt/A", after: .none, limit: 10)
            #expect(movements.map(\.attributes.unitCost) == [25_000, 30_001])
            #expect(movements.map(\.attributes.documentLine) == [1, 2])
            #expect(movements.allSatisfy { $0.businessDate == Orders.day.number && $0.principal == 2 })
            let report = try await clerk.goodsNotInvoiced()
            #expect(report.map(\.units) == [6] && report.first?.value == Money(tenThousandths: 160_002))
            #expect(try await clerk.goodsNotInvoiced(of: "OTHER") == [])
        }
    }

    @Test func `without an order goods are taken in at a cost that is said, and reported as on no order`() async throws
    {
        try await House.everywhere { stock in
            let clerk = Workplace(stock, principal: 2)
            try await Orders.receipt("A", of: nil, by: clerk)
            #expect(
                await refusal { () throws(WorkflowFailure) in
                    try await clerk.receive(Arrival(House.shirt, good: 4), as: 1, of: "A")
                } == ReceivingRule.needsCost)
            try await clerk.receive(
                Arrival(House.shirt, good: 4, unitCost: Money(tenThousandths: 5)), as: 1, of: "A")
            let report = try await clerk.goodsNotInvoiced()
            #expect(report.map(\.receipt) == ["A"] && report.first?.value == Money(tenThousandths: 20))
        }
    }

    @Test func `a delivery note is attached by its content, once`() async throws {
        try await House.everywhere { stock in
            let clerk = Workplace(stock, principal: 2)
            try await Orders.receipt("A", of: nil, by: clerk)
            let hash = String(repeating: "0a", count: 32)
            for _ in 0..<2 { try await clerk.attach(hash, named: "note.pdf", byteCount: 1_234, to: "A") }
            let attachments = try await clerk.receipt("A").attachments
            #expect(attachments.map(\.hash) == [hash] && attachments.first?.subjects == ["receipt/A"])
            #expect(
                await refusal { () throws(WorkflowFailure) in
                    try await clerk.attach("0A", named: "note.pdf", byteCount: 1, to: "A")
                } == ReceivingRule.hashUnreadable("0A"))
        }
    }

    @Test func `what cannot be is refused by name, and changes nothing`() async throws {
        try await House.everywhere { stock in
            let clerk = Workplace(stock, principal: 2)
            let order = try await Orders.sent([(House.shirt, 10)], by: clerk)
            try await Orders.receipt("A", of: order, by: clerk)
            for (arrival, line, rule) in [
                (Arrival(House.shirt, good: 0), 1, ReceivingRule.quantityNotPositive(0)),
                (Arrival(House.shirt, good: 5, damaged: -1), 1, .quantityNotPositive(-1)),
                (Arrival(House.shirt, good: .max), 1, .beyondRange),
                (Arrival(House.shirt, good: 1, unitCost: Money(tenThousandths: -1)), 1, .costIsNegative),
                (Arrival(House.shirt, good: 1), 0, .lineNumber(0)),
                (Arrival(House.shirt, good: 1), 10_000, .lineNumber(10_000)),
            ] as [(Arrival, UInt32, ReceivingRule)] {
                #expect(
                    await refusal { () throws(WorkflowFailure) in try await clerk.receive(arrival, as: line, of: "A") }
                        == rule)
            }
            #expect(
                await refusal { () throws(WorkflowFailure) in
                    try await clerk.receive(Arrival(House.shirt, good: 1), as: 1, of: "B")
                } == ReceivingRule.notFound("B"))
            for (draft, rule) in [
                (ReceiptDraft("a/b", order: order, day: Orders.day), ReceivingRule.referenceUnreadable("a/b")),
                (ReceiptDraft("B", day: Orders.day), .needsSite),
                (ReceiptDraft("B", site: 9, day: Orders.day), .unknownSite(9)),
                (ReceiptDraft("B", order: order, site: 9, day: Orders.day), .otherSite(order, House.site)),
                (
                    ReceiptDraft("B", order: order, supplier: "X", day: Orders.day),
                    .otherSupplier(order, Orders.supplier)
                ),
                (ReceiptDraft("B", supplier: "X", site: House.site, day: Orders.day), .unknownSupplier("X")),
            ] {
                #expect(await refusal { () throws(WorkflowFailure) in try await clerk.openReceipt(draft) } == rule)
            }
            #expect(
                await refusal { () throws(WorkflowFailure) in try await clerk.scan("1") }
                    == ReceivingRule.unknownBarcode("1"))
            #expect(try await clerk.receipts().map(\.content.reference) == ["A"])
            #expect(try await clerk.receipts(of: order).map(\.content.reference) == ["A"])
            #expect(try await House.onHand(stock)[House.receiving] == nil)
            _ = try await clerk.closePurchaseOrder(order)
            let rule = await refusal(as: PurchaseOrderRule.self) { () throws(WorkflowFailure) in
                try await clerk.receive(Arrival(House.shirt, good: 1), as: 1, of: "A")
            }
            #expect(rule != nil)
        }
    }
}
