@testable import StockSimulation
import StockAPI
import StockModel
import Testing

@Suite struct DeviceTests {
    private static func sale(_ id: UInt64, of quantity: Quantity = 1) -> StockModel.Operation {
        .sell(
            Sell(
                ReservationID(high: 0, low: id), channel: CornerShops.tills,
                lines: [SellLine(CornerShops.shirt, quantity: quantity, at: CornerShops.townFloor)],
                to: CornerShops.customer))
    }

    @Test func `an offline queue uploaded twice counts once`() async throws {
        try await withShop { shop in
            try await shop.deliver(10, of: CornerShops.shirt, to: CornerShops.townFloor)
            let queue = (1...4).map { number in
                shop.command(Self.sale(UInt64(number)), device: DeviceMark(device: 7, counter: UInt64(number)))
            }
            let first = try await shop.stock.submit(queue)
            #expect(first.allSatisfy { $0.plan != nil })
            #expect(try await shop.stock.submit(queue) == first)
            #expect(try await shop.onHand(CornerShops.shirt, at: CornerShops.townFloor) == 6)
        }
    }

    @Test func `a counter that was seen under another id was accepted already, and is not done again`() async throws {
        try await withShop { shop in
            try await shop.deliver(10, of: CornerShops.shirt, to: CornerShops.townFloor)
            let mark = DeviceMark(device: 7, counter: 5)
            _ = try await shop.stock.submit(shop.command(Self.sale(1), device: mark))
            let before = try await Fingerprint(of: shop)
            for counter in [5, 4, 0] as [UInt64] {
                let again = shop.command(Self.sale(2), device: DeviceMark(device: 7, counter: counter))
                #expect(try await shop.stock.submit(again).refusal == .alreadyResolved(as: .accepted))
            }
            #expect(try await Fingerprint(of: shop) == before)
        }
    }

    @Test func `the mark outlives every window and every checkpoint`() async throws {
        try await withShop { shop in
            try await shop.deliver(10, of: CornerShops.shirt, to: CornerShops.townFloor)
            _ = try await shop.stock.submit(shop.command(Self.sale(1), device: DeviceMark(device: 7, counter: 5)))
            shop.wait(milliseconds: 1_000 * 86_400_000)
            try await shop.checkpoint()
            let late = shop.command(Self.sale(2), device: DeviceMark(device: 7, counter: 5))
            #expect(try await shop.stock.submit(late).refusal == .alreadyResolved(as: .accepted))
            #expect(try await shop.onHand(CornerShops.shirt, at: CornerShops.townFloor) == 9)
        }
    }

    @Test func `counters may skip, and each device has its own`() async throws {
        try await withShop { shop in
            try await shop.deliver(10, of: CornerShops.shirt, to: CornerShops.townFloor)
            let marks = [(7, 1), (7, 9), (8, 1), (8, 2), (7, 10)] as [(UInt32, UInt64)]
            for (number, mark) in marks.enumerated() {
                let command = shop.command(
                    Self.sale(UInt64(number) + 1), device: DeviceMark(device: mark.0, counter: mark.1))
                #expect(try await shop.stock.submit(command).plan != nil)
            }
        }
    }

    @Test func `a refused command leaves the mark where it was`() async throws {
        try await withShop { shop in
            try await shop.deliver(1, of: CornerShops.shirt, to: CornerShops.townFloor)
            let mark = DeviceMark(device: 7, counter: 5)
            #expect(try await shop.stock.submit(shop.command(Self.sale(1, of: 2), device: mark)).plan == nil)
            #expect(try await shop.stock.submit(shop.command(Self.sale(2, of: 1), device: mark)).plan != nil)
        }
    }
}
