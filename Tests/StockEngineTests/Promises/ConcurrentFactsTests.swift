@testable import StockSimulation
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

    @Test func `are granted what a cap and another channel's earmark leave, and not one more`() async throws {
        try await withShop { shop in
            try await shop.deliver(60, of: Shops.shirt, to: Shops.townFloor)
            try await shop.deliver(60, of: Shops.hat, to: Shops.townFloor)
            try await shop.accept(
                .define([
                    .policy(ChannelPolicy(Shops.web, Shops.shirt, cap: Cap(20))),
                    .policy(ChannelPolicy(Shops.tills, Shops.hat, sites: [SitePolicy(Shops.town, earmark: 15)])),
                ]))
            let granted = try await atOnce(Self.callers) { _ in
                var granted: [SKU] = []
                for sku in [Shops.shirt, Shops.hat] {
                    let answer = try await shop.submit(
                        RefusalCase.reserve([ReserveLine(sku, quantity: 1)], as: shop.newReservation()))
                    if answer.plan != nil { granted.append(sku) }
                }
                return granted
            }
            #expect(granted.count { $0 == Shops.shirt } == 20 && granted.count { $0 == Shops.hat } == 45)
            #expect(try await shop.availableToSell(Shops.hat, for: Shops.tills) == 15)
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `allocate to orders that wait exactly the units that there are`() async throws {
        try await withShop { shop in
            var orders: [ReservationID] = []
            for _ in 0..<Self.callers {
                let id = shop.newReservation()
                try await shop.accept(
                    RefusalCase.reserve([ReserveLine(Shops.shirt, quantity: 1)], as: id, mode: .backorder))
                try await shop.accept(.commit(Commit(id)))
                orders.append(id)
            }
            try await shop.deliver(10, of: Shops.shirt, to: Shops.townFloor)
            let answers = try await atOnce(Self.callers) { [orders] caller in
                [try await shop.submit(.allocate(Allocate(orders[caller], line: 0, from: Shops.townFloor)))]
            }
            #expect(answers.count { $0.refusal == nil } == 10)
            #expect(try await shop.level(Shops.shirt, at: Shops.townFloor)?.committed == 10)
            #expect(try await shop.stock.waiting(for: Shops.shirt, after: nil, limit: 100).count == 54)
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `move found goods to the shelf only with a paper of somebody else`() async throws {
        try await withShop { shop in
            let answers = try await atOnce(Self.callers) { caller in
                let paper = try await shop.write(
                    DocumentKey("approval/\(caller)"), type: DocumentType.approval,
                    by: caller.isMultiple(of: 2) ? 2 : 1)
                let found = RefusalCase.move(.adjust, [RefusalCase.line(Shops.shirt, 6, Shops.loss, Shops.townFloor)])
                return [
                    try await shop.submit(.transaction(Transaction(preconditions: [paper], operations: [found])))
                ]
            }
            #expect(answers.count { $0.refusal == nil } == Self.callers / 2)
            #expect(answers.compactMap(\.refusal).allSatisfy { $0 == .approvalRequired(threshold: 5) })
            #expect(try await shop.onHand(Shops.shirt, at: Shops.townFloor) == 6 * 32)
        }
    }
}
