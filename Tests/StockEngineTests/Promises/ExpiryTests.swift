@testable import StockSimulation
import StockAPI
import StockModel
import Testing

@Suite struct ExpiryTests {
    @Test func `a hold counts to the last millisecond and not in the next`() async throws {
        try await withShop { shop in
            try await shop.deliver(5, of: CornerShops.shirt, to: CornerShops.townFloor)
            let id = try await shop.hold(5, of: CornerShops.shirt, for: 10_000)
            shop.wait(milliseconds: 9_999)
            #expect(try await shop.availableToSell(CornerShops.shirt) == 0)
            #expect(try await shop.stock.reservation(id)?.state == .held)
            shop.wait(milliseconds: 1)
            #expect(try await shop.availableToSell(CornerShops.shirt) == 5)
            let ended = try #require(try await shop.stock.reservation(id))
            #expect(ended.state == .expired)
            #expect(ended.allocations.map(\.held) == [0] && ended.allocations.map(\.expired) == [5])
        }
    }

    @Test func `a command in the batch of the deadline finds the units free`() async throws {
        try await withShop { shop in
            try await shop.deliver(5, of: CornerShops.shirt, to: CornerShops.townFloor)
            _ = try await shop.hold(5, of: CornerShops.shirt, for: 10_000)
            shop.wait(milliseconds: 10_000)
            _ = try await shop.hold(5, of: CornerShops.shirt)
            #expect(try await shop.availableToSell(CornerShops.shirt) == 0)
        }
    }

    @Test func `the sweep takes one sequence of its own, by the system, and says whose units came free`() async throws {
        try await withShop { shop in
            try await shop.deliver(5, of: CornerShops.shirt, to: CornerShops.townFloor)
            let first = try await shop.hold(2, of: CornerShops.shirt, for: 10_000)
            let second = try await shop.hold(1, of: CornerShops.shirt, for: 5_000)
            let before = try await shop.stock.statistics()
            shop.wait(milliseconds: 20_000)
            #expect(try await shop.stock.statistics().sequence == before.sequence + 1)
            let page = try await shop.stock.feed(
                after: FeedPosition(incarnation: before.incarnation, sequence: before.sequence), limit: 10)
            guard case .events(let events, _) = page, let event = events.first else {
                Issue.record("no event: \(page)")
                return
            }
            #expect(events.count == 1)
            #expect(event.principal == .system && event.time == shop.now)
            #expect(
                Set(event.changes)
                    == Set(
                        [(second, 1), (first, 2)].map { id, quantity in
                            .promise(
                                PromiseChange(
                                    reservation: id, transition: .expired, line: 0, sku: CornerShops.shirt,
                                    location: CornerShops.townFloor, quantity: quantity))
                        }))
        }
    }

    @Test func `committed units of a reservation whose hold ended stay promised`() async throws {
        try await withShop { shop in
            try await shop.deliver(5, of: CornerShops.shirt, to: CornerShops.townFloor)
            let id = try await shop.hold(5, of: CornerShops.shirt, for: 10_000)
            try await shop.accept(.commit(Commit(id, quantities: [LineQuantity(line: 0, quantity: 2)])))
            shop.wait(milliseconds: 10_000)
            #expect(try await shop.availableToSell(CornerShops.shirt) == 3)
            #expect(try await shop.stock.reservation(id)?.state == .committed)
            try await shop.accept(.fulfil(Fulfil(id, to: CornerShops.customer)))
            #expect(try await shop.onHand(CornerShops.shirt, at: CornerShops.townFloor) == 3)
        }
    }

    @Test func `an extended hold ends at its new deadline, earlier or later`() async throws {
        try await withShop { shop in
            try await shop.deliver(5, of: CornerShops.shirt, to: CornerShops.townFloor)
            let id = try await shop.hold(2, of: CornerShops.shirt, for: 10_000)
            let longer = try await shop.accept(.extend(Extend(id, holdMilliseconds: 30_000)))
            #expect(longer.outcome == .extended(CornerShops.opening.advanced(byMilliseconds: 30_000)))
            shop.wait(milliseconds: 10_000)
            #expect(try await shop.availableToSell(CornerShops.shirt) == 3)
            try await shop.accept(.extend(Extend(id, holdMilliseconds: 5_000)))
            shop.wait(milliseconds: 5_000)
            #expect(try await shop.availableToSell(CornerShops.shirt) == 5)
        }
    }

    @Test func `a hold for longer than the channel allows is cut to its longest`() async throws {
        try await withShop { shop in
            try await shop.deliver(5, of: CornerShops.shirt, to: CornerShops.townFloor)
            for (asked, given) in [(nil, 5_000), (7_000, 7_000), (20_001, 20_000), (.max, 20_000)] as [(Int64?, Int64)]
            {
                let reserve = Reserve(
                    shop.newReservation(), channel: CornerShops.tills,
                    lines: [ReserveLine(CornerShops.shirt, quantity: 1)],
                    holdMilliseconds: asked)
                let answer = try await shop.accept(.reserve(reserve))
                #expect(answer.plan?.deadline == shop.now.advanced(byMilliseconds: given))
            }
        }
    }
}
