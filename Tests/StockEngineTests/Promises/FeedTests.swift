@testable import StockSimulation
import StockAPI
import StockModel
import Testing

@Suite struct FeedTests {
    private func walk(_ shop: Shop, from first: SequenceNumber = 0, limit: Int) async throws -> [FeedEvent] {
        let incarnation = try await shop.stock.statistics().incarnation
        var position = FeedPosition(incarnation: incarnation, sequence: first)
        var all: [FeedEvent] = []
        while case .events(let events, let next) = try await shop.stock.feed(after: position, limit: limit),
            !events.isEmpty
        {
            #expect(events.count <= limit)
            all += events
            position = next
        }
        return all
    }

    @Test func `every sequence has one event and none is missing, across checkpoints, refusals and retries`()
        async throws
    {
        try await withShop { shop in
            try await shop.accept(RefusalCase.stock)
            for number in 1...40 as ClosedRange<UInt64> {
                let reserve = Reserve(
                    ReservationID(high: 0, low: number), channel: CornerShops.web,
                    lines: [ReserveLine(CornerShops.shirt, quantity: 1)], holdMilliseconds: 3_000)
                let command = shop.command(.reserve(reserve))
                _ = try await shop.stock.submit([command, command])
                shop.wait(milliseconds: 200)
                if number % 9 == 0 { try await shop.checkpoint() }
            }
            let last = try await shop.stock.statistics().sequence
            for limit in [1, 3, 1_000] {
                let events = try await walk(shop, limit: limit)
                #expect(events.map(\.sequence) == Array(1...last))
            }
            #expect(try await walk(shop, from: 7, limit: 5).map(\.sequence) == Array(8...last))
        }
    }

    @Test func `an event says all that its command changed`() async throws {
        try await withShop { shop in
            try await shop.deliver(3, of: CornerShops.shirt, to: CornerShops.townFloor)
            let transaction = Transaction(operations: [
                RefusalCase.reserve([ReserveLine(CornerShops.shirt, quantity: 2)]),
                .commit(Commit(1)), .fulfil(Fulfil(1, to: CornerShops.customer)),
                .putDocument(DocumentWrite("order/1", type: 1, body: [])),
            ])
            let answer = try await shop.accept(.transaction(transaction))
            let event = try #require(try await walk(shop, from: answer.sequence - 1, limit: 10).first)
            #expect(event.sequence == answer.sequence && event.principal == 1 && event.time == shop.now)
            #expect(event.movements.map(\.quantity) == [2] && event.movements.map(\.reservation) == [1])
            let promises = [.held, .committed, .fulfilled] as [PromiseChange.Transition]
            #expect(
                Set(event.changes)
                    == Set(
                        promises.map { transition in
                            .promise(
                                PromiseChange(
                                    reservation: 1, transition: transition, line: 0, sku: CornerShops.shirt,
                                    location: CornerShops.townFloor, quantity: 2))
                        } + [.documentWritten("order/1")]))
        }
    }

    @Test func `at the end an empty page says that there is nothing newer, and the position stays good`() async throws {
        try await withShop { shop in
            let statistics = try await shop.stock.statistics()
            let end = FeedPosition(incarnation: statistics.incarnation, sequence: statistics.sequence)
            #expect(try await shop.stock.feed(after: end, limit: 10) == .events([], next: end))
            try await shop.deliver(1, of: CornerShops.shirt, to: CornerShops.townFloor)
            #expect(try await walk(shop, from: end.sequence, limit: 10).map(\.sequence) == [end.sequence + 1])
        }
    }

    @Test func `a position of another incarnation is told the present one`() async throws {
        try await withShop { shop in
            let incarnation = try await shop.stock.statistics().incarnation
            let foreign = FeedPosition(incarnation: incarnation &+ 1, sequence: 1)
            #expect(try await shop.stock.feed(after: foreign, limit: 10) == .otherIncarnation(current: incarnation))
            // Who has seen nothing learns it from the first page.
            let nothing = FeedPosition(incarnation: 0, sequence: 0)
            guard case .events(let events, let next) = try await shop.stock.feed(after: nothing, limit: 10) else {
                Issue.record("nothing for a new follower")
                return
            }
            #expect(events.count == 1 && next == FeedPosition(incarnation: incarnation, sequence: 1))
        }
    }

    @Test func `events that are kept no longer are told as trimmed, with the oldest that is`() async throws {
        try await withShop { shop in
            try await shop.deliver(1, of: CornerShops.shirt, to: CornerShops.townFloor)
            shop.wait(milliseconds: 31 * 86_400_000)
            let kept = try await shop.accept(CornerShops.delivery([(CornerShops.shirt, 1, CornerShops.townFloor)]))
                .sequence
            try await shop.checkpoint()
            let incarnation = try await shop.stock.statistics().incarnation
            let page = try await shop.stock.feed(after: FeedPosition(incarnation: incarnation, sequence: 0), limit: 10)
            #expect(page == .trimmed(oldest: kept))
            #expect(try await walk(shop, from: kept - 1, limit: 10).map(\.sequence) == [kept])
        }
    }
}
