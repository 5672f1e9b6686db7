@testable import StockSimulation
import StockAPI
import StockModel
import Testing

/// The worked numbers, "Kits".
///
/// KT-1 is about cost, which the engine does not know.
@Suite struct KitVectorTests {
    private typealias Shops = CornerShops
    private static let kit: SKU = 20
    private static let other: SKU = 21

    private func withKit(
        _ components: [KitComponent], _ body: (Shop) async throws -> Void
    ) async throws {
        try await withShop { shop in
            try await shop.accept(
                .define([
                    .sku(SKUDefinition(Self.kit, code: "KIT", components: components)),
                    .sku(
                        SKUDefinition(
                            Self.other, code: "OTHER", components: [KitComponent(Shops.shirt, quantity: 1)])),
                ]))
            try await body(shop)
        }
    }

    @Test func `KT-4: of 10 A and 7 B, kits of 2 A and 3 B are 2, and 1 after 1 is sold`() async throws {
        try await withKit([KitComponent(Shops.shirt, quantity: 2), KitComponent(Shops.hat, quantity: 3)]) { shop in
            try await shop.deliver(10, of: Shops.shirt, to: Shops.townFloor)
            try await shop.deliver(7, of: Shops.hat, to: Shops.townFloor)
            #expect(try await shop.availableToSell(Self.kit) == 2)
            try await shop.accept(
                .sell(
                    Sell(
                        1, channel: Shops.web, lines: [SellLine(Self.kit, quantity: 1, at: Shops.townFloor)],
                        to: Shops.customer)))
            #expect(try await shop.availableToSell(Self.kit) == 1)
            #expect(try await shop.onHand(Shops.shirt, at: Shops.townFloor) == 8)
            #expect(try await shop.onHand(Shops.hat, at: Shops.customer) == 3)
        }
    }

    @Test func `KT-5: a cart with X of A and B, and Y of A, is refused where there is one A`() async throws {
        try await withKit([KitComponent(Shops.shirt, quantity: 1), KitComponent(Shops.hat, quantity: 1)]) { shop in
            try await shop.deliver(1, of: Shops.shirt, to: Shops.townFloor)
            try await shop.deliver(5, of: Shops.hat, to: Shops.townFloor)
            let cart = [ReserveLine(Self.kit, quantity: 1), ReserveLine(Self.other, quantity: 1)]
            #expect(
                try await shop.refusal(of: RefusalCase.reserve(cart))
                    == .insufficientStock([RefusalCase.short(Shops.shirt, 2, of: 1)]))
        }
    }

    @Test func `KT-7: a kit whose components lie at two sites is not there`() async throws {
        try await withKit([KitComponent(Shops.shirt, quantity: 1), KitComponent(Shops.hat, quantity: 1)]) { shop in
            try await shop.deliver(1, of: Shops.shirt, to: Shops.townFloor)
            try await shop.deliver(1, of: Shops.hat, to: Shops.harbourFloor)
            #expect(try await shop.availableToSell(Self.kit) == 0)
            try await shop.deliver(1, of: Shops.hat, to: Shops.townCellar)
            #expect(try await shop.availableToSell(Self.kit) == 1)
        }
    }
}
