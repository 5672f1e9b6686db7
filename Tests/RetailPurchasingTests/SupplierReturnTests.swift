import RetailDocuments
import RetailPurchasing
import StockAPI
import StockModel
import Testing

@Suite("Goods go back to a supplier")
struct SupplierReturnTests {
    @Test func `each event in each state moves on, or is refused by name`() throws {
        let events: [SupplierReturn.Event] = [
            .send(on: Shop.day), .credit(number: "C", amount: amount("4"), on: Shop.day),
            .credit(number: "C", amount: amount("10"), on: Shop.day), .writeOff(reason: "so"), .cancel,
        ]
        for state in SupplierReturn.State.allCases {
            var goods = try SupplierReturn(
                number: 3, supplier: "A", currency: "EUR",
                lines: [.init(1, quantity: 5, from: Shop.quarantine, unitCost: amount("2"))], maker: 1)
            goods.state = state
            for event in events {
                let result = Result { () throws(SupplierReturnRule) in try goods.after(event) }
                switch (state, event) {
                case (.open, .send): #expect(try result.get().owed == amount("10"))
                case (.open, .cancel): #expect(try result.get().state == .cancelled)
                case (.sent, .credit(_, let money, _)) where money == amount("4"):
                    #expect(try result.get().owed == amount("6") && result.get().state == .sent)
                case (.sent, .credit): #expect(try result.get().state == .credited)
                case (.sent, .writeOff):
                    #expect(try result.get().state == .credited && result.get().writtenOff == amount("10"))
                default:
                    let failure = #expect(throws: SupplierReturnRule.self) { try result.get() }
                    #expect(failure?.name == "supplier-return.is-\(state.rawValue)")
                }
            }
        }
    }

    @Test func `the goods leave when it is sent, and are owed until they are credited`() async throws {
        try await Shop.everywhere { shop in
            let order = try await shop.sent([10])
            try await shop.receive(10, on: 1, of: order)
            let number = try await shop.buyer.createSupplierReturn(
                .init(
                    supplier: "A",
                    lines: [
                        .init(1, quantity: 3, from: Shop.receiving, orderLine: .init(order, 1), reason: "broken"),
                        .init(1, quantity: 1, from: Shop.receiving, unitCost: amount("5"), orderLine: .init(order, 1)),
                    ]))
            #expect(try await onHand(shop) == 10)
            try await shop.buyer.sendSupplierReturn(number, to: Shop.supplierPlace, on: Shop.day)
            #expect(try await onHand(shop) == 6)
            #expect(try await shop.buyer.purchaseOrder(order).lines[0].returned == 4)
            #expect(
                await broken { try await shop.chief.sendSupplierReturn(number, to: Shop.supplierPlace, on: Shop.day) }
                    == SupplierReturnRule.notInState(number, "send", .sent))
            #expect(try await shop.buyer.supplierReturns(in: [.sent]).map(\.owed) == [amount("11")])
            #expect(try await shop.buyer.tasks().map(\.task.reason) == ["supplier-return.credit"])
            let note = SupplierReturn.Event.credit(number: "C1", amount: amount("6"), on: Shop.day)
            try await shop.buyer.settleSupplierReturn(number, note)
            #expect(
                await broken { try await shop.buyer.settleSupplierReturn(number, note) }
                    == SupplierReturnRule.creditNoteTwice("C1"))
            #expect(
                await broken {
                    try await shop.buyer.settleSupplierReturn(
                        number, .credit(number: "C2", amount: amount("5.0001"), on: Shop.day))
                } == SupplierReturnRule.creditsTooMuch(number, amount: amount("5.0001"), owed: amount("5")))
            try await shop.buyer.settleSupplierReturn(
                number, .credit(number: "C2", amount: amount("5"), on: Shop.day))
            #expect(try await shop.buyer.supplierReturn(number).state == .credited)
            #expect(try await shop.buyer.tasks() == [])
            let moved = try await shop.stock.movements(
                on: SupplierReturn.key(of: number), after: .none, limit: 10)
            #expect(moved.map(\.quantity) == [3, 1] && moved.allSatisfy { $0.reason == .supplierReturn })
            #expect(moved.map(\.attributes.unitCost) == [20_000, 50_000])
        }
    }

    @Test func `no more goes back than came on the line, however many returns there are`() async throws {
        try await Shop.everywhere { shop in
            let order = try await shop.sent([10])
            try await shop.receive(5, on: 1, of: order)
            let numbers = try await withThrowingTaskGroup(of: UInt64.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        try await shop.buyer.createSupplierReturn(
                            .init(
                                supplier: "A",
                                lines: [.init(1, quantity: 2, from: Shop.receiving, orderLine: .init(order, 1))]))
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let sent = await withTaskGroup(of: Bool.self) { group in
                for number in numbers {
                    group.addTask {
                        await happens {
                            try await shop.buyer.sendSupplierReturn(number, to: Shop.supplierPlace, on: Shop.day)
                        }
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            let line = try await shop.buyer.purchaseOrder(order).lines[0]
            #expect(line.returned == Int64(sent) * 2 && line.returned <= 4)
            #expect(try await onHand(shop) == 5 - line.returned)
        }
    }

    @Test func `what is not there does not go back`() async throws {
        try await Shop.everywhere { shop in
            let number = try await shop.buyer.createSupplierReturn(
                .init(supplier: "A", lines: [.init(1, quantity: 3, from: Shop.quarantine, unitCost: amount("1"))]))
            let failure = await #expect(throws: WorkflowFailure.self) {
                try await shop.buyer.sendSupplierReturn(number, to: Shop.supplierPlace, on: Shop.day)
            }
            guard case .refused(.wouldGoNegative) = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
            #expect(try await shop.buyer.supplierReturn(number).state == .open)
            try await shop.buyer.settleSupplierReturn(number, .cancel)
            func refused(_ line: SupplierReturnDraft.Line) async -> SupplierReturnRule? {
                await broken { try await shop.buyer.createSupplierReturn(.init(supplier: "A", lines: [line])) }
            }
            #expect(await refused(.init(1, quantity: 1, from: Shop.quarantine)) == .noCost(1))
            #expect(
                await refused(.init(1, quantity: 0, from: Shop.quarantine, unitCost: .zero)) == .quantityNotPositive)
            let order = try await shop.sent([10])
            #expect(
                await refused(.init(2, quantity: 1, from: Shop.quarantine, orderLine: .init(order, 1)))
                    == .otherOrder(order, 1))
        }
    }

    @Test func `one that is open, or for which is owed, is a task of the buyer of the order until it is done`()
        async throws
    {
        try await Shop.everywhere { shop in
            let order = try await shop.sent([10])
            try await shop.receive(10, on: 1, of: order)
            func tasks() async throws -> [String] {
                try await shop.buyer.tasks().map { "\($0.task.owner) \($0.task.reason) \($0.document)" }
            }
            func create(_ line: SupplierReturnDraft.Line) async throws -> UInt64 {
                try await shop.chief.createSupplierReturn(.init(supplier: "A", lines: [line]))
            }
            let number = try await create(.init(1, quantity: 3, from: Shop.receiving, orderLine: .init(order, 1)))
            let key = SupplierReturn.key(of: number)
            #expect(try await tasks() == ["principal-1 supplier-return.send \(key)"])
            let due = try await shop.buyer.tasks()[0].task.due
            let made = try await shop.buyer.supplierReturn(number).madeDay
            #expect(due == made?.adding(7).start)
            try await shop.buyer.sendSupplierReturn(number, to: Shop.supplierPlace, on: Shop.day)
            #expect(try await tasks() == ["principal-1 supplier-return.credit \(key)"])
            try await shop.buyer.settleSupplierReturn(number, .writeOff(reason: "well"))
            #expect(try await tasks() == [])
            // On no order there is no buyer: who has made it sees to it.
            let other = try await create(.init(1, quantity: 1, from: Shop.receiving, unitCost: amount("1")))
            #expect(try await tasks() == ["principal-2 supplier-return.send \(SupplierReturn.key(of: other))"])
            try await shop.buyer.settleSupplierReturn(other, .cancel)
            #expect(try await tasks() == [])
        }
    }

    private func onHand(_ shop: Shop) async throws -> Int64 {
        try await shop.stock.levels(of: 1).filter { $0.location == Shop.receiving }.reduce(0) { $0 + $1.onHand }
    }
}
