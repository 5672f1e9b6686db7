@testable import StockSimulation
import StockAPI
import StockModel
import Testing

@Suite struct RetryTests {
    private static let day: Int64 = 86_400_000

    @Test func `each operation sent twice gives the same answer and one effect`() async throws {
        try await withShop { shop in
            try await shop.accept(RefusalCase.stock)
            for operation in Self.oneOfEach {
                let command = shop.command(operation)
                let first = try await shop.stock.submit(command)
                #expect(first.refusal == nil, "\(operation)")
                let before = try await Fingerprint(of: shop)
                #expect(try await shop.stock.submit(command) == first, "\(operation)")
                #expect(try await Fingerprint(of: shop) == before, "\(operation)")
            }
        }
    }

    /// Each can be accepted after the ones before it.
    private static let oneOfEach: [StockModel.Operation] = [
        .define([.sku(SKUDefinition(70, code: "NEW"))]),
        RefusalCase.held,
        .extend(Extend(1, holdMilliseconds: 60_000)),
        .commit(Commit(1, quantities: [LineQuantity(line: 0, quantity: 1)])),
        .release(Release(1, quantities: [LineQuantity(line: 1, quantity: 1)])),
        .reSource(ReSource(1, line: 0, to: CornerShops.harbourFloor, quantity: 1)),
        .fulfil(Fulfil(1, to: CornerShops.customer)),
        .return(
            ReturnGoods(
                1, lines: [FulfilLine(line: 0, quantity: 1)], from: CornerShops.customer, to: CornerShops.townReturns)),
        .sell(
            Sell(
                2, channel: CornerShops.tills,
                lines: [SellLine(CornerShops.shirt, quantity: 1, at: CornerShops.townFloor)],
                to: CornerShops.customer)),
        CornerShops.delivery([(CornerShops.belt, 2, CornerShops.townFloor)]),
        .sell(
            Sell(
                30, channel: CornerShops.tills,
                lines: [SellLine(CornerShops.sock, quantity: 1, at: CornerShops.townFloor)],
                to: CornerShops.customer, fact: Fact(reason: 1, loss: CornerShops.loss))),
        .adjust(Adjust(CornerShops.belt, at: CornerShops.townFloor, by: -1, loss: CornerShops.loss)),
        .count(
            Count(
                at: CornerShops.townFloor, anchor: 2, lines: [CountLine(CornerShops.belt, counted: 1)],
                loss: CornerShops.loss)),
        .reverse(Reverse(MovementID(sequence: 2, line: 4))),
        .reserve(
            Reserve(
                10, channel: CornerShops.web, lines: [ReserveLine(CornerShops.belt, quantity: 40)], mode: .backorder)),
        .commit(Commit(10)),
        CornerShops.delivery([(CornerShops.belt, 2, CornerShops.harbourFloor)]),
        .allocate(Allocate(10, line: 0, quantity: 1, from: CornerShops.harbourFloor)),
        .putDocument(DocumentWrite("po/1", type: 1, body: [1], terms: ["open"])),
        .deleteDocument("po/1"),
        .transaction(
            Transaction(operations: [
                .putDocument(DocumentWrite("po/2", type: 1, body: [1])),
                .reserve(Reserve(3, channel: CornerShops.web, lines: [ReserveLine(CornerShops.shirt, quantity: 1)])),
            ])),
    ]

    @Test func `one of each means one of each`() {
        #expect(Set(Self.oneOfEach.map(\.code)) == Set(StockModel.Operation.Code.allCases))
    }

    @Test func `a command in one batch with its own copy happens once`() async throws {
        try await withShop { shop in
            try await shop.accept(RefusalCase.stock)
            let command = shop.command(RefusalCase.held)
            let answers = try await shop.stock.submit([command, command, command])
            #expect(Set(answers).count == 1)
            #expect(try await shop.availableToSell(CornerShops.shirt) == 10)
        }
    }

    @Test func `64 copies of one command at once happen once, and all get the answer`() async throws {
        try await withShop { shop in
            try await shop.accept(RefusalCase.stock)
            let command = shop.command(RefusalCase.held)
            let answers = try await atOnce(64) { _ in [try await shop.stock.submit(command)] }
            #expect(answers.count == 64 && Set(answers).count == 1)
            #expect(try await shop.availableToSell(CornerShops.shirt) == 10)
        }
    }

    @Test func `the first answer to a reserve comes again even when the reservation has changed since`() async throws {
        try await withShop { shop in
            try await shop.accept(RefusalCase.stock)
            let command = shop.command(RefusalCase.held)
            let first = try await shop.stock.submit(command)
            try await shop.accept(.extend(Extend(1, holdMilliseconds: 30 * 60_000)))
            try await shop.accept(RefusalCase.committed)
            try await shop.accept(RefusalCase.fulfilled)
            #expect(try await shop.stock.submit(command) == first)
        }
    }

    @Test func `the same request id with another payload is a conflict and has no effect`() async throws {
        try await withShop { shop in
            var command = shop.command(CornerShops.delivery([(CornerShops.shirt, 5, CornerShops.townFloor)]))
            _ = try await shop.stock.submit(command)
            let before = try await Fingerprint(of: shop)
            command.operation = CornerShops.delivery([(CornerShops.shirt, 6, CornerShops.townFloor)])
            #expect(try await shop.stock.submit(command).refusal == .idempotencyConflict)
            command.operation = CornerShops.delivery([(CornerShops.shirt, 5, CornerShops.townFloor)])
            command.principal = 2
            #expect(try await shop.stock.submit(command).refusal == .idempotencyConflict)
            #expect(try await Fingerprint(of: shop) == before)
        }
    }

    @Test func `a copy that is older than the window is too old, never done twice`() async throws {
        try await withShop { shop in
            let command = shop.command(CornerShops.delivery([(CornerShops.shirt, 5, CornerShops.townFloor)]))
            let first = try await shop.stock.submit(command)
            shop.wait(milliseconds: 7 * Self.day - 1)
            #expect(try await shop.stock.submit(command) == first)
            shop.wait(milliseconds: 1)
            #expect(try await shop.stock.submit(command).refusal == .tooOld(windowMilliseconds: 7 * Self.day))
            try await shop.checkpoint()
            #expect(try await shop.stock.submit(command).refusal == .tooOld(windowMilliseconds: 7 * Self.day))
            #expect(try await shop.onHand(CornerShops.shirt, at: CornerShops.townFloor) == 5)
        }
    }

    /// A day ahead is allowed, so the answer is wanted for a day longer than the window.
    @Test func `a request from a clock that runs ahead is remembered for as long as it may come again`() async throws {
        try await withShop { shop in
            var command = shop.command(CornerShops.delivery([(CornerShops.shirt, 5, CornerShops.townFloor)]))
            command.issuedAt = command.issuedAt.advanced(byMilliseconds: Self.day)
            let first = try await shop.stock.submit(command)
            shop.wait(milliseconds: 8 * Self.day - 1)
            try await shop.checkpoint()
            #expect(try await shop.stock.submit(command) == first)
            #expect(try await shop.onHand(CornerShops.shirt, at: CornerShops.townFloor) == 5)
        }
    }

    @Test func `a released reservation is not made again by a late copy of its request`() async throws {
        try await withShop { shop in
            try await shop.accept(RefusalCase.stock)
            let command = shop.command(RefusalCase.held)
            let first = try await shop.stock.submit(command)
            try await shop.accept(RefusalCase.released)
            shop.wait(milliseconds: 7 * Self.day - 1)
            try await shop.checkpoint()
            #expect(try await shop.stock.submit(command) == first)
            #expect(try await shop.availableToSell(CornerShops.shirt) == 12)
        }
    }
}
