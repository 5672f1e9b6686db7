@testable import StockSimulation
import StockAPI
import StockModel
import Testing

@Suite struct SourcingTests {
    private typealias Shops = CornerShops

    /// What a request is granted when town has 2 + 3 shirts and a hat, the harbour 4 shirts and 5 hats, the outlet 9
    /// and 1.
    private func granted(
        _ lines: [ReserveLine], mode: ReserveMode = .allOrNothing, from sourcing: Sourcing = .bestSingleSite,
        channel: ChannelID = Shops.web
    ) async throws -> [PlannedAllocation]? {
        try await withShop { shop in
            try await shop.accept(
                Shops.delivery([
                    (Shops.shirt, 2, Shops.townFloor), (Shops.shirt, 3, Shops.townCellar),
                    (Shops.hat, 1, Shops.townFloor),
                    (Shops.shirt, 4, Shops.harbourFloor), (Shops.hat, 5, Shops.harbourLoft),
                    (Shops.shirt, 9, Shops.outletFloor), (Shops.hat, 1, Shops.outletFloor),
                ]))
            let reserve = Reserve(1, channel: channel, lines: lines, mode: mode, sourcing: sourcing)
            return try await shop.submit(.reserve(reserve)).plan?.allocations
        }
    }

    private func plan(_ parts: (UInt16, LocationID, Quantity)...) -> [PlannedAllocation] {
        parts.map { PlannedAllocation(line: $0.0, location: $0.1, quantity: $0.2) }
    }

    @Test func `the best-ranked site that covers everything is chosen, and its places give in order of their ids`()
        async throws
    {
        let four = try await granted([ReserveLine(Shops.shirt, quantity: 4)])
        #expect(four == plan((0, Shops.townFloor, 2), (0, Shops.townCellar, 2)))
        let six = try await granted([ReserveLine(Shops.shirt, quantity: 6)])
        #expect(six == plan((0, Shops.outletFloor, 6)))
    }

    @Test func `one site has to cover every line`() async throws {
        let lines = [ReserveLine(Shops.shirt, quantity: 3), ReserveLine(Shops.hat, quantity: 2)]
        #expect(try await granted(lines) == plan((0, Shops.harbourFloor, 3), (1, Shops.harbourLoft, 2)))
    }

    @Test func `the channel's ranking decides, not the number of the site`() async throws {
        let lines = [ReserveLine(Shops.shirt, quantity: 4)]
        #expect(try await granted(lines, channel: Shops.tills) == plan((0, Shops.harbourFloor, 4)))
    }

    @Test func `lines that share a place take from it one after the other`() async throws {
        let lines = [
            ReserveLine(Shops.shirt, quantity: 1), ReserveLine(Shops.hat, quantity: 1),
            ReserveLine(Shops.shirt, quantity: 3),
        ]
        let expected = plan(
            (0, Shops.townFloor, 1), (1, Shops.townFloor, 1), (2, Shops.townFloor, 1), (2, Shops.townCellar, 2))
        #expect(try await granted(lines) == expected)
    }

    @Test func `located lines are served first, wherever they stand in the request`() async throws {
        let lines = [ReserveLine(Shops.shirt, quantity: 3), ReserveLine(Shops.shirt, quantity: 2, at: Shops.townFloor)]
        #expect(try await granted(lines) == plan((0, Shops.townCellar, 3), (1, Shops.townFloor, 2)))
    }

    @Test func `in part, the site that covers most units is chosen, the better rank among equals`() async throws {
        let many = try await granted([ReserveLine(Shops.shirt, quantity: 20)], mode: .partial)
        #expect(many == plan((0, Shops.outletFloor, 9)))
        // Four shirts and five hats at the harbour are nine units; town has six, the outlet five.
        let lines = [ReserveLine(Shops.shirt, quantity: 4), ReserveLine(Shops.hat, quantity: 6)]
        #expect(try await granted(lines, mode: .partial) == plan((0, Shops.harbourFloor, 4), (1, Shops.harbourLoft, 5)))
        // Each of the three sites has four.
        let equal = try await granted([ReserveLine(Shops.shirt, quantity: 4)], mode: .partial)
        #expect(equal == plan((0, Shops.townFloor, 2), (0, Shops.townCellar, 2)))
    }

    @Test func `in part, a line that gets nothing does not appear`() async throws {
        let lines = [ReserveLine(Shops.belt, quantity: 1), ReserveLine(Shops.hat, quantity: 3, at: Shops.townFloor)]
        #expect(try await granted(lines, mode: .partial) == plan((1, Shops.townFloor, 1)))
    }

    @Test func `a pickup is served at its site alone`() async throws {
        let lines = [ReserveLine(Shops.shirt, quantity: 4)]
        #expect(try await granted(lines, from: .site(Shops.harbour)) == plan((0, Shops.harbourFloor, 4)))
        let part = try await granted([ReserveLine(Shops.shirt, quantity: 9)], mode: .partial, from: .site(Shops.town))
        #expect(part == plan((0, Shops.townFloor, 2), (0, Shops.townCellar, 3)))
    }

    @Test func `by rank, sites give what they have, and one that has nothing of it costs no split`() async throws {
        let lines = [ReserveLine(Shops.shirt, quantity: 7), ReserveLine(Shops.hat, quantity: 6)]
        let expected = plan(
            (0, Shops.townFloor, 2), (0, Shops.townCellar, 3), (0, Shops.harbourFloor, 2), (1, Shops.townFloor, 1),
            (1, Shops.harbourLoft, 5))
        #expect(try await granted(lines, from: .byRank(splitsMax: 1)) == expected)
        let belts = [ReserveLine(Shops.belt, quantity: 1, at: Shops.townFloor), ReserveLine(Shops.hat, quantity: 7)]
        let three = plan((1, Shops.townFloor, 1), (1, Shops.harbourLoft, 5), (1, Shops.outletFloor, 1))
        #expect(try await granted(belts, mode: .partial, from: .byRank(splitsMax: 2)) == three)
    }

    @Test func `the last site that is allowed is the best-ranked one that covers the rest`() async throws {
        // Town gives five; the harbour has four of the six that are left, the outlet all of them.
        let lines = [ReserveLine(Shops.shirt, quantity: 11)]
        let expected = plan((0, Shops.townFloor, 2), (0, Shops.townCellar, 3), (0, Shops.outletFloor, 6))
        #expect(try await granted(lines, from: .byRank(splitsMax: 1)) == expected)
        #expect(try await granted([ReserveLine(Shops.shirt, quantity: 15)], from: .byRank(splitsMax: 1)) == nil)
        let all = try await granted([ReserveLine(Shops.shirt, quantity: 18)], from: .byRank(splitsMax: 63))
        #expect(all?.map(\.quantity) == [2, 3, 4, 9])
    }

    @Test func `with the whole order first, a site that has all of it spares the others`() async throws {
        let lines = [ReserveLine(Shops.shirt, quantity: 6)]
        #expect(
            try await granted(lines, from: .wholeOrderFirst(splitsMax: 63)) == plan((0, Shops.outletFloor, 6)))
        #expect(try await granted(lines, from: .byRank(splitsMax: 63))?.map(\.quantity) == [2, 3, 1])
    }

    @Test func `why a SKU is available is told site by site in the channel's order`() async throws {
        try await withShop { shop in
            try await shop.accept(RefusalCase.stock)
            let id = try await shop.hold(2, of: Shops.shirt, at: Shops.townFloor)
            _ = try await shop.hold(3, of: Shops.shirt, at: Shops.harbourFloor)
            try await shop.accept(.commit(Commit(id, quantities: [LineQuantity(line: 0, quantity: 1)])))
            let answer = try await shop.stock.availability(
                of: [Shops.shirt, Shops.belt], for: Shops.tills, withReasons: true)
            #expect(
                answer.first
                    == Availability(
                        sku: Shops.shirt, availableToSell: 7,
                        reasons: [
                            SiteAvailability(site: Shops.harbour, onHand: 4, held: 3, committed: 0, free: 1),
                            SiteAvailability(site: Shops.town, onHand: 8, held: 1, committed: 1, free: 6),
                        ]))
            #expect(answer.last?.availableToSell == 0)
        }
    }

    @Test func `asking about a channel that is not defined is a refused question`() async throws {
        try await withShop { shop in
            await #expect(throws: StockFailure.refused(.unknownChannel(Shops.noChannel))) {
                try await shop.stock.availability(of: [Shops.shirt], for: Shops.noChannel, withReasons: false)
            }
        }
    }
}
