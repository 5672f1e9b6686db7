@testable import StockSimulation
import StockAPI
import StockModel
import Testing

@Suite struct LedgerTests {
    private typealias Shops = CornerShops

    @Test func `over all its locations the sum of a SKU is zero`() async throws {
        try await withShop { shop in
            try await shop.accept(RefusalCase.stock)
            try await shop.accept(RefusalCase.sell([SellLine(Shops.shirt, quantity: 2, at: Shops.townFloor)]))
            try await shop.accept(.adjust(Adjust(Shops.shirt, at: Shops.townFloor, by: -1, loss: Shops.loss)))
            let levels = try await shop.stock.levels(of: Shops.shirt)
            #expect(levels.map(\.onHand).reduce(0, +) == 0)
            #expect(levels.map(\.location) == levels.map(\.location).sorted())
            #expect(levels.first { $0.location == Shops.supplier }?.onHand == -12)
        }
    }

    @Test func `a movement carries everything that was said about it, and the chain of its two levels`() async throws {
        try await withShop { shop in
            try await shop.deliver(5, of: Shops.shirt, to: Shops.townReceiving)
            let first = try #require(try await shop.stock.movements(after: .none, limit: 10).last)
            let context = MovementContext(
                occurredAt: CornerShops.opening.advanced(byMilliseconds: -5_000), businessDate: 20_400,
                document: "po/1",
                channel: Shops.tills, fulfilmentMethod: 9)
            let attributes = LineAttributes(documentLine: 1, promotion: 2, category: 3, brand: 4, unitCost: 5)
            let line = MoveLine(
                Shops.shirt, quantity: 2, from: Shops.townReceiving, to: Shops.townFloor, attributes: attributes)
            shop.wait(milliseconds: 1_000)
            let answer = try await shop.accept(.move(Move(.putaway, lines: [line], context: context)))
            #expect(
                try await shop.stock.movements(after: first.id, limit: 10) == [
                    Movement(
                        id: MovementID(sequence: answer.sequence, line: 0), sku: Shops.shirt, from: Shops.townReceiving,
                        to: Shops.townFloor, quantity: 2, reason: .putaway, principal: 1, time: shop.now,
                        occurredAt: CornerShops.opening.advanced(byMilliseconds: -5_000), businessDate: 20_400,
                        document: "po/1", channel: Shops.tills, fulfilmentMethod: 9, attributes: attributes,
                        reservation: nil, corrects: nil, previousFrom: first.id, previousTo: .none)
                ])
        }
    }

    /// Town is an hour ahead of UTC and its day begins at four; the harbour is five hours behind.
    @Test(
        arguments: [
            (CornerShops.townFloor, 3 * 3_600_000 - 1, -1), (CornerShops.townFloor, 3 * 3_600_000, 0),
            (CornerShops.harbourFloor, 5 * 3_600_000 - 1, -1), (CornerShops.harbourFloor, 5 * 3_600_000, 0),
        ] as [(LocationID, Int64, Int32)])
    func `the business date is that of the site, from its day cut on`(
        place: LocationID, milliseconds: Int64, days: Int32
    ) async throws {
        try await withShop { shop in
            // 20,407 days after 1970 began at midnight UTC.
            let midnight = Instant(millisecondsSinceEpoch: 20_407 * 86_400_000)
            let context = MovementContext(occurredAt: midnight.advanced(byMilliseconds: milliseconds))
            let line = MoveLine(Shops.shirt, quantity: 1, from: Shops.supplier, to: place)
            try await shop.accept(.move(Move(.receive, lines: [line], context: context)))
            let movement = try await shop.stock.movements(after: .none, limit: 1).first
            #expect(movement?.businessDate == 20_407 + days)
        }
    }

    @Test func `a moment before 1970 belongs to the day that it falls in`() async throws {
        try await withShop { shop in
            let context = MovementContext(occurredAt: Instant(millisecondsSinceEpoch: -1))
            let line = MoveLine(Shops.shirt, quantity: 1, from: Shops.supplier, to: Shops.outletFloor)
            try await shop.accept(.move(Move(.receive, lines: [line], context: context)))
            #expect(try await shop.stock.movements(after: .none, limit: 1).first?.businessDate == -1)
        }
    }

    @Test func `a reversal is another movement that names the one it takes back`() async throws {
        try await withShop { shop in
            try await shop.deliver(5, of: Shops.shirt, to: Shops.townFloor)
            let received = try #require(try await shop.stock.movements(after: .none, limit: 1).first)
            try await shop.accept(.reverse(Reverse(received.id)))
            let reversal = try #require(try await shop.stock.movements(after: received.id, limit: 1).first)
            #expect(reversal.from == received.to && reversal.to == received.from && reversal.quantity == 5)
            #expect(reversal.reason == .reverse && reversal.corrects == received.id)
            #expect(try await shop.onHand(Shops.shirt, at: Shops.townFloor) == 0)
            #expect(try await shop.stock.movements(after: .none, limit: 1).first == received)
        }
    }

    @Test func `the book can be read as of any past sequence, before and after a checkpoint`() async throws {
        try await withShop { shop in
            try await shop.deliver(5, of: Shops.shirt, to: Shops.townFloor)
            try await shop.deliver(1, of: Shops.hat, to: Shops.townFloor)
            try await shop.accept(RefusalCase.sell([SellLine(Shops.shirt, quantity: 2, at: Shops.townFloor)]))
            try await shop.deliver(7, of: Shops.shirt, to: Shops.townFloor)
            for _ in 1...2 {
                var book: [Quantity] = []
                for sequence in 0...5 as ClosedRange<SequenceNumber> {
                    book.append(try await shop.stock.book(of: Shops.shirt, at: Shops.townFloor, asOf: sequence))
                }
                #expect(book == [0, 0, 5, 5, 3, 10])
                try await shop.checkpoint()
            }
        }
    }
}
