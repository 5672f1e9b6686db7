import StockAPI
import StockModel
import Testing

@Suite("Sixty-four callers at once, with facts, backorders and thresholds")
struct ConcurrentFactsTests {
    private typealias Shops = CornerShops
    private static let callers = 64

    @Test func `wait in the order in which they were promised, and trucks serve exactly what they bring`()
        async throws
    {
        try await withShop { shop in
            let answers = try await atOnce(Self.callers) { caller in
                let id = shop.newReservation()
                let order = RefusalCase.reserve([ReserveLine(Shops.shirt, quantity: 2)], as: id, mode: .backorder)
                let paid = [try await shop.submit(order), try await shop.submit(.commit(Commit(id)))]
                guard caller.isMultiple(of: 4) else { return paid }
                let truck = Move(
                    .receive, lines: [MoveLine(Shops.shirt, quantity: 5, from: Shops.supplier, to: Shops.townFloor)],
                    servesBackorders: true)
                return paid + [try await shop.submit(.move(truck))]
            }
            #expect(answers.allSatisfy { $0.refusal == nil })
            // Sixteen trucks brought eighty of the 128; some of them came before there was anybody to serve.
            let waiting = try await shop.stock.waiting(for: Shops.shirt, after: nil, limit: 1_000)
            #expect(waiting.map(\.sequence) == waiting.map(\.sequence).sorted())
            let level = try #require(try await shop.level(Shops.shirt, at: Shops.townFloor))
            let short = waiting.flatMap(\.allocations).map(\.backordered).reduce(0, +)
            #expect(level.onHand == 80 && level.committed + level.held + short == 128)
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `lose to tills that sell what is promised, each unit once, and are all named`() async throws {
        try await withShop { shop in
            try await shop.deliver(64, of: Shops.shirt, to: Shops.townFloor)
            let answers = try await atOnce(Self.callers) { caller in
                guard caller.isMultiple(of: 2) else {
                    return [
                        try await shop.submit(
                            RefusalCase.reserve(
                                [ReserveLine(Shops.shirt, quantity: 2, at: Shops.townFloor)], as: shop.newReservation())
                        )
                    ]
                }
                let sale = Sell(
                    shop.newReservation(), channel: Shops.tills,
                    lines: [SellLine(Shops.shirt, quantity: 2, at: Shops.townFloor)], to: Shops.customer,
                    fact: Fact(reason: 1, loss: Shops.loss))
                return [try await shop.submit(.sell(sale))]
            }
            var displaced: Quantity = 0
            var granted: Quantity = 0
            for answer in answers {
                switch answer.outcome {
                case .reserved: granted += 2
                case .soldAsFact(_, let promises): displaced += promises.map(\.short).reduce(0, +)
                case .refused(.insufficientStock): break
                default: Issue.record("\(answer)")
                }
            }
            let level = try #require(try await shop.level(Shops.shirt, at: Shops.townFloor))
            #expect(level.onHand == 0 && level.held == granted - displaced && level.held == 0)
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `make a SKU cross its threshold once each time, whoever does it`() async throws {
        try await withShop { shop in
            try await shop.deliver(32, of: Shops.shirt, to: Shops.townFloor)
            try await shop.accept(.define([.threshold(StockThreshold(Shops.shirt, .channel(Shops.web), low: 10))]))
            let holds = try await atOnce(Self.callers) { _ in
                let id = shop.newReservation()
                let answer = try await shop.submit(
                    RefusalCase.reserve([ReserveLine(Shops.shirt, quantity: 1)], as: id))
                return answer.plan == nil ? [] : [id]
            }
            #expect(holds.count == 32)
            _ = try await atOnce(holds.count) { hold in [try await shop.submit(.release(Release(holds[hold])))] }
            let incarnation = try await shop.stock.statistics().incarnation
            let page = try await shop.stock.feed(
                after: FeedPosition(incarnation: incarnation, sequence: 0), limit: 1_000)
            guard case .events(let events, _) = page else { return }
            let told = events.flatMap(\.changes).compactMap { change in
                if case .crossed(let crossing) = change { crossing.after } else { nil }
            }
            #expect(told == [.low, .out, .low, .ample])
            #expect(try await shop.faults() == [])
        }
    }
}
