@testable import StockSimulation
import StockAPI
import StockModel
import Testing

/// The worked numbers, "Reservations".
@Suite struct ReservationVectorTests {
    private typealias Shops = CornerShops

    private static func reserve(_ quantity: Quantity, as id: ReservationID, mode: ReserveMode = .allOrNothing)
        -> StockModel.Operation
    {
        RefusalCase.reserve([ReserveLine(Shops.shirt, quantity: quantity)], as: id, mode: mode)
    }

    private static func fulfil(_ quantity: Quantity, of id: ReservationID) -> StockModel.Operation {
        .fulfil(Fulfil(id, lines: [FulfilLine(line: 0, quantity: quantity)], to: Shops.customer))
    }

    @Test func `RS-1: an order of 50 is reserved in part, reserved, delivered in part, delivered`() async throws {
        try await withShop { shop in
            try await shop.deliver(30, of: Shops.shirt, to: Shops.townFloor)
            let part = try await shop.accept(Self.reserve(50, as: 1, mode: .partial))
            #expect(part.plan?.allocations.map(\.quantity) == [30])
            try await shop.deliver(20, of: Shops.shirt, to: Shops.townFloor)
            let rest = try await shop.accept(Self.reserve(20, as: 2))
            #expect(rest.plan?.allocations.map(\.quantity) == [20])
            try await shop.accept(.commit(Commit(1)))
            try await shop.accept(.commit(Commit(2)))
            try await shop.accept(Self.fulfil(10, of: 1))
            #expect(try await shop.stock.reservation(1)?.state == .committed)
            try await shop.accept(Self.fulfil(20, of: 1))
            try await shop.accept(.fulfil(Fulfil(2, to: Shops.customer)))
            #expect(try await shop.stock.reservation(1)?.state == .fulfilled)
            #expect(try await shop.stock.reservation(2)?.state == .fulfilled)
            #expect(try await shop.onHand(Shops.shirt, at: Shops.customer) == 50)
        }
    }

    @Test func `RS-1: the same order cancelled gives everything back`() async throws {
        try await withShop { shop in
            try await shop.deliver(50, of: Shops.shirt, to: Shops.townFloor)
            try await shop.accept(Self.reserve(50, as: 1))
            try await shop.accept(.commit(Commit(1)))
            try await shop.accept(.release(Release(1)))
            #expect(try await shop.stock.reservation(1)?.state == .released)
            #expect(try await shop.availableToSell(Shops.shirt) == 50)
        }
    }

    @Test func `RS-2: what is committed cannot be issued past, and can once it is released`() async throws {
        try await withShop { shop in
            try await shop.deliver(60, of: Shops.shirt, to: Shops.townFloor)
            try await shop.accept(Self.reserve(50, as: 1))
            try await shop.accept(.commit(Commit(1)))
            let issue = RefusalCase.move(.issue, [RefusalCase.line(Shops.shirt, 60, Shops.townFloor, Shops.customer)])
            #expect(
                try await shop.refusal(of: issue)
                    == .wouldGoNegative(sku: Shops.shirt, location: Shops.townFloor, available: 10))
            try await shop.accept(.release(Release(1)))
            try await shop.accept(issue)
            #expect(try await shop.onHand(Shops.shirt, at: Shops.townFloor) == 0)
        }
    }

    @Test func `RS-3: two shelves of 10 with 9 promised and of 1 with 1 promised have 1 available`() async throws {
        try await withShop { shop in
            try await shop.deliver(10, of: Shops.shirt, to: Shops.townFloor)
            try await shop.deliver(1, of: Shops.shirt, to: Shops.townCellar)
            _ = try await shop.hold(9, of: Shops.shirt, at: Shops.townFloor)
            _ = try await shop.hold(1, of: Shops.shirt, at: Shops.townCellar)
            #expect(try await shop.availableToSell(Shops.shirt) == 1)
        }
    }

    @Test func `RS-6: of 20 callers at once who reserve 1 of 10 units, exactly 10 are granted`() async throws {
        try await withShop { shop in
            try await shop.deliver(10, of: Shops.shirt, to: Shops.townFloor)
            let answers = try await atOnce(20) { _ in
                [try await shop.submit(Self.reserve(1, as: shop.newReservation()))]
            }
            #expect(answers.count { $0.plan != nil } == 10)
            #expect(try await shop.availableToSell(Shops.shirt) == 0)
        }
    }

    @Test func `RS-8: town has 10, the harbour 15, and 13 wanted at one site come from the harbour`() async throws {
        try await withShop { shop in
            try await shop.deliver(10, of: Shops.shirt, to: Shops.townFloor)
            try await shop.deliver(15, of: Shops.shirt, to: Shops.harbourFloor)
            let answer = try await shop.accept(Self.reserve(13, as: 1))
            #expect(
                answer.plan?.allocations
                    == [PlannedAllocation(line: 0, location: Shops.harbourFloor, quantity: 13)])
        }
    }

    @Test(
        arguments: [
            (Sourcing.byRank(splitsMax: 1), [(CornerShops.townFloor, 10), (CornerShops.harbourFloor, 3)]),
            (.wholeOrderFirst(splitsMax: 1), [(CornerShops.harbourFloor, 13)]),
        ] as [(Sourcing, [(LocationID, Quantity)])])
    func `RS-8: the same by rank is 10 and 3, and with the whole order first 13 from the harbour`(
        sourcing: Sourcing, expected: [(LocationID, Quantity)]
    ) async throws {
        try await withShop { shop in
            try await shop.deliver(10, of: Shops.shirt, to: Shops.townFloor)
            try await shop.deliver(15, of: Shops.shirt, to: Shops.harbourFloor)
            let reserve = Reserve(
                1, channel: Shops.web, lines: [ReserveLine(Shops.shirt, quantity: 13)], sourcing: sourcing)
            let answer = try await shop.accept(.reserve(reserve))
            let planned = expected.map { PlannedAllocation(line: 0, location: $0.0, quantity: $0.1) }
            #expect(answer.plan?.allocations == planned)
        }
    }

    @Test func `RS-8b: 1 here and 1 there are 2 with one split`() async throws {
        try await withShop { shop in
            try await shop.deliver(1, of: Shops.shirt, to: Shops.townFloor)
            try await shop.deliver(1, of: Shops.shirt, to: Shops.harbourFloor)
            let reserve = Reserve(
                1, channel: Shops.web, lines: [ReserveLine(Shops.shirt, quantity: 2)],
                sourcing: .wholeOrderFirst(splitsMax: 1))
            let answer = try await shop.accept(.reserve(reserve))
            #expect(answer.plan?.allocations.map(\.location) == [Shops.townFloor, Shops.harbourFloor])
            #expect(answer.plan?.allocations.map(\.quantity) == [1, 1])
        }
    }

    @Test func `RS-8b: 1 here and 1 there are not 2 at one site`() async throws {
        try await withShop { shop in
            try await shop.deliver(1, of: Shops.shirt, to: Shops.townFloor)
            try await shop.deliver(1, of: Shops.shirt, to: Shops.harbourFloor)
            #expect(
                try await shop.refusal(of: Self.reserve(2, as: 1))
                    == .insufficientSingleLocation([RefusalCase.short(Shops.shirt, 2, of: 2)]))
        }
    }

    @Test func `RS-7: one unit is not sold to two kits of a cart that both need it`() async throws {
        try await withShop { shop in
            try await shop.deliver(5, of: Shops.shirt, to: Shops.townFloor)
            try await shop.deliver(2, of: Shops.sock, to: Shops.townFloor)
            try await shop.deliver(1, of: Shops.hat, to: Shops.townFloor)
            let both = [ReserveLine(Shops.outfit, quantity: 1), ReserveLine(Shops.gift, quantity: 1)]
            #expect(
                try await shop.refusal(of: RefusalCase.reserve(both, as: 1))
                    == .insufficientStock([RefusalCase.short(Shops.sock, 4, of: 2)]))
            let one = try await shop.accept(RefusalCase.reserve([both[1]], as: 2))
            #expect(one.plan?.allocations.map(\.component) == [Shops.shirt, Shops.sock, Shops.hat])
            #expect(one.plan?.allocations.map(\.quantity) == [2, 2, 1])
        }
    }

    @Test func `RS-9: released twice and committed after, a hold is counted once`() async throws {
        try await withShop { shop in
            try await shop.deliver(10, of: Shops.shirt, to: Shops.townFloor)
            try await shop.accept(Self.reserve(5, as: 1))
            try await shop.accept(Self.reserve(5, as: 2))
            try await shop.accept(.release(Release(1)))
            let level = try await shop.level(Shops.shirt, at: Shops.townFloor)
            #expect(level?.held == 5 && level?.available == 5)
            #expect(try await shop.refusal(of: .release(Release(1))) == .alreadyResolved(as: .released))
            #expect(try await shop.refusal(of: .commit(Commit(1))) == .alreadyResolved(as: .released))
            #expect(try await shop.level(Shops.shirt, at: Shops.townFloor) == level)
        }
    }

    @Test func `RS-10: 100, less an order of 99, refunded with restock and then cancelled, are 100`() async throws {
        try await withShop { shop in
            try await shop.deliver(100, of: Shops.shirt, to: Shops.townFloor)
            try await shop.accept(Self.reserve(99, as: 1))
            try await shop.accept(.commit(Commit(1)))
            try await shop.accept(.fulfil(Fulfil(1, to: Shops.customer)))
            try await shop.accept(ReturnVectorTests.takeBack(99, of: 1))
            try await shop.acceptInspected(
                RefusalCase.move(.disposition, [RefusalCase.line(Shops.shirt, 99, Shops.townReturns, Shops.townFloor)]))
            #expect(try await shop.refusal(of: .release(Release(1))) == .alreadyResolved(as: .fulfilled))
            #expect(try await shop.onHand(Shops.shirt, at: Shops.townFloor) == 100)
            #expect(try await shop.availableToSell(Shops.shirt) == 100)
        }
    }

    @Test func `RS-11: a shopper who holds 3 of 3 and asks for 3 again with replace is granted them`() async throws {
        try await withShop { shop in
            try await shop.deliver(3, of: Shops.shirt, to: Shops.townFloor)
            let lines = [ReserveLine(Shops.shirt, quantity: 3)]
            try await shop.accept(.reserve(Reserve(1, channel: Shops.web, owner: 7, lines: lines)))
            shop.wait(milliseconds: 1_000)
            let again = Reserve(2, channel: Shops.web, owner: 7, lines: lines, replaces: 1)
            #expect(try await shop.accept(.reserve(again)).plan?.allocations.map(\.quantity) == [3])
            #expect(try await shop.availableToSell(Shops.shirt) == 0)
            for late in [Commit(1), Commit(1, revives: true)] {
                #expect(try await shop.refusal(of: .commit(late)) == .superseded(by: 2))
            }
            let old = try await shop.stock.reservation(1)
            #expect(old?.state == .released && old?.supersededBy == 2)
            // The clock of the first hold goes on: reloading the page is no way to keep units for ever.
            #expect(try await shop.stock.reservation(2)?.firstHeld == Shops.opening)
            try await shop.checkpoint()
            #expect(try await shop.refusal(of: .extend(Extend(1))) == .superseded(by: 2))
            try await shop.accept(.commit(Commit(2)))
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `RS-12: a hold of 15 minutes, extended each minute, ends at minute 60 whatever is asked`() async throws {
        try await withShop { shop in
            try await shop.deliver(1, of: Shops.shirt, to: Shops.townFloor)
            let id = try await shop.hold(1, of: Shops.shirt, for: 15 * 60_000)
            let end = Shops.opening.advanced(byMilliseconds: 60 * 60_000)
            for minute in 1...59 as ClosedRange<Int64> {
                shop.wait(milliseconds: 60_000)
                let answer = try await shop.accept(.extend(Extend(id, holdMilliseconds: 15 * 60_000)))
                let wanted = Shops.opening.advanced(byMilliseconds: (minute + 15) * 60_000)
                #expect(answer.outcome == .extended(min(wanted, end)))
            }
            shop.wait(milliseconds: 60_000)
            #expect(try await shop.availableToSell(Shops.shirt) == 1)
            #expect(try await shop.refusal(of: .extend(Extend(id))) == .expired(at: end))
        }
    }

    @Test(arguments: [false, true], [false, true])
    func `RS-13: a late payment revives its hold where the stock is still there, and is told what is short where not`(
        isGone: Bool, isSwept: Bool
    ) async throws {
        try await withShop { shop in
            try await shop.deliver(2, of: Shops.shirt, to: Shops.townFloor)
            try await shop.accept(RefusalCase.reserve([ReserveLine(Shops.shirt, quantity: 2)], as: 1))
            shop.wait(milliseconds: 15 * 60_000)
            if isSwept { #expect(try await shop.availableToSell(Shops.shirt) == 2) }
            if isGone { _ = try await shop.hold(1, of: Shops.shirt) }
            let answer = try await shop.submit(.commit(Commit(1, revives: true)))
            let found = try await shop.stock.reservation(1)
            if isGone {
                #expect(
                    answer.refusal
                        == .insufficientStock([RefusalCase.short(Shops.shirt, at: Shops.townFloor, 2, of: 1)]))
                #expect(found?.state == .expired && found?.generation == 1)
            } else {
                #expect(answer.outcome == .done)
                #expect(found?.state == .committed && found?.generation == 2)
                #expect(found?.allocations.map(\.committed) == [2])
                try await shop.accept(.fulfil(Fulfil(1, to: Shops.customer)))
            }
            #expect(try await shop.availableToSell(Shops.shirt) == (isGone ? 1 : 0))
            #expect(try await shop.faults() == [])
        }
    }

    @Test(arguments: [false, true])
    func `RS-13: a payment that arrives after the deadline is refused, whether the stock is still there or gone`(
        isGone: Bool
    ) async throws {
        try await withShop { shop in
            try await shop.deliver(1, of: Shops.shirt, to: Shops.townFloor)
            let late = try await shop.hold(1, of: Shops.shirt)
            shop.wait(milliseconds: 15 * 60_000)
            let deadline = shop.now
            if isGone { _ = try await shop.hold(1, of: Shops.shirt) }
            #expect(try await shop.refusal(of: .commit(Commit(late))) == .expired(at: deadline))
            #expect(try await shop.availableToSell(Shops.shirt) == (isGone ? 0 : 1))
        }
    }
}
