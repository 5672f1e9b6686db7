@testable import StockSimulation
import StockAPI
import StockModel
import Testing

@Suite("What a channel may promise of a SKU")
struct ChannelPolicyTests {
    private typealias Shops = CornerShops

    private func withPolicies(
        _ policies: ChannelPolicy..., body: (Shop) async throws -> Void
    ) async throws {
        try await withShop { shop in
            try await shop.deliver(10, of: Shops.shirt, to: Shops.townFloor)
            try await shop.deliver(10, of: Shops.shirt, to: Shops.harbourFloor)
            if !policies.isEmpty { try await shop.accept(.define(policies.map { .policy($0) })) }
            try await body(shop)
        }
    }

    private static func window(_ from: Int64, _ to: Int64) -> Cap.Window {
        Cap.Window(
            start: Shops.opening.advanced(byMilliseconds: from), end: Shops.opening.advanced(byMilliseconds: to))
    }

    @Test func `a cap counts what is held and committed, not what has left`() async throws {
        try await withPolicies(ChannelPolicy(Shops.web, Shops.shirt, cap: Cap(4))) { shop in
            #expect(try await shop.availableToSell(Shops.shirt) == 4)
            let id = try await shop.hold(3, of: Shops.shirt)
            #expect(try await shop.availableToSell(Shops.shirt) == 1)
            // Another channel is not bound by it.
            #expect(try await shop.availableToSell(Shops.shirt, for: Shops.tills) == 17)
            try await shop.accept(.commit(Commit(id)))
            #expect(try await shop.availableToSell(Shops.shirt) == 1)
            try await shop.accept(.fulfil(Fulfil(id, to: Shops.customer)))
            #expect(try await shop.availableToSell(Shops.shirt) == 4)
        }
    }

    @Test func `a promotion also counts what it has sold, and returns give nothing back to it`() async throws {
        let cap = Cap(4, window: Self.window(0, 60_000))
        try await withPolicies(ChannelPolicy(Shops.web, Shops.shirt, cap: cap)) { shop in
            let id = try await shop.hold(3, of: Shops.shirt)
            try await shop.accept(.commit(Commit(id)))
            try await shop.accept(.fulfil(Fulfil(id, to: Shops.customer)))
            try await shop.accept(
                .return(
                    ReturnGoods(
                        id, lines: [FulfilLine(line: 0, quantity: 3)], from: Shops.customer, to: Shops.townReturns)))
            #expect(try await shop.availableToSell(Shops.shirt) == 1)
            try await shop.checkpoint()
            let answer = try await shop.stock.availability(of: [Shops.shirt], for: Shops.web, withReasons: false)
            #expect(answer[0].caps == [CapUse(sku: Shops.shirt, cap: 4, used: 3)])
            shop.wait(milliseconds: 60_000)
            #expect(try await shop.availableToSell(Shops.shirt) == 17)
        }
    }

    @Test func `a promotion that has not begun binds nobody`() async throws {
        let cap = Cap(1, window: Self.window(1_000, 2_000))
        try await withPolicies(ChannelPolicy(Shops.web, Shops.shirt, cap: cap)) { shop in
            _ = try await shop.hold(5, of: Shops.shirt)
            shop.wait(milliseconds: 1_000)
            #expect(try await shop.availableToSell(Shops.shirt) == 0)
            shop.wait(milliseconds: 1_000)
            #expect(try await shop.availableToSell(Shops.shirt) == 15)
        }
    }

    @Test func `a cap that is set late counts what was promised before, and a hold that ends counts no more`()
        async throws
    {
        try await withPolicies { shop in
            _ = try await shop.hold(2, of: Shops.shirt, for: 10_000)
            let committed = try await shop.hold(3, of: Shops.shirt)
            try await shop.accept(.commit(Commit(committed)))
            try await shop.checkpoint()
            _ = try await shop.hold(1, of: Shops.shirt)
            try await shop.accept(.define([.policy(ChannelPolicy(Shops.web, Shops.shirt, cap: Cap(8)))]))
            #expect(try await shop.availableToSell(Shops.shirt) == 2)
            shop.wait(milliseconds: 10_000)
            #expect(try await shop.availableToSell(Shops.shirt) == 4)
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `an earmark keeps units from others until its channel has used as many`() async throws {
        let policy = ChannelPolicy(Shops.tills, Shops.shirt, sites: [SitePolicy(Shops.town, earmark: 6)])
        try await withPolicies(policy) { shop in
            #expect(try await shop.availableToSell(Shops.shirt) == 4 + 10)
            #expect(try await shop.availableToSell(Shops.shirt, for: Shops.tills) == 20)
            try await shop.accept(
                .reserve(
                    Reserve(
                        1, channel: Shops.tills,
                        lines: [ReserveLine(Shops.shirt, quantity: 2, at: Shops.townFloor)])))
            // Two of the six are in use: the others see neither those nor the four that are left.
            #expect(try await shop.availableToSell(Shops.shirt) == 4 + 10)
            let answer = try await shop.stock.availability(of: [Shops.shirt], for: Shops.web, withReasons: true)
            #expect(answer[0].reasons?.map(\.earmarked) == [4, 0, 0])
            try await shop.accept(.release(Release(1)))
            #expect(try await shop.availableToSell(Shops.shirt) == 4 + 10)
        }
    }

    @Test func `a buffer for one SKU stands in the place of that of the site`() async throws {
        let policy = ChannelPolicy(
            Shops.web, Shops.shirt, sites: [SitePolicy(Shops.town, buffer: 9), SitePolicy(Shops.harbour, buffer: 0)])
        try await withPolicies(policy) { shop in
            try await shop.accept(
                .define([
                    .channel(
                        ChannelDefinition(
                            Shops.web, code: "WEB",
                            sites: [ChannelSite(Shops.town, buffer: 2), ChannelSite(Shops.harbour, buffer: 2)]))
                ]))
            #expect(try await shop.availableToSell(Shops.shirt) == 1 + 10)
        }
    }

    @Test func `a cap of a kit counts kits, and those of its components bind as well`() async throws {
        try await withPolicies(
            ChannelPolicy(Shops.web, Shops.outfit, cap: Cap(3)), ChannelPolicy(Shops.web, Shops.sock, cap: Cap(5))
        ) { shop in
            try await shop.deliver(20, of: Shops.sock, to: Shops.townFloor)
            #expect(try await shop.availableToSell(Shops.outfit) == 2)
            let id = try await shop.hold(2, of: Shops.outfit)
            #expect(try await shop.availableToSell(Shops.outfit) == 0)
            #expect(
                try await shop.refusal(of: RefusalCase.reserve([ReserveLine(Shops.outfit, quantity: 2)], as: 9))
                    == .capExceeded([
                        CapUse(sku: Shops.outfit, cap: 3, used: 2, requested: 2),
                        CapUse(sku: Shops.sock, cap: 5, used: 4, requested: 4),
                    ]))
            try await shop.accept(.release(Release(id, quantities: [LineQuantity(line: 0, quantity: 1)])))
            #expect(try await shop.availableToSell(Shops.outfit) == 1)
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `a dry run says which answers a change would change, and changes none`() async throws {
        try await withPolicies(ChannelPolicy(Shops.web, Shops.shirt, cap: Cap(8))) { shop in
            try await shop.deliver(6, of: Shops.sock, to: Shops.townFloor)
            _ = try await shop.hold(1, of: Shops.shirt)
            let before = try await shop.stock.statistics().sequence
            let changes = try await shop.stock.availabilityChanges(
                by: [
                    .policy(ChannelPolicy(Shops.web, Shops.shirt, cap: Cap(3))),
                    .policy(
                        ChannelPolicy(Shops.tills, Shops.shirt, sites: [SitePolicy(Shops.town, buffer: 8, earmark: 0)])),
                ], of: [])
            #expect(
                changes == [
                    AvailabilityChange(sku: Shops.shirt, channel: Shops.web, before: 7, after: 2),
                    AvailabilityChange(sku: Shops.shirt, channel: Shops.tills, before: 19, after: 11),
                    AvailabilityChange(sku: Shops.outfit, channel: Shops.web, before: 3, after: 2),
                    AvailabilityChange(sku: Shops.outfit, channel: Shops.tills, before: 3, after: 1),
                ])
            let moved = try await shop.stock.availabilityChanges(
                by: [.channel(ChannelDefinition(7, code: "NEW", sites: [Shops.harbour]))],
                of: [ChannelSKU(Shops.shirt, 7), ChannelSKU(Shops.shirt, Shops.web)])
            #expect(moved == [AvailabilityChange(sku: Shops.shirt, channel: 7, before: 0, after: 10)])
            await #expect(throws: StockFailure.refused(.unknownChannel(Shops.noChannel))) {
                try await shop.stock.availabilityChanges(
                    by: [.policy(ChannelPolicy(Shops.noChannel, Shops.shirt))], of: [])
            }
            #expect(try await shop.availableToSell(Shops.shirt) == 7)
            #expect(try await shop.stock.statistics().sequence == before)
            #expect(try await shop.stock.channels().count == 2)
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `many callers at once are granted exactly what the cap allows`() async throws {
        try await withPolicies(ChannelPolicy(Shops.web, Shops.shirt, cap: Cap(7))) { shop in
            let answers = try await atOnce(64) { _ in
                [
                    try await shop.submit(
                        RefusalCase.reserve(
                            [ReserveLine(Shops.shirt, quantity: 1)], as: shop.newReservation()))
                ]
            }
            #expect(answers.count { $0.plan != nil } == 7)
            #expect(
                answers.count { $0.refusal.map { if case .capExceeded = $0 { true } else { false } } ?? false } == 57)
        }
    }
}
