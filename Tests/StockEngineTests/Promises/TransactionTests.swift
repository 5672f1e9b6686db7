@testable import StockSimulation
import StockAPI
import StockModel
import Testing

@Suite struct TransactionTests {
    private typealias Shops = CornerShops

    private static func order(_ received: UInt8) -> StockModel.Operation {
        .putDocument(DocumentWrite("po/42", type: 1, body: [received], terms: ["open"]))
    }

    private static func receive(_ quantity: Quantity) -> StockModel.Operation {
        .move(
            Move(
                .receive,
                lines: [MoveLine(Shops.shirt, quantity: quantity, from: Shops.supplier, to: Shops.townReceiving)],
                context: MovementContext(document: "po/42")))
    }

    @Test func `stock and paper change at one sequence, each operation with its own answer`() async throws {
        try await withShop { shop in
            let transaction = Transaction(
                preconditions: [.absent("po/42")],
                operations: [
                    Self.receive(7), Self.order(7),
                    .move(
                        Move(
                            .putaway,
                            lines: [MoveLine(Shops.shirt, quantity: 7, from: Shops.townReceiving, to: Shops.townFloor)])
                    ),
                    .reserve(Reserve(1, channel: Shops.web, lines: [ReserveLine(Shops.shirt, quantity: 7)])),
                ])
            let answer = try await shop.accept(.transaction(transaction))
            let plan = ReservationPlan(
                deadline: shop.now.advanced(byMilliseconds: 15 * 60_000),
                allocations: [PlannedAllocation(line: 0, location: Shops.townFloor, quantity: 7)])
            #expect(answer.outcome == .transacted([.done, .done, .done, .reserved(plan)]))
            #expect(try await shop.stock.document("po/42")?.version == answer.sequence)
            let movements = try await shop.stock.movements(after: .none, limit: 10)
            #expect(movements.map(\.id) == (0...1).map { MovementID(sequence: answer.sequence, line: $0) })
        }
    }

    @Test func `of two clerks who receive the same line at once, one succeeds and the other is told the version`()
        async throws
    {
        try await withShop { shop in
            let version = try await shop.accept(Self.order(0)).sequence
            let answers = try await atOnce(2) { clerk in
                let transaction = Transaction(
                    preconditions: [.document("po/42", at: version)],
                    operations: [Self.receive(7), Self.order(UInt8(clerk) + 7)])
                return [try await shop.submit(.transaction(transaction))]
            }
            let accepted = answers.filter { $0.refusal == nil }
            #expect(accepted.count == 1)
            #expect(answers.compactMap(\.refusal) == [.versionMismatch("po/42", actual: accepted.first?.sequence)])
            #expect(try await shop.onHand(Shops.shirt, at: Shops.townReceiving) == 7)
        }
    }

    @Test(arguments: 0...6)
    func `wherever a transaction fails, nothing of it has happened`(place: Int) async throws {
        try await withShop { shop in
            try await shop.accept(RefusalCase.stock)
            try await shop.accept(Self.order(0))
            try await shop.accept(RefusalCase.reserve([ReserveLine(Shops.shirt, quantity: 1)], as: 2))
            let before = try await Fingerprint(of: shop)
            var operations: [StockModel.Operation] = [
                Self.receive(7), Self.order(7), RefusalCase.held, .commit(Commit(2)),
                .fulfil(Fulfil(2, to: Shops.customer)), .define([.site(SiteDefinition(70, code: "NEW"))]),
            ]
            operations.insert(.commit(Commit(9)), at: place)
            #expect(try await shop.refusal(of: .transaction(Transaction(operations: operations))) == .notFound)
            #expect(try await Fingerprint(of: shop) == before)
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `a transaction may write a document, read its own change and delete it again`() async throws {
        try await withShop { shop in
            let transaction = Transaction(operations: [
                Self.order(1), Self.order(2), .deleteDocument("po/42"), Self.order(3), .deleteDocument("po/42"),
            ])
            try await shop.accept(.transaction(transaction))
            #expect(try await shop.stock.document("po/42") == nil)
            #expect(try await shop.stock.documents(byTerm: Scan()).elements == [])
            let absent = Transaction(preconditions: [.absent("po/42")], operations: [Self.order(4)])
            #expect(try await shop.refusal(of: .transaction(absent)) == nil)
        }
    }

    @Test func `a transaction may take back its own movement`() async throws {
        try await withShop { shop in
            let next = try await shop.stock.statistics().sequence + 1
            let own = MovementID(sequence: next, line: 0)
            try await shop.accept(.transaction(Transaction(operations: [Self.receive(7), .reverse(Reverse(own))])))
            #expect(try await shop.onHand(Shops.shirt, at: Shops.townReceiving) == 0)
            #expect(
                try await shop.refusal(of: .reverse(Reverse(own)))
                    == .alreadyReversed(by: MovementID(sequence: next, line: 1)))
        }
    }

    @Test func `a transaction within a transaction cannot be read`() async throws {
        try await withShop { shop in
            let inner = StockModel.Operation.transaction(Transaction(operations: [Self.order(1)]))
            let refusal = try await shop.refusal(of: .transaction(Transaction(operations: [inner])))
            #expect(refusal?.code == .malformed)
            #expect(try await shop.stock.document("po/42") == nil)
        }
    }
}
