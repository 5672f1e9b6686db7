@testable import StockSimulation
import StockAPI
import StockEngine
import StockModel
import Testing

@Suite("The holds at a site, page by page")
struct HoldPagesTests {
    private static let count = 3_000

    @Test(arguments: [1, 7, 1_000])
    func `pages give every hold of the site once, in the order of their ends`(limit: Int) async throws {
        try await withHolds { shop, expected in
            let some = limit == 1 ? Array(expected.prefix(40)) : expected
            var found: [ReservationID] = []
            var last: HoldPosition?
            while found.count < some.count {
                let page = try await shop.stock.holds(at: CornerShops.town, after: last, limit: limit)
                #expect(page.count == min(limit, expected.count - found.count))
                guard let end = page.last else { break }
                found += page.map(\.reservation)
                last = HoldPosition(of: end)
            }
            #expect(found == some)
        }
    }

    @Test func `a hold that moves to a later end while pages are read is not lost`() async throws {
        try await withHolds { shop, expected in
            let first = try await shop.stock.holds(at: CornerShops.town, after: nil, limit: 100)
            let extended = expected[150]
            try await shop.accept(.extend(Extend(extended, holdMilliseconds: 100_000)))
            try await shop.accept(.release(Release(expected[151])))
            var found = first.map(\.reservation)
            var last = first.last.map(HoldPosition.init(of:))
            while let position = last {
                let page = try await shop.stock.holds(at: CornerShops.town, after: position, limit: 100)
                found += page.map(\.reservation)
                last = page.last.map(HoldPosition.init(of:))
            }
            var wanted = expected
            wanted.removeSubrange(150...151)
            #expect(found == wanted + [extended])
        }
    }

    @Test(arguments: [7, 1_000])
    func `pages of a SKU's promises give each once, among thousands of other commitments`(limit: Int) async throws {
        try await withShop { shop in
            for sku in [CornerShops.shirt, CornerShops.hat] {
                try await shop.deliver(10_000, of: sku, to: CornerShops.townFloor)
            }
            var expected: [ReservationID] = []
            // More than are read in one step, and, of the shirt, more than are looked up in one.
            for number in 0..<5_600 {
                if number == 5_000 { try await shop.checkpoint() }
                let isShirt = number.isMultiple(of: 10)
                let sku = isShirt ? CornerShops.shirt : CornerShops.hat
                let id = try await shop.hold(1, of: sku, at: CornerShops.townFloor)
                try await shop.accept(.commit(Commit(id)))
                if isShirt { expected.append(id) }
            }
            let gone = expected.remove(at: 3)
            try await shop.accept(.release(Release(gone)))
            expected.sort { $0.rawValue < $1.rawValue }
            var found: [ReservationID] = []
            while found.count < expected.count {
                let page = try await shop.stock.promises(of: CornerShops.shirt, after: found.last, limit: limit)
                #expect(page.count == min(limit, expected.count - found.count))
                if page.isEmpty { break }
                found += page.map(\.reservation)
            }
            #expect(found == expected)
        }
    }

    /// Holds of two sites, their ends shuffled; some in the checkpoint, some changed since, some in memory only.
    private func withHolds(
        _ body: (_ shop: Shop, _ atTown: [ReservationID]) async throws -> Void
    ) async throws {
        try await withShop { shop in
            let all = Quantity(Self.count)
            try await shop.deliver(all, of: CornerShops.shirt, to: CornerShops.townFloor)
            try await shop.deliver(all, of: CornerShops.shirt, to: CornerShops.harbourFloor)
            var ends: [(end: Int, id: ReservationID)] = []
            for number in 0..<Self.count {
                if number == Self.count / 2 { try await shop.checkpoint() }
                let end = 10_000 + (number * 7_919) % Self.count
                let floor = number % 3 == 0 ? CornerShops.harbourFloor : CornerShops.townFloor
                let id = try await shop.hold(1, of: CornerShops.shirt, at: floor, for: Int64(end))
                if number % 3 != 0 { ends.append((end, id)) }
            }
            try await body(shop, ends.sorted { $0.end < $1.end }.map(\.id))
        }
    }
}
