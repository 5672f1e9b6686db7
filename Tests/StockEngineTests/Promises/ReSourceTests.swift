@testable import StockSimulation
import StockAPI
import StockModel
import Testing

@Suite("A promise moves to another place")
struct ReSourceTests {
    private typealias Shops = CornerShops

    @Test func `held and committed units go along, and are promised somewhere at every instant`() async throws {
        try await withShop { shop in
            try await shop.deliver(3, of: Shops.shirt, to: Shops.townFloor)
            try await shop.deliver(5, of: Shops.shirt, to: Shops.harbourFloor)
            try await shop.accept(
                .define([
                    .policy(
                        ChannelPolicy(
                            Shops.web, Shops.shirt, cap: Cap(3), sites: [SitePolicy(Shops.harbour, earmark: 2)]))
                ]))
            let reserve = RefusalCase.reserve([ReserveLine(Shops.shirt, quantity: 3)])
            let command = shop.command(reserve)
            let first = try await shop.stock.submit(command)
            try await shop.accept(.commit(Commit(1, quantities: [LineQuantity(line: 0, quantity: 2)])))
            try await shop.checkpoint()
            try await shop.accept(.reSource(ReSource(1, line: 0, to: Shops.harbourFloor, quantity: 2)))
            let found = try await shop.stock.reservation(1)
            #expect(found?.allocations.map(\.location) == [Shops.townFloor, Shops.harbourFloor])
            #expect(found?.allocations.map(\.held) == [0, 1] && found?.allocations.map(\.committed) == [1, 1])
            #expect(try await shop.level(Shops.shirt, at: Shops.townFloor)?.available == 2)
            #expect(try await shop.level(Shops.shirt, at: Shops.harbourFloor)?.available == 3)
            // The cap is still used up, and the first answer is still the answer to a retry.
            #expect(try await shop.availableToSell(Shops.shirt) == 0)
            #expect(try await shop.stock.submit(command) == first)
            try await shop.checkpoint()
            try await shop.accept(.commit(Commit(1)))
            try await shop.accept(.fulfil(Fulfil(1, to: Shops.customer)))
            #expect(try await shop.onHand(Shops.shirt, at: Shops.harbourFloor) == 3)
            #expect(try await shop.onHand(Shops.shirt, at: Shops.townFloor) == 2)
            #expect(try await shop.stock.submit(command) == first)
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `kits move whole`() async throws {
        try await withShop { shop in
            for floor in [Shops.townFloor, Shops.harbourFloor] {
                try await shop.deliver(4, of: Shops.shirt, to: floor)
                try await shop.deliver(8, of: Shops.sock, to: floor)
            }
            try await shop.accept(RefusalCase.reserve([ReserveLine(Shops.outfit, quantity: 2)]))
            try await shop.accept(.reSource(ReSource(1, line: 0, to: Shops.harbourFloor)))
            let found = try await shop.stock.reservation(1)
            #expect(found?.allocations.map(\.location) == [Shops.harbourFloor, Shops.harbourFloor])
            #expect(found?.allocations.map(\.held) == [2, 4])
            #expect(try await shop.faults() == [])
        }
    }
}
