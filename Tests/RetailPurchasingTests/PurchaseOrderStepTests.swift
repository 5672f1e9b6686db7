import RetailDocuments
import RetailMasterData
import RetailPurchasing
import StockAPI
import StockModel
import Testing

@Suite("Orders, embedded and over the wire")
struct PurchaseOrderStepTests {
    @Test func `an order goes its way, and its lines add up all along`() async throws {
        try await Shop.everywhere { shop in
            let number = try await shop.draft([10, 20])
            #expect(try await shop.buyer.purchaseOrder(number).status == .draft)
            #expect(try await shop.buyer.submitPurchaseOrder(number) == .approved)
            #expect(try await shop.buyer.tasks().map(\.task.reason) == ["purchase-order.send"])
            try await shop.buyer.sendPurchaseOrder(number, on: Shop.day)
            #expect(try await shop.buyer.tasks() == [])
            try await shop.buyer.confirmPurchaseOrder(number, lines: [(2, 15, Shop.day.adding(9))])
            try await shop.receive(4, on: 1, of: number)
            #expect(try await shop.buyer.purchaseOrder(number).status == .partlyReceived)
            #expect(try await shop.buyer.closePurchaseOrder(number, lines: [1]) == 6)
            try await shop.receive(15, on: 2, of: number)
            let file = try await shop.buyer.purchaseOrder(number)
            #expect(file.status == .received && file.value == amount("38"))
            #expect(file.lines.map(\.cancelled) == [6, 5] && file.lines[1].dueDay == Shop.day.adding(9))
            #expect(try await shop.buyer.closePurchaseOrder(number) == 0)
            #expect(
                await broken { try await shop.receive(1, on: 1, of: number) }
                    == PurchaseOrderRule.notInState(number, "receive", .closed))
            #expect(try await shop.buyer.purchaseOrders(in: [.closed]).map(\.order.content.number) == [number])
            let closed = try await shop.buyer.purchaseOrders(in: [.sent])
            #expect(closed.isEmpty)
        }
    }

    @Test func `costs and days are those of the price that is in force, and its terms bind`() async throws {
        try await Shop.everywhere { shop in
            func order(_ sku: SKU, _ quantity: Int64, on day: CalendarDay = Shop.day, supplier: String = "A")
                async throws -> PurchaseOrderLine?
            {
                let number = try await shop.buyer.createPurchaseOrder(
                    .init(supplier: supplier, site: Shop.site, orderedDay: day, lines: [.init(sku, quantity: quantity)])
                )
                return try await shop.buyer.purchaseOrder(number).lines.first
            }
            #expect(try await order(1, 12)?.unitCost == amount("2.50"))
            let many = try await order(1, 120)
            #expect(many?.unitCost == amount("2.2550") && many?.dueDay == Shop.day.adding(5))
            let later = try await order(1, 7, on: Shop.day.adding(10))
            #expect(later?.unitCost == amount("3") && later?.dueDay == Shop.day.adding(12))
            let rules: [(SKU, Int64, PurchaseOrderRule)] = [
                (1, 13, .notWholePacks(1, quantity: 13, pack: 6)), (1, 6, .belowQuantity(1, quantity: 6, min: 12)),
                (1, 606, .aboveQuantity(1, quantity: 606, max: 600)), (2, 1, .noPrice(2, supplier: "A", on: Shop.day)),
                (130, 1, .skuInactive(130)), (999, 1, .unknownSKU(999)), (1, 0, .quantityNotPositive),
            ]
            for (sku, quantity, rule) in rules {
                #expect(await broken { _ = try await order(sku, quantity) } == rule)
            }
            #expect(
                await broken { _ = try await order(1, 12, supplier: "GONE") }
                    == PurchaseOrderRule.supplierInactive("GONE"))
            #expect(
                await broken { _ = try await order(1, 12, supplier: "X") } == PurchaseOrderRule.unknownSupplier("X"))
        }
    }

    @Test func `a supplier delivers on his weekdays, and not when he is closed`() async throws {
        try await Shop.everywhere { shop in
            // Three days after Monday is Thursday, on which he is closed: Tuesday.
            let number = try await shop.draft(supplier: "B/2")
            let file = try await shop.buyer.purchaseOrder(number)
            #expect(file.lines.first?.dueDay == CalendarDay("2026-03-10") && file.order.content.currency == "USD")
            #expect(try await shop.buyer.purchaseOrders(of: "B/2").count == 1)
            #expect(try await shop.buyer.purchaseOrders(of: "B").count == 0)
        }
    }

    @Test func `other units are converted exactly, or refused`() async throws {
        try await Shop.everywhere { shop in
            func order(_ quantity: Int64, _ unit: String) async throws -> Int64? {
                let number = try await shop.buyer.createPurchaseOrder(
                    .init(
                        supplier: "A", site: Shop.site, orderedDay: Shop.day,
                        lines: [.init(3, quantity: quantity, unit: unit, unitCost: .zero)]))
                return try await shop.buyer.purchaseOrder(number).lines.first?.ordered
            }
            let (cartons, pieces) = (try await order(10, "CARTON"), try await order(10, "PIECE"))
            #expect(cartons == 120 && pieces == 10)
            #expect(
                await broken { _ = try await order(4, "THIRD") }
                    == UnitRule.notExact(unit: "THIRD", quantity: 4, remainder: 1))
            #expect(await broken { _ = try await order(4, "SACK") } == UnitRule.noRatio("SACK"))
        }
    }

    @Test func `what an order cannot be is refused, and nothing is written`() async throws {
        try await Shop.everywhere { shop in
            func refused(_ change: (inout PurchaseOrderDraft) -> Void) async -> PurchaseOrderRule? {
                var draft = PurchaseOrderDraft(
                    number: 7, supplier: "A", site: Shop.site, orderedDay: Shop.day,
                    lines: [.init(1, quantity: 1, unitCost: amount("1"))])
                change(&draft)
                let wrong = draft
                return await broken { try await shop.buyer.createPurchaseOrder(wrong) }
            }
            #expect(await refused { $0.lines = [] } == .lineCount(0))
            #expect(await refused { $0.lines = Array(repeating: $0.lines[0], count: 121) } == .lineCount(121))
            #expect(await refused { $0.site = 5 } == .unknownSite(5))
            #expect(await refused { $0.currency = "USD" } == .otherCurrency("A", asked: "USD", currency: "EUR"))
            #expect(await refused { $0.lines[0].unitCost = Money(tenThousandths: -1) } == .costIsNegative(7, 1))
            #expect(
                await refused {
                    $0.lines[0].unitCost = Money(tenThousandths: .max / 2); $0.lines[0].quantity = 3
                } == .beyondRange)
            #expect(await broken { _ = try await shop.buyer.purchaseOrder(7) } == PurchaseOrderRule.notFound(7))
            #expect(await refused { _ in } == nil)
            #expect(await refused { _ in } == .exists(7))
            #expect(
                await broken { try await shop.buyer.submitPurchaseOrder(7) }
                    == PurchaseOrderRule.belowValue(7, value: amount("1"), min: amount("10")))
            // What is refused takes no number, and one that somebody has chosen is passed over.
            #expect(await refused { ($0.number, $0.site) = (nil, 5) } == .unknownSite(5))
            for expected in [1, 2, 3, 4, 5, 6, 8] as [UInt64] {
                let number = try await shop.draft()
                #expect(number == expected)
            }
        }
    }

    @Test func `an order of 120 lines is written, submitted, amended and closed in one step each`() async throws {
        try await Shop.everywhere { shop in
            let number = try await shop.draft(Array(repeating: 2, count: 120))
            try await shop.needApproval(above: "5")
            #expect(try await shop.buyer.submitPurchaseOrder(number) == .waiting)
            try await shop.chief.decide(
                .approve, about: PurchaseOrder.key(of: number), consequences: [PurchaseOrder.approvalConsequence])
            let changes = (1...120).map { AmendmentDraft.Change(line: UInt32($0), ordered: 3, unitCost: amount("1")) }
            try await shop.buyer.amendPurchaseOrder(number, AmendmentDraft(changes: changes, reason: "half price"))
            let amendment = PurchaseOrderAmendment.key(of: number, 1)
            try await shop.chief.decide(.approve, about: amendment, consequences: [PurchaseOrder.approvalConsequence])
            try await shop.buyer.sendPurchaseOrder(number, on: Shop.day)
            #expect(try await shop.buyer.purchaseOrder(number).value == amount("360"))
            #expect(try await shop.buyer.closePurchaseOrder(number) == 360)
        }
    }

    @Test func `what is due is overdue the day after, once the supplier has the order`() async throws {
        try await Shop.everywhere { shop in
            let due = Shop.day.adding(5)
            let draft = try await shop.draft()
            let number = try await shop.sent([3, 4])
            #expect(try await shop.buyer.overdueLines(on: due) == [])
            try await shop.receive(3, on: 1, of: number)
            try await shop.receive(1, on: 2, of: number)
            let late = try await shop.buyer.overdueLines(on: due.adding(2))
            #expect(late.map(\.line.line) == [2] && late.map(\.line.open) == [3] && late.map(\.days) == [2])
            try await shop.buyer.confirmPurchaseOrder(number, lines: [(2, nil, due.adding(2))])
            #expect(try await shop.buyer.overdueLines(on: due.adding(2)) == [])
            try await shop.buyer.cancelPurchaseOrder(draft)
            #expect(
                await broken { try await shop.buyer.cancelPurchaseOrder(number) }
                    == PurchaseOrderRule.hasReceived(number))
        }
    }
}
