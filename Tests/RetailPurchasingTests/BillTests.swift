import RetailDocuments
import RetailPurchasing
import StockAPI
import StockModel
import Testing

@Suite("A supplier's bill beside order and receipt")
struct BillTests {
    private static func bill(_ state: SupplierBill.State) throws -> SupplierBill {
        var bill = try SupplierBill(
            supplier: "A", number: "R/1", day: Shop.day, lines: [.init(1, 1, quantity: 5, unitCost: amount("2"))],
            buyer: 1)
        bill.state = state
        return bill
    }

    private static func match(_ differences: [SupplierBill.Difference]) -> SupplierBill.Match {
        .init(
            orderLine: .init(1, 1), sku: 1, ordered: 5, agreedCost: amount("2"), arrived: 5, receivedCost: amount("10"),
            billedBefore: 0, quantity: 5, unitCost: amount("2"), differences: differences)
    }

    @Test func `each event in each state moves on, or is refused by name`() throws {
        for state in SupplierBill.State.allCases {
            let bill = try Self.bill(state)
            let events: [(SupplierBill.Event, SupplierBill.State?)] = [
                (.match([Self.match([])]), .matched), (.match([Self.match([.cost])]), state),
                (.accept([Self.match([.cost])], by: [4], reason: "so"), .accepted),
                (.dispute(reason: "so", on: Shop.day), state == .waiting ? .disputed : nil),
            ]
            for (event, next) in events {
                let result = Result { () throws(SupplierBillRule) in try bill.after(event, by: 4) }
                if let next, state == .waiting || state == .disputed {
                    #expect(try result.get().state == next, "\(event) in \(state)")
                } else {
                    #expect(throws: SupplierBillRule.isDecided("A", "R/1", state), "\(event)") { try result.get() }
                }
            }
        }
        #expect(throws: SupplierBillRule.needsReason) {
            try Self.bill(.waiting).after(.dispute(reason: "", on: Shop.day), by: 4)
        }
        #expect(throws: SupplierBillRule.needsReason) {
            try Self.bill(.waiting).after(.accept([], by: [4], reason: ""), by: 4)
        }
        #expect(try Self.bill(.waiting).after(.accept([], by: [], reason: "ok"), by: 4).decidedBy == 4)
        let differs = SupplierBill.Event.accept([Self.match([.cost])], by: [1, 4], reason: "ok")
        #expect(throws: SupplierBillRule.isOwn("A", "R/1", [4]), "entered by 1") {
            try Self.bill(.waiting).after(differs, by: 1)
        }
        #expect(throws: SupplierBillRule.notTheBuyer(5, [4])) { try Self.bill(.waiting).after(differs, by: 5) }
    }

    @Test func `what is tolerated is the share or the fixed amount, whichever allows more`() {
        let tolerance = BillTolerance.Tolerance(
            costBasisPoints: 100, costAmount: amount("0.05"), quantityBasisPoints: 1_000, quantityUnits: 2)
        let costs: [(String, String, Bool)] = [
            ("2", "2.05", true), ("2", "2.0501", false), ("100", "101", true), ("100", "101.0001", false),
            ("2", "1", true),
        ]
        for (agreed, asked, isAllowed) in costs {
            #expect(tolerance.allows(cost: amount(asked), agreed: amount(agreed)) == isAllowed, "\(agreed), \(asked)")
        }
        #expect(tolerance.allows(quantity: 12, notBilled: 10, ordered: 10))
        #expect(!tolerance.allows(quantity: 13, notBilled: 10, ordered: 10))
        #expect(tolerance.allows(quantity: 110, notBilled: 100, ordered: 100))
        #expect(!tolerance.allows(quantity: 111, notBilled: 100, ordered: 100))
        #expect(
            !BillTolerance.Tolerance().allows(cost: Money(tenThousandths: .max), agreed: Money(tenThousandths: .min)))
        #expect(!tolerance.allows(quantity: .max, notBilled: .min, ordered: 1))
    }

    @Test func `a bill that agrees is matched and counted once, however often it comes`() async throws {
        try await Shop.everywhere { shop in
            let number = try await shop.sent([10])
            try await shop.receive(6, on: 1, of: number)
            for _ in 0..<2 {
                let bill = try await shop.buyer.enterBill(
                    of: "A", number: "R/1", day: Shop.day, lines: [.init(number, 1, quantity: 6, unitCost: amount("2"))]
                )
                #expect(bill.state == .matched && bill.value == amount("12"))
                #expect(try await shop.buyer.purchaseOrder(number).lines[0].billed == 6)
            }
            #expect(
                await broken {
                    try await shop.buyer.enterBill(
                        of: "A", number: "R/1", day: Shop.day,
                        lines: [.init(number, 1, quantity: 5, unitCost: amount("2"))])
                } == SupplierBillRule.exists("A", "R/1"))
            let rest = try await shop.buyer.matches(under: "po.not-invoiced/")
            #expect(rest.isEmpty)
        }
    }

    @Test func `what differs waits for the buyer of the order, until goods come or he decides`() async throws {
        try await Shop.everywhere { shop in
            let number = try await shop.sent([10, 10])
            try await shop.receive(6, on: 1, of: number)
            func enter(_ name: String, _ quantity: Int64, _ cost: String, line: UInt32 = 1) async throws -> SupplierBill
            {
                try await shop.chief.enterBill(
                    of: "A", number: name, day: Shop.day,
                    lines: [.init(number, line, quantity: quantity, unitCost: amount(cost))])
            }
            let early = try await enter("EARLY", 8, "2")
            #expect(early.state == .waiting && early.matches[0].differences == [.quantity])
            #expect(try await shop.buyer.tasks(of: "principal-1").map(\.document) == [early.key])
            #expect(try await shop.buyer.matchBill(of: "A", number: "EARLY").state == .waiting)
            try await shop.receive(2, on: 1, of: number)
            #expect(try await shop.buyer.matchBill(of: "A", number: "EARLY").state == .matched)
            #expect(try await shop.buyer.tasks() == [])
            try await shop.receive(2, on: 2, of: number)
            #expect(try await enter("DEAR", 2, "2.01", line: 2).matches[0].differences == [.cost])
            let disputed = try await shop.buyer.disputeBill(of: "A", number: "DEAR", reason: "agreed 2.00")
            #expect(disputed.state == .disputed && disputed.decidedBy == 1)
            let open = try await shop.chief.tasks()
            #expect(open.map(\.task.owner) == ["principal-1"] && open.map(\.task.reason) == ["bill.disputed"])
            #expect(open.map(\.document) == [disputed.key])
            #expect(try await shop.buyer.purchaseOrder(number).lines[1].billed == 0)
            #expect(try await shop.buyer.acceptBill(of: "A", number: "DEAR", reason: "well").state == .accepted)
            #expect(try await shop.buyer.purchaseOrder(number).lines[1].billed == 2)
            #expect(try await shop.chief.tasks() == [])
            #expect(
                await broken { try await shop.buyer.acceptBill(of: "A", number: "DEAR", reason: "again") }
                    == SupplierBillRule.isDecided("A", "DEAR", .accepted))
            try await shop.buyer.set(
                BillTolerance(tolerances: [.init(party: "A", costAmount: amount("0.01"))]), reason: "test")
            try await shop.receive(1, on: 2, of: number)
            #expect(try await enter("ROUND", 1, "2.01", line: 2).state == .matched)
            #expect(try await shop.buyer.bills().map(\.number) == ["DEAR", "EARLY", "ROUND"])
            #expect(try await shop.buyer.bills(in: [.waiting]) == [])
        }
    }

    @Test func `of several who accept the same bill at once one does, and it is counted once`() async throws {
        try await Shop.everywhere { shop in
            let number = try await shop.sent([10])
            try await shop.buyer.set(BillTolerance(tolerances: [], acceptedBy: [1, 2, 3, 4, 5]), reason: "test")
            try await shop.buyer.of(9).enterBill(
                of: "A", number: "R", day: Shop.day, lines: [.init(number, 1, quantity: 4, unitCost: amount("2"))])
            let done = await withTaskGroup(of: Bool.self) { group in
                for person in UInt32(1)...5 {
                    group.addTask {
                        let place = shop.buyer.of(PrincipalID(rawValue: person))
                        return await happens {
                            try await place.acceptBill(of: "A", number: "R", reason: "so")
                        }
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(done == 1)
            #expect(try await shop.buyer.purchaseOrder(number).lines[0].billed == 4)
        }
    }

    @Test func `what a bill cannot be is refused`() async throws {
        try await Shop.everywhere { shop in
            let number = try await shop.sent([10])
            let other = try await shop.draft([10], supplier: "B/2")
            func refused(_ name: String, _ lines: [SupplierBill.Line]) async -> SupplierBillRule? {
                await broken { try await shop.buyer.enterBill(of: "A", number: name, day: Shop.day, lines: lines) }
            }
            let line = SupplierBill.Line(number, 1, quantity: 1, unitCost: amount("2"))
            #expect(await refused("", [line]) == .numberLength)
            #expect(await refused("R", []) == .lineCount(0))
            #expect(await refused("R", [line, line]) == .lineTwice(number, 1))
            #expect(await refused("R", [.init(number, 1, quantity: 0, unitCost: .zero)]) == .quantity)
            #expect(await refused("R", [.init(number, 1, quantity: 1, unitCost: amount("-1"))]) == .costIsNegative)
            #expect(
                await refused("R", [.init(number, 1, quantity: 9, unitCost: Money(tenThousandths: .max / 2))])
                    == .beyondRange)
            #expect(
                await refused("R", [.init(other, 1, quantity: 1, unitCost: amount("2"))])
                    == .otherSupplier(other, 1, "B/2"))
            #expect(
                await broken { _ = try await shop.buyer.bill(of: "A", number: "R") }
                    == SupplierBillRule.notFound("A", "R"))
        }
    }

    @Test
    func `what differs is accepted by a buyer of the order, or by whom the policy names, and not by who entered it`()
        async throws
    {
        try await Shop.everywhere { shop in
            let number = try await shop.draft([10])
            let (third, clerk) = (shop.buyer.of(3), shop.buyer.of(9))
            try await third.amendPurchaseOrder(
                number, AmendmentDraft(changes: [.init(line: 1, ordered: 12)], reason: "more"))
            try await shop.buyer.submitPurchaseOrder(number)
            try await shop.buyer.sendPurchaseOrder(number, on: Shop.day)
            func enter(_ name: String, by place: Workplace) async throws {
                try await place.enterBill(
                    of: "A", number: name, day: Shop.day, lines: [.init(number, 1, quantity: 1, unitCost: amount("2"))])
            }
            func accept(_ name: String, by place: Workplace) async -> SupplierBillRule? {
                await broken { try await place.acceptBill(of: "A", number: name, reason: "so") }
            }
            try await enter("ONE", by: clerk)
            #expect(await accept("ONE", by: clerk) == .isOwn("A", "ONE", [1, 3]))
            #expect(await accept("ONE", by: shop.chief) == .notTheBuyer(2, [1, 3]))
            #expect(await accept("ONE", by: third) == nil, "has changed the order: is a buyer of it")
            try await enter("TWO", by: shop.buyer)
            #expect(await accept("TWO", by: shop.buyer) == .isOwn("A", "TWO", [3]))
            try await shop.buyer.set(BillTolerance(tolerances: [], acceptedBy: [2, 9]), reason: "test")
            #expect(await accept("TWO", by: third) == .notTheBuyer(3, [2, 9]))
            #expect(await accept("TWO", by: shop.chief) == nil)
            try await enter("THREE", by: clerk)
            #expect(await accept("THREE", by: clerk) == .isOwn("A", "THREE", [2]), "named, and has entered it")
            // What has come by now differs no more: nobody has to accept it.
            try await shop.receive(5, on: 1, of: number)
            #expect(try await clerk.matchBill(of: "A", number: "THREE").state == .matched)
        }
    }

    @Test func `the task of a bill that differs is that of each who may accept it, and of none who has entered it`()
        async throws
    {
        try await Shop.everywhere { shop in
            let number = try await shop.draft([10])
            try await shop.buyer.of(3).amendPurchaseOrder(
                number, AmendmentDraft(changes: [.init(line: 1, ordered: 12)], reason: "more"))
            try await shop.buyer.submitPurchaseOrder(number)
            try await shop.buyer.sendPurchaseOrder(number, on: Shop.day)
            let own = try await shop.sent([5])
            func enter(_ name: String, _ orders: [UInt64]) async throws -> SupplierBill {
                try await shop.buyer.enterBill(
                    of: "A", number: name, day: Shop.day,
                    lines: orders.map { .init($0, 1, quantity: 1, unitCost: amount("2")) })
            }
            func owners(_ bill: SupplierBill) async throws -> [String] {
                try await shop.buyer.tasks().filter { $0.document == bill.key }.map(\.task.owner).sorted()
            }
            let two = try await enter("TWO", [number])
            #expect(try await owners(two) == ["principal-3"])
            // Principal 1 alone has written one of the orders, and has entered the bill.
            let nobody = try await enter("NOBODY", [number, own])
            #expect(try await owners(nobody) == ["buyer"])
            let refused: SupplierBillRule? = await broken {
                try await shop.buyer.acceptBill(of: "A", number: "NOBODY", reason: "so")
            }
            #expect(refused == .isOwn("A", "NOBODY", []))
            #expect(refused?.remedy.contains("--accepted-by") == true)
            try await shop.buyer.set(BillTolerance(tolerances: [], acceptedBy: [1, 5, 6]), reason: "test")
            try await shop.buyer.disputeBill(of: "A", number: "NOBODY", reason: "not come")
            #expect(try await owners(nobody) == ["principal-5", "principal-6"])
            #expect(try await owners(try await shop.buyer.matchBill(of: "A", number: "TWO")) == owners(nobody))
            try await shop.buyer.of(6).acceptBill(of: "A", number: "NOBODY", reason: "so")
            #expect(try await owners(nobody) == [])
        }
    }

    @Test func `what was rejected or has gone back is none that a supplier may bill, and counts once`() async throws {
        try await Shop.everywhere { shop in
            let number = try await shop.sent([20])
            try await shop.receive(20, on: 1, of: number)
            try await shop.buyer.perform { step throws(WorkflowFailure) in
                let line = try await step.line(number, 1)
                step.write(try decided { () throws(PurchaseOrderRule) in try line.after(.reject(4)) })
                step.move(.putaway, [MoveLine(1, quantity: 5, from: Shop.receiving, to: Shop.quarantine)])
            }
            func billable() async throws -> Int64? { try await shop.buyer.purchaseOrder(number).lines.first?.billable }
            #expect(try await billable() == 16)
            func sendBack(_ units: Int64, from: LocationID) async throws {
                let goods = try await shop.buyer.createSupplierReturn(
                    .init(supplier: "A", lines: [.init(1, quantity: units, from: from, orderLine: .init(number, 1))]))
                #expect(try await shop.chief.tasks().map(\.task.reason).contains("supplier-return.send"))
                try await shop.buyer.sendSupplierReturn(goods, to: Shop.supplierPlace, on: Shop.day)
            }
            // Two of those that were rejected, then two more and one that was not.
            try await sendBack(2, from: Shop.quarantine)
            #expect(try await billable() == 16)
            try await sendBack(3, from: Shop.quarantine)
            #expect(try await billable() == 15)
            try await sendBack(2, from: Shop.receiving)
            #expect(try await billable() == 13)
            func enter(_ name: String, _ quantity: Int64) async throws -> SupplierBill {
                try await shop.chief.enterBill(
                    of: "A", number: name, day: Shop.day,
                    lines: [.init(number, 1, quantity: quantity, unitCost: amount("2"))])
            }
            let all = try await enter("ALL", 20)
            #expect(all.state == .waiting && all.matches[0].differences == [.quantity])
            #expect(all.matches[0].arrived == 20 && all.matches[0].rejectedOrReturned == 7)
            #expect(try await enter("NET", 13).state == .matched)
            let line = try await shop.buyer.purchaseOrder(number).lines[0]
            #expect(line.notInvoiced == 0)
            // Billed for what had come: the supplier owes for what goes back later.
            #expect(try line.after(.sendBack(1)).notInvoiced == 0)
            #expect(try line.after(.bill(8)).notInvoiced == -1)
        }
    }
}
