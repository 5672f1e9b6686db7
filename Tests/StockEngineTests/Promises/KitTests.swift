@testable import StockSimulation
import StockAPI
import StockModel
import Testing

@Suite("Kits are promised and kept whole")
struct KitTests {
    private typealias Shops = CornerShops

    private func withOutfits(_ body: (Shop) async throws -> Void) async throws {
        try await withShop { shop in
            try await shop.deliver(3, of: Shops.shirt, to: Shops.townFloor)
            try await shop.deliver(2, of: Shops.sock, to: Shops.townFloor)
            try await shop.deliver(4, of: Shops.sock, to: Shops.townCellar)
            try await shop.deliver(9, of: Shops.shirt, to: Shops.harbourFloor)
            try await shop.deliver(9, of: Shops.sock, to: Shops.harbourFloor)
            try await body(shop)
        }
    }

    @Test func `quantities of a line count kits, and each component goes along`() async throws {
        try await withOutfits { shop in
            try await shop.accept(RefusalCase.reserve([ReserveLine(Shops.outfit, quantity: 3)]))
            try await shop.accept(
                .commit(Commit(1, quantities: [LineQuantity(line: 0, quantity: 2)], remainder: .release)))
            let committed = try await shop.stock.reservation(1)
            #expect(committed?.allocations.map(\.sku) == [Shops.shirt, Shops.sock, Shops.sock])
            #expect(committed?.allocations.map(\.committed) == [2, 2, 2])
            #expect(committed?.allocations.map(\.released) == [1, 0, 2])
            try await shop.checkpoint()
            try await shop.accept(
                .fulfil(Fulfil(1, lines: [FulfilLine(line: 0, quantity: 1)], to: Shops.customer)))
            #expect(try await shop.onHand(Shops.shirt, at: Shops.customer) == 1)
            #expect(try await shop.onHand(Shops.sock, at: Shops.customer) == 2)
            let takeBack = { (kits: Quantity) in
                StockModel.Operation.return(
                    ReturnGoods(
                        1, lines: [FulfilLine(line: 0, quantity: kits)], from: Shops.customer, to: Shops.townReturns))
            }
            #expect(try await shop.refusal(of: takeBack(2)) == .exceedsReturnable(line: 0, returnable: 1))
            try await shop.accept(takeBack(1))
            #expect(try await shop.onHand(Shops.sock, at: Shops.townReturns) == 2)
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `split over sites, every kit is whole at one of them`() async throws {
        try await withOutfits { shop in
            let answer = try await shop.accept(
                RefusalCase.reserve([ReserveLine(Shops.outfit, quantity: 5)], from: .byRank(splitsMax: 1)))
            let units = Dictionary(grouping: answer.plan?.allocations ?? []) { $0.location }
                .mapValues { $0.map { "\($0.component?.rawValue ?? 0) × \($0.quantity)" } }
            #expect(
                units == [
                    Shops.townFloor: ["1 × 3", "4 × 2"], Shops.townCellar: ["4 × 4"],
                    Shops.harbourFloor: ["1 × 2", "4 × 4"],
                ])
        }
    }

    @Test func `a later change of the kit does not touch what was reserved`() async throws {
        try await withOutfits { shop in
            try await shop.accept(RefusalCase.reserve([ReserveLine(Shops.outfit, quantity: 1)]))
            try await shop.accept(
                .define([
                    .sku(
                        SKUDefinition(
                            Shops.outfit, code: "O", components: [KitComponent(Shops.hat, quantity: 7)]))
                ]))
            try await shop.checkpoint()
            try await shop.accept(.commit(Commit(1)))
            try await shop.accept(.fulfil(Fulfil(1, to: Shops.customer)))
            let found = try await shop.stock.reservation(1)
            #expect(
                found?.kits.map(\.components) == [
                    [KitComponent(Shops.shirt, quantity: 1), KitComponent(Shops.sock, quantity: 2)]
                ])
            #expect(try await shop.availableToSell(Shops.outfit) == 0)
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `why a kit is available is told by the component that is enough for fewest`() async throws {
        try await withOutfits { shop in
            _ = try await shop.hold(1, of: Shops.sock, at: Shops.townFloor)
            let answer = try await shop.stock.availability(of: [Shops.outfit], for: Shops.web, withReasons: true)
            #expect(answer[0].availableToSell == 2 + 4)
            #expect(answer[0].reasons?.map(\.free) == [2, 4, 0])
            #expect(answer[0].reasons?.map(\.limitingComponent) == [Shops.sock, Shops.sock, Shops.shirt])
        }
    }

    /// Thirty kits of thirty kits, eight deep: taken apart one by one, there would be 30⁸ of them.
    @Test func `kits of kits of many kits are taken apart once each`() async throws {
        try await withShop { shop in
            let width: UInt64 = 30
            let skus = { (level: UInt64) in (0..<width).map { SKU(rawValue: level * 1_000 + $0) } }
            try await shop.accept(.define(skus(1).map { .sku(SKUDefinition($0, code: "P-\($0.rawValue)")) }))
            for level in 2...9 as ClosedRange<UInt64> {
                let parts = skus(level - 1).map { KitComponent($0, quantity: 1) }
                try await shop.accept(
                    .define(skus(level).map { .sku(SKUDefinition($0, code: "K-\($0.rawValue)", components: parts)) }))
            }
            #expect(try await shop.availableToSell(9_000) == 0)
            let tooDeep = SKUDefinition(10_000, code: "DEEP", components: [KitComponent(9_000, quantity: 1)])
            #expect(try await shop.refusal(of: .define([.sku(tooDeep)])) == .kitTooDeep(max: 8))
        }
    }
}
