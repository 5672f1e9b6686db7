@testable import StockSimulation
import StockAPI
import StockModel
import Testing

/// A flash sale ends: all holds of one SKU in the same millisecond.
@Suite struct ManyHoldsEndTogetherTests {
    static let holds = 100_000
    static let sweptPerBatchMax = 4_096

    @Test func `100,000 holds of one SKU that end together stall nobody`() async throws {
        try await withShop { shop in
            let all = Quantity(Self.holds)
            try await shop.deliver(all, of: CornerShops.shirt, to: CornerShops.townFloor)
            let last = try await holdEverything(shop)
            #expect(try await shop.availableToSell(CornerShops.shirt) == 0)

            shop.wait(milliseconds: 60_000)
            let deadline = shop.now
            // The first batch after the deadline sees every unit, and has swept no more than its share.
            #expect(try await shop.availableToSell(CornerShops.shirt) == all)
            #expect(try await shop.level(CornerShops.shirt, at: CornerShops.townFloor)?.held == 0)
            #expect(try await shop.stock.reservation(last)?.state == .expired)
            #expect(try await shop.refusal(of: .commit(Commit(last))) == .expired(at: deadline))
            #expect(try await shop.refusal(of: .extend(Extend(last))) == .expired(at: deadline))
            #expect(try await shop.refusal(of: .release(Release(last))) == .alreadyResolved(as: .expired))

            // What is not swept yet is in nobody's way.
            let everything = try await shop.hold(all, of: CornerShops.shirt)
            #expect(try await shop.availableToSell(CornerShops.shirt) == 0)
            let swept = try await shop.stock.statistics().holdsExpired
            #expect(swept < UInt64(Self.holds), "the sweep did not wait for \(swept) batches")
            try await shop.accept(.release(Release(everything)))

            try await sweepIsPaced(shop)
            #expect(try await shop.refusal(of: .commit(Commit(last))) == .expired(at: deadline))
            #expect(try await shop.availableToSell(CornerShops.shirt) == all)
            #expect(try await shop.stock.holds(at: CornerShops.town, after: nil, limit: 10) == [])
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `a revival that is taken back leaves what has ended as it was, swept or not`() async throws {
        try await withShop { shop in
            try await shop.deliver(5_000, of: CornerShops.shirt, to: CornerShops.townFloor)
            let last = try await holdEverything(shop, holds: 5_000)
            shop.wait(milliseconds: 60_000)
            let refused = Transaction(operations: [.commit(Commit(last, revives: true)), .release(Release(404))])
            #expect(try await shop.refusal(of: .transaction(refused)) == .notFound)
            for _ in 0..<3 {
                #expect(try await shop.availableToSell(CornerShops.shirt) == 5_000)
                #expect(try await shop.level(CornerShops.shirt, at: CornerShops.townFloor)?.held == 0)
                try await shop.accept(.putDocument(DocumentWrite("x", type: 0, body: [])))
            }
            _ = try await shop.hold(5_000, of: CornerShops.shirt)
            #expect(try await shop.faults() == [])
        }
    }

    /// One unit each, for a minute; the id that is swept last.
    private func holdEverything(_ shop: Shop, holds: Int = holds) async throws -> ReservationID {
        var last: ReservationID = 0
        for _ in 0..<holds / 1_000 {
            let commands = (0..<1_000).map { _ in
                last = shop.newReservation()
                return shop.command(
                    .reserve(
                        Reserve(
                            last, channel: CornerShops.web, lines: [ReserveLine(CornerShops.shirt, quantity: 1)],
                            holdMilliseconds: 60_000)))
            }
            let answers = try await shop.stock.submit(commands)
            #expect(answers.allSatisfy { $0.plan != nil })
        }
        return last
    }

    /// Each batch expires its share, until none is left; each share is one event.
    private func sweepIsPaced(_ shop: Shop) async throws {
        var statistics = try await shop.stock.statistics()
        for _ in 0..<Self.holds / Self.sweptPerBatchMax + 2 {
            let next = try await shop.stock.statistics()
            // On a slow machine the engine comes to sweep by itself between two questions.
            let batches = next.batches - statistics.batches
            #expect(next.holdsExpired - statistics.holdsExpired <= batches * UInt64(Self.sweptPerBatchMax))
            statistics = next
        }
        #expect(statistics.holdsExpired == UInt64(Self.holds))

        var expired = 0
        var position = FeedPosition(incarnation: statistics.incarnation, sequence: 0)
        while case .events(let events, let next) = try await shop.stock.feed(after: position, limit: 1_000),
            !events.isEmpty
        {
            for event in events where event.principal == .system {
                #expect(event.changes.count <= Self.sweptPerBatchMax)
                expired += event.changes.count
            }
            position = next
        }
        #expect(expired == Self.holds)
    }
}
