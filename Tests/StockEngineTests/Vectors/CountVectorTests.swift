@testable import StockSimulation
import StockAPI
import StockModel
import Testing

/// The worked numbers, "Counts": those that the engine knows of.
@Suite struct CountVectorTests {
    private typealias Shops = CornerShops

    @Test func `CC-5: of 50 with 20 committed 15 are counted: 15 stay promised, the latest 5 are named`() async throws {
        try await withShop { shop in
            try await shop.deliver(50, of: Shops.shirt, to: Shops.townFloor)
            var orders: [ReservationID] = []
            for owner in 1...4 as ClosedRange<UInt128> {
                let id = try await shop.hold(5, of: Shops.shirt, at: Shops.townFloor, owner: OwnerID(rawValue: owner))
                try await shop.accept(.commit(Commit(id)))
                orders.append(id)
            }
            let anchor = try await shop.stock.statistics().sequence
            let approval = try await shop.write("approval/1", type: DocumentType.approval)
            let count = Count(
                at: Shops.townFloor, anchor: anchor, lines: [CountLine(Shops.shirt, counted: 15)], loss: Shops.loss)
            let answer = try await shop.accept(
                .transaction(Transaction(preconditions: [approval], operations: [.count(count)])))
            let latest = DisplacedPromise(
                reservation: orders[3], owner: 4, line: 0, sku: Shops.shirt, location: Shops.townFloor,
                wasCommitted: true, reSourced: 0, short: 5)
            let result = CountResult(lines: [CountedLine(-35, .booked)], displaced: [latest])
            #expect(answer.outcome == .transacted([.counted(result)]))
            let level = try await shop.level(Shops.shirt, at: Shops.townFloor)
            #expect(level?.onHand == 15 && level?.committed == 15)
            #expect(try await shop.onHand(Shops.shirt, at: Shops.loss) == 35)
            #expect(try await shop.faults() == [])
        }
    }
}
