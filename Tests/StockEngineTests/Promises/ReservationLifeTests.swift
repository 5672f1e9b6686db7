@testable import StockSimulation
import StockAPI
import StockModel
import Testing

@Suite struct ReservationLifeTests {
    private typealias Shops = CornerShops

    /// Four shirts held as reservation 1: two on the town's floor, two in its cellar.
    private func withFourHeld(_ body: (Shop) async throws -> Void) async throws {
        try await withShop { shop in
            try await shop.accept(
                Shops.delivery([(Shops.shirt, 2, Shops.townFloor), (Shops.shirt, 2, Shops.townCellar)]))
            try await shop.accept(RefusalCase.reserve([ReserveLine(Shops.shirt, quantity: 4)]))
            try await body(shop)
        }
    }

    private func allocations(_ shop: Shop) async throws -> [Reservation.Allocation] {
        try #require(try await shop.stock.reservation(1)).allocations
    }

    @Test func `a part is committed from the first allocations, and the rest stays held until its deadline`()
        async throws
    {
        try await withFourHeld { shop in
            try await shop.accept(.commit(Commit(1, quantities: [LineQuantity(line: 0, quantity: 3)])))
            let parts = try await allocations(shop)
            #expect(parts.map(\.committed) == [2, 1] && parts.map(\.held) == [0, 1])
            #expect(try await shop.stock.reservation(1)?.state == .held)
            shop.wait(milliseconds: 15 * 60_000)
            #expect(try await shop.availableToSell(Shops.shirt) == 1)
        }
    }

    @Test func `a part is committed and the rest given up in one`() async throws {
        try await withFourHeld { shop in
            let commit = Commit(1, quantities: [LineQuantity(line: 0, quantity: 1)], remainder: .release)
            try await shop.accept(.commit(commit))
            let parts = try await allocations(shop)
            #expect(parts.map(\.committed) == [1, 0] && parts.map(\.released) == [1, 2])
            #expect(try await shop.stock.reservation(1)?.state == .committed)
            #expect(try await shop.availableToSell(Shops.shirt) == 3)
        }
    }

    @Test func `held units are given up before committed ones`() async throws {
        try await withFourHeld { shop in
            try await shop.accept(.commit(Commit(1, quantities: [LineQuantity(line: 0, quantity: 2)])))
            try await shop.accept(.release(Release(1, quantities: [LineQuantity(line: 0, quantity: 3)])))
            let parts = try await allocations(shop)
            #expect(
                parts.map(\.released) == [1, 2] && parts.map(\.committed) == [1, 0] && parts.map(\.held) == [0, 0])
        }
    }

    @Test func `units are shipped in parts, one movement for each place touched`() async throws {
        try await withFourHeld { shop in
            try await shop.accept(RefusalCase.committed)
            let attributes = LineAttributes(documentLine: 4, unitCost: 12_300)
            let context = MovementContext(document: "order/9", fulfilmentMethod: 2)
            let answer = try await shop.accept(
                .fulfil(
                    Fulfil(
                        1, lines: [FulfilLine(line: 0, quantity: 3, attributes: attributes)], to: Shops.customer,
                        context: context)))
            let movements = try await shop.stock.movements(on: "order/9", after: .none, limit: 10)
            #expect(movements.map(\.id.sequence) == [answer.sequence, answer.sequence])
            #expect(movements.map(\.id.line) == [0, 1])
            #expect(
                movements.map(\.from) == [Shops.townFloor, Shops.townCellar] && movements.map(\.quantity) == [2, 1])
            #expect(movements.allSatisfy { $0.reservation == 1 && $0.reason == .issue && $0.attributes == attributes })
            #expect(try await shop.stock.reservation(1)?.state == .committed)
            try await shop.accept(RefusalCase.fulfilled)
            #expect(try await shop.stock.reservation(1)?.state == .fulfilled)
        }
    }

    @Test func `units promised to another shop leave by transfer`() async throws {
        try await withFourHeld { shop in
            try await shop.accept(RefusalCase.committed)
            try await shop.accept(.fulfil(Fulfil(1, to: Shops.toOutlet)))
            let movements = try await shop.stock.movements(of: Shops.shirt, at: Shops.toOutlet, before: nil, limit: 10)
            #expect(movements.map(\.reason) == [.transferOut, .transferOut])
            #expect(try await shop.onHand(Shops.shirt, at: Shops.toOutlet) == 4)
        }
    }

    @Test func `a sale can be returned up to what was sold, and no further`() async throws {
        try await withShop { shop in
            try await shop.deliver(3, of: Shops.shirt, to: Shops.townFloor)
            let lines = [
                SellLine(Shops.shirt, quantity: 1, at: Shops.townFloor),
                SellLine(Shops.shirt, quantity: 2, at: Shops.townFloor),
            ]
            let sold = try await shop.accept(RefusalCase.sell(lines))
            #expect(sold.plan?.deadline == shop.now)
            #expect(try await shop.stock.reservation(1)?.state == .fulfilled)
            for quantity in [1, 1] as [Quantity] {
                try await shop.accept(Self.takeBack(quantity, ofLine: 1))
            }
            #expect(
                try await shop.refusal(of: Self.takeBack(1, ofLine: 1)) == .exceedsReturnable(line: 1, returnable: 0))
            #expect(try await shop.onHand(Shops.shirt, at: Shops.townReturns) == 2)
            #expect(try await shop.availableToSell(Shops.shirt) == 0)
        }
    }

    private static func takeBack(_ quantity: Quantity, ofLine line: UInt16) -> StockModel.Operation {
        .return(
            ReturnGoods(
                1, lines: [FulfilLine(line: line, quantity: quantity)], from: Shops.customer, to: Shops.townReturns))
    }

    @Test func `a reservation is forgotten after its time, a sale later than what was given up`() async throws {
        try await withShop { shop in
            try await shop.deliver(9, of: Shops.shirt, to: Shops.townFloor)
            let given = try await shop.hold(1, of: Shops.shirt)
            try await shop.accept(.release(Release(given)))
            let open = try await shop.hold(1, of: Shops.shirt)
            try await shop.accept(.commit(Commit(open)))
            try await shop.accept(RefusalCase.sell([SellLine(Shops.shirt, quantity: 1, at: Shops.townFloor)]))

            shop.wait(milliseconds: 31 * 86_400_000)
            try await shop.checkpoint()
            #expect(try await shop.stock.reservation(given) == nil)
            #expect(try await shop.refusal(of: .release(Release(given))) == .notFound)
            #expect(try await shop.stock.reservation(open)?.state == .committed)
            try await shop.accept(Self.takeBack(1, ofLine: 0))

            shop.wait(milliseconds: 400 * 86_400_000)
            try await shop.checkpoint()
            #expect(try await shop.refusal(of: Self.takeBack(1, ofLine: 0)) == .notFound)
            #expect(try await shop.stock.reservation(open)?.state == .committed)
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `an owner's open reservations and a site's holds are found, and those that ended are not`() async throws
    {
        try await withShop { shop in
            try await shop.deliver(9, of: Shops.shirt, to: Shops.townFloor)
            try await shop.deliver(9, of: Shops.shirt, to: Shops.harbourFloor)
            let long = try await shop.hold(1, of: Shops.shirt, at: Shops.townFloor, for: 50_000, owner: 7)
            let short = try await shop.hold(1, of: Shops.shirt, at: Shops.townFloor, for: 10_000, owner: 7)
            let harbour = try await shop.hold(1, of: Shops.shirt, at: Shops.harbourFloor, for: 20_000, owner: 8)
            let town = try await shop.stock.holds(at: Shops.town, after: nil, limit: 10)
            #expect(town.map(\.reservation) == [short, long])
            #expect(
                try await shop.stock.reservations(of: 7, after: nil, limit: 10).map(\.reservation) == [long, short])
            try await shop.accept(.commit(Commit(long)))
            shop.wait(milliseconds: 10_000)
            #expect(try await shop.stock.holds(at: Shops.town, after: nil, limit: 10) == [])
            #expect(
                try await shop.stock.holds(at: Shops.harbour, after: nil, limit: 10).map(\.reservation) == [harbour])
            #expect(try await shop.stock.reservations(of: 7, after: nil, limit: 10).map(\.reservation) == [long])
        }
    }
}
