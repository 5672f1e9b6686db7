@testable import StockSimulation
import StockAPI
import StockModel
import Testing

@Suite("A threshold")
struct ThresholdTests {
    private typealias Shops = CornerShops

    /// All crossings that the feed tells of, in order.
    private static func crossings(_ shop: Shop) async throws -> [ThresholdCrossing] {
        let incarnation = try await shop.stock.statistics().incarnation
        let page = try await shop.stock.feed(after: FeedPosition(incarnation: incarnation, sequence: 0), limit: 1_000)
        guard case .events(let events, _) = page else { return [] }
        return events.flatMap(\.changes).compactMap { if case .crossed(let crossing) = $0 { crossing } else { nil } }
    }

    private static func define(_ scope: StockThreshold.Scope, _ sku: SKU = Shops.shirt, low: Quantity?)
        -> StockModel.Operation
    {
        .define([.threshold(StockThreshold(sku, scope, low: low))])
    }

    @Test(arguments: [StockThreshold.Scope.site(CornerShops.town), .channel(CornerShops.web)])
    func `tells once that a SKU runs low, runs out and is back`(scope: StockThreshold.Scope) async throws {
        try await withShop { shop in
            try await shop.deliver(5, of: Shops.shirt, to: Shops.townFloor)
            try await shop.accept(Self.define(scope, low: 2))
            _ = try await shop.hold(2, of: Shops.shirt, at: Shops.townFloor)
            let low = try await shop.hold(1, of: Shops.shirt, at: Shops.townFloor)
            let out = try await shop.hold(2, of: Shops.shirt, at: Shops.townFloor)
            try await shop.checkpoint()
            // Committed or fulfilled, they are as far away as they were.
            try await shop.accept(.commit(Commit(out)))
            try await shop.accept(.fulfil(Fulfil(out, to: Shops.customer)))
            try await shop.deliver(1, of: Shops.shirt, to: Shops.townFloor)
            try await shop.accept(.release(Release(low)))
            try await shop.deliver(1, of: Shops.shirt, to: Shops.townFloor)
            let told = try await Self.crossings(shop)
            #expect(told.map(\.after) == [.low, .out, .low, .ample] && told.map(\.units) == [2, 0, 1, 3])
            #expect(told.map(\.before) == [.ample, .low, .out, .low])
            #expect(told.allSatisfy { $0.sku == Shops.shirt && $0.scope == scope })
            #expect(try await shop.stock.thresholds(of: Shops.shirt).map(\.state) == [.ample])
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `tells of holds that end, in the event that ends them`() async throws {
        try await withShop { shop in
            try await shop.deliver(1, of: Shops.shirt, to: Shops.townFloor)
            try await shop.accept(Self.define(.channel(Shops.web), low: 0))
            _ = try await shop.hold(1, of: Shops.shirt, for: 1_000)
            shop.wait(milliseconds: 1_000)
            let before = try await shop.stock.statistics().sequence
            #expect(try await Self.crossings(shop).map(\.after) == [.out, .ample])
            #expect(try await shop.stock.statistics().sequence == before)
        }
    }

    @Test func `tells when the window of a cap opens and closes, though nothing else happens`() async throws {
        try await withShop { shop in
            try await shop.deliver(9, of: Shops.shirt, to: Shops.townFloor)
            let window = Cap.Window(
                start: shop.now.advanced(byMilliseconds: 1_000), end: shop.now.advanced(byMilliseconds: 2_000))
            try await shop.accept(
                .define([
                    .policy(ChannelPolicy(Shops.web, Shops.shirt, cap: Cap(0, window: window))),
                    .threshold(StockThreshold(Shops.shirt, .channel(Shops.web), low: 3)),
                ]))
            for _ in 0..<3 {
                shop.wait(milliseconds: 1_000)
                _ = try await shop.stock.levels(of: Shops.shirt)
            }
            #expect(try await Self.crossings(shop).map(\.after) == [.out, .ample])
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `of a kit tells of what its components do`() async throws {
        try await withShop { shop in
            try await shop.deliver(3, of: Shops.shirt, to: Shops.townFloor)
            try await shop.deliver(3, of: Shops.sock, to: Shops.townFloor)
            try await shop.accept(Self.define(.site(Shops.town), Shops.outfit, low: 0))
            try await shop.accept(RefusalCase.sell([SellLine(Shops.sock, quantity: 2, at: Shops.townFloor)]))
            #expect(try await Self.crossings(shop).map(\.after) == [.out])
        }
    }

    @Test func `tells of nothing that a transaction takes back before it ends`() async throws {
        try await withShop { shop in
            try await shop.deliver(1, of: Shops.shirt, to: Shops.townFloor)
            try await shop.accept(Self.define(.site(Shops.town), low: 0))
            try await shop.accept(
                .transaction(
                    Transaction(operations: [
                        RefusalCase.move(.issue, [RefusalCase.line(Shops.shirt, 1, Shops.townFloor, Shops.customer)]),
                        CornerShops.delivery([(Shops.shirt, 1, Shops.townFloor)]),
                    ])))
            #expect(try await Self.crossings(shop) == [])
        }
    }

    @Test func `that is set or taken away tells nothing: the stock has not crossed it`() async throws {
        try await withShop { shop in
            try await shop.accept(Self.define(.site(Shops.town), low: 3))
            #expect(try await shop.stock.thresholds(of: Shops.shirt).map(\.state) == [.out])
            try await shop.accept(Self.define(.site(Shops.town), low: nil))
            #expect(try await shop.stock.thresholds(of: Shops.shirt) == [])
            try await shop.deliver(9, of: Shops.shirt, to: Shops.townFloor)
            #expect(try await Self.crossings(shop) == [])
        }
    }

    @Test(arguments: [false, true])
    func `tells of a cap that comes free though the kit is made of something else by now`(expires: Bool) async throws {
        try await withShop { shop in
            for sku in [Shops.shirt, Shops.hat] { try await shop.deliver(20, of: sku, to: Shops.townFloor) }
            try await shop.deliver(40, of: Shops.sock, to: Shops.townFloor)
            try await shop.accept(.define([.policy(ChannelPolicy(Shops.web, Shops.outfit, cap: Cap(2)))]))
            try await shop.accept(Self.define(.channel(Shops.web), Shops.outfit, low: 1))
            let hold = try await shop.hold(2, of: Shops.outfit)
            #expect(try await shop.stock.thresholds(of: Shops.outfit).map(\.state) == [.out])
            let hats = [KitComponent(Shops.hat, quantity: 1)]
            try await shop.accept(.define([.sku(SKUDefinition(Shops.outfit, code: "OUTFIT", components: hats))]))
            if expires { shop.wait(milliseconds: 15 * 60_000) } else { try await shop.accept(.release(Release(hold))) }
            #expect(try await shop.availableToSell(Shops.outfit) == 2)
            try await shop.accept(Self.define(.site(Shops.town), low: 1))
            #expect(try await shop.stock.thresholds(of: Shops.outfit).map(\.state) == [.ample])
            #expect(try await shop.faults() == [])
        }
    }
}
