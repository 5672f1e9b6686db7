@testable import StockSimulation
import StockAPI
import StockModel
import Testing

@Suite("A promise that waits for stock")
struct BackorderTests {
    private typealias Shops = CornerShops

    /// An order through the web that takes what is there and waits for the rest, paid at once.
    private static func order(
        _ quantity: Quantity, of sku: SKU = Shops.shirt, from sourcing: Sourcing = .byRank(splitsMax: 2), in shop: Shop
    ) async throws -> ReservationID {
        let id = shop.newReservation()
        try await shop.accept(
            RefusalCase.reserve(
                [ReserveLine(sku, quantity: quantity)], as: id, mode: .backorder, from: sourcing))
        try await shop.accept(.commit(Commit(id)))
        return id
    }

    private static func truck(_ quantity: Quantity, of sku: SKU = Shops.shirt, to location: LocationID)
        -> StockModel.Operation
    {
        .move(
            Move(
                .receive, lines: [MoveLine(sku, quantity: quantity, from: Shops.supplier, to: location)],
                servesBackorders: true))
    }

    @Test func `holds what is there, and what waits has its place once the order is committed`() async throws {
        try await withShop { shop in
            try await shop.deliver(2, of: Shops.shirt, to: Shops.townFloor)
            let answer = try await shop.accept(
                RefusalCase.reserve([ReserveLine(Shops.shirt, quantity: 5)], mode: .backorder))
            #expect(
                answer.plan?.allocations == [
                    PlannedAllocation(line: 0, location: Shops.townFloor, quantity: 2),
                    PlannedAllocation(line: 0, location: 0, quantity: 3, isBackordered: true),
                ])
            #expect(try await shop.stock.waiting(for: Shops.shirt, after: nil, limit: 10) == [])
            try await shop.accept(.commit(Commit(1)))
            let waiting = try await shop.stock.waiting(for: Shops.shirt, after: nil, limit: 10)
            #expect(waiting.map(\.reservation) == [1])
            #expect(waiting.first?.allocations.map(\.committed) == [2, 0])
            #expect(waiting.first?.allocations.map(\.backordered) == [0, 3])
        }
    }

    @Test func `ends with its hold when nobody pays`() async throws {
        try await withShop { shop in
            try await shop.accept(RefusalCase.reserve([ReserveLine(Shops.shirt, quantity: 5)], mode: .backorder))
            #expect(try await shop.stock.reservation(1)?.state == .held)
            shop.wait(milliseconds: 15 * 60_000)
            #expect(try await shop.stock.reservation(1)?.state == .expired)
            #expect(try await shop.accept(Self.truck(5, to: Shops.townFloor)).outcome == .done)
            #expect(try await shop.availableToSell(Shops.shirt) == 5)
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `waits again when a late payment revives it`() async throws {
        try await withShop { shop in
            try await shop.deliver(1, of: Shops.shirt, to: Shops.townFloor)
            try await shop.accept(RefusalCase.reserve([ReserveLine(Shops.shirt, quantity: 3)], mode: .backorder))
            shop.wait(milliseconds: 20 * 60_000)
            try await shop.accept(.commit(Commit(1, revives: true)))
            let order = try await shop.stock.reservation(1)
            #expect(order?.allocations.map(\.committed) == [1, 0] && order?.allocations.map(\.backordered) == [0, 2])
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `is served by the truck that brings the units, the oldest promise first, and named`() async throws {
        try await withShop { shop in
            let first = try await Self.order(3, in: shop)
            let second = try await Self.order(3, in: shop)
            let answer = try await shop.accept(Self.truck(4, to: Shops.harbourFloor))
            #expect(
                answer.outcome
                    == .moved(
                        PromiseEffects(served: [
                            ServedPromise(reservation: first, owner: .nobody, line: 0, quantity: 3),
                            ServedPromise(reservation: second, owner: .nobody, line: 0, quantity: 1),
                        ])))
            #expect(try await shop.availableToSell(Shops.shirt) == 0)
            #expect(try await shop.stock.reservation(first)?.allocations.map(\.location) == [Shops.harbourFloor])
            #expect(try await shop.stock.waiting(for: Shops.shirt, after: nil, limit: 9).map(\.reservation) == [second])
            try await shop.accept(.fulfil(Fulfil(first, to: Shops.customer)))
            #expect(try await shop.stock.reservation(first)?.state == .fulfilled)
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `keeps its place through a checkpoint and a change of what waits`() async throws {
        try await withShop { shop in
            let first = try await Self.order(3, in: shop)
            try await shop.checkpoint()
            let second = try await Self.order(2, in: shop)
            try await shop.accept(.release(Release(first, quantities: [LineQuantity(line: 0, quantity: 1)])))
            try await shop.checkpoint()
            let answer = try await shop.accept(Self.truck(3, to: Shops.townFloor))
            guard case .moved(let effects) = answer.outcome else {
                Issue.record("\(answer)")
                return
            }
            #expect(effects.served.map(\.reservation) == [first, second] && effects.served.map(\.quantity) == [2, 1])
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `takes no more than the movement brought, and leaves buffers and other channels' earmarks alone`()
        async throws
    {
        try await withShop { shop in
            let order = try await Self.order(10, in: shop)
            try await shop.deliver(3, of: Shops.shirt, to: Shops.townFloor)
            try await shop.accept(
                .define([
                    .policy(ChannelPolicy(Shops.tills, Shops.shirt, sites: [SitePolicy(Shops.town, earmark: 4)])),
                    .policy(ChannelPolicy(Shops.web, Shops.shirt, sites: [SitePolicy(Shops.town, buffer: 1)])),
                ]))
            // Three are there and four come: four earmarked and one kept leave two.
            try await shop.accept(Self.truck(4, to: Shops.townFloor))
            #expect(try await shop.stock.reservation(order)?.allocations.map(\.committed).reduce(0, +) == 2)
            try await shop.accept(Self.truck(1, to: Shops.harbourFloor))
            #expect(try await shop.stock.reservation(order)?.allocations.map(\.committed).reduce(0, +) == 3)
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `of a pickup waits for the site that the customer has chosen`() async throws {
        try await withShop { shop in
            let order = try await Self.order(2, from: .site(Shops.harbour), in: shop)
            #expect(try await shop.accept(Self.truck(2, to: Shops.townFloor)).outcome == .done)
            try await shop.accept(Self.truck(2, to: Shops.harbourLoft))
            let places = try await shop.stock.reservation(order)?.allocations
            #expect(places?.map(\.location) == [Shops.harbourLoft] && places?.map(\.committed) == [2])
        }
    }

    @Test func `of kits is served by whole kits, when the last component arrives`() async throws {
        try await withShop { shop in
            let order = try await Self.order(2, of: Shops.outfit, in: shop)
            try await shop.accept(Self.truck(5, of: Shops.shirt, to: Shops.townFloor))
            #expect(try await shop.stock.reservation(order)?.state == .waiting)
            // Three socks are one kit; the fourth one makes the other.
            try await shop.accept(Self.truck(3, of: Shops.sock, to: Shops.townCellar))
            #expect(try await shop.level(Shops.sock, at: Shops.townCellar)?.committed == 2)
            #expect(try await shop.level(Shops.shirt, at: Shops.townFloor)?.committed == 1)
            // What a movement brings serves: one sock alone is no kit, though another one lies there.
            try await shop.accept(.allocate(Allocate(order, line: 0, from: Shops.townFloor)), refused: true)
            try await shop.accept(Self.truck(2, of: Shops.sock, to: Shops.townFloor))
            #expect(try await shop.stock.reservation(order)?.state == .committed)
            #expect(try await shop.level(Shops.shirt, at: Shops.townFloor)?.committed == 2)
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `is served by hand where the clerk says, and a retry of the order still gets the first plan`()
        async throws
    {
        try await withShop { shop in
            let reserve = shop.command(
                RefusalCase.reserve([ReserveLine(Shops.shirt, quantity: 3)], as: 77, mode: .backorder))
            let first = try await shop.stock.submit(reserve)
            try await shop.accept(.commit(Commit(77)))
            try await shop.deliver(2, of: Shops.shirt, to: Shops.outletFloor)
            try await shop.accept(.allocate(Allocate(77, line: 0, quantity: 1, from: Shops.outletFloor)))
            try await shop.checkpoint()
            try await shop.accept(.allocate(Allocate(77, line: 0, quantity: 1, from: Shops.outletFloor)))
            let order = try await shop.stock.reservation(77)
            #expect(order?.allocations.map(\.committed) == [0, 2] && order?.allocations.map(\.backordered) == [1, 0])
            #expect(try await shop.stock.submit(reserve) == first)
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `counts against the cap of its channel when it is served, never above it`() async throws {
        try await withShop { shop in
            let order = try await Self.order(5, in: shop)
            try await shop.accept(.define([.policy(ChannelPolicy(Shops.web, Shops.shirt, cap: Cap(3)))]))
            try await shop.accept(Self.truck(5, to: Shops.townFloor))
            #expect(try await shop.stock.reservation(order)?.allocations.map(\.committed).reduce(0, +) == 3)
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `is listed page by page, however many before it were given up or served since the checkpoint`()
        async throws
    {
        try await withShop { shop in
            var orders: [ReservationID] = []
            for _ in 0..<6 { orders.append(try await Self.order(1, in: shop)) }
            try await shop.checkpoint()
            for order in orders.prefix(3) { try await shop.accept(.release(Release(order))) }
            orders.append(try await Self.order(1, in: shop))
            for round in ["before", "after"] {
                var found: [ReservationID] = []
                var last: WaitingPosition?
                while let next = try await shop.stock.waiting(for: Shops.shirt, after: last, limit: 2).last {
                    let page = try await shop.stock.waiting(for: Shops.shirt, after: last, limit: 2)
                    found += page.map(\.reservation)
                    last = WaitingPosition(of: next)
                }
                #expect(found == Array(orders.dropFirst(3)), "\(round) the checkpoint")
                try await shop.checkpoint()
            }
        }
    }

    @Test func `is first in the queue again when what served it is taken back, or a fact takes the units`()
        async throws
    {
        try await withShop { shop in
            let first = try await Self.order(1, in: shop)
            let second = try await Self.order(1, in: shop)
            try await shop.checkpoint()
            let refused = Transaction(operations: [Self.truck(1, to: Shops.townFloor), .release(Release(404))])
            #expect(try await shop.refusal(of: .transaction(refused)) == .notFound)
            #expect(try await shop.stock.waiting(for: Shops.shirt, after: nil, limit: 1).map(\.reservation) == [first])
            try await shop.accept(Self.truck(1, to: Shops.townFloor))
            #expect(try await shop.stock.waiting(for: Shops.shirt, after: nil, limit: 9).map(\.reservation) == [second])
            let damage = Move(
                .disposition, lines: [RefusalCase.line(Shops.shirt, 1, Shops.townFloor, Shops.townDamaged)],
                fact: Fact(reason: 1, loss: Shops.loss))
            try await shop.accept(.move(damage))
            let waiting = try await shop.stock.waiting(for: Shops.shirt, after: nil, limit: 9)
            #expect(waiting.map(\.reservation) == [first, second])
        }
    }

    @Test func `that has no room for more places is passed over, and holds up nobody else`() async throws {
        try await withShop { shop in
            let parts = (1...100).map { SKU(rawValue: UInt64(1_000 + $0)) }
            try await shop.accept(.define(parts.map { .sku(SKUDefinition($0, code: "P-\($0.rawValue)")) }))
            let kit = SKUDefinition(2_000, code: "KIT", components: parts.map { KitComponent($0, quantity: 1) })
            try await shop.accept(.define([.sku(kit)]))
            let large = shop.newReservation()
            let lines = (0..<40).map { _ in ReserveLine(kit.sku, quantity: 2) }
            try await shop.accept(RefusalCase.reserve(lines, as: large, mode: .backorder))
            try await shop.accept(.commit(Commit(large)))
            let small = try await Self.order(1, of: parts[99], in: shop)
            try await shop.accept(CornerShops.delivery(parts.dropLast().map { ($0, 1, Shops.townFloor) }))
            try await shop.accept(Self.truck(1, of: parts[99], to: Shops.townFloor))
            #expect(try await shop.stock.reservation(small)?.state == .committed)
            #expect(try await shop.stock.reservation(large)?.state == .waiting)
        }
    }

    @Test func `of a large kit is served at a site with many shelves, when few of them are needed`() async throws {
        try await withShop { shop in
            let parts = (1_000..<1_100).map { SKU(rawValue: $0) }
            try await shop.accept(.define(parts.map { .sku(SKUDefinition($0, code: "P-\($0.rawValue)")) }))
            let kit = SKUDefinition(2_000, code: "KIT", components: parts.map { KitComponent($0, quantity: 1) })
            let shelves = (500..<540).map { LocationID(rawValue: $0) }
            try await shop.accept(
                .define(
                    [.sku(kit)]
                        + shelves.map {
                            .location(
                                LocationDefinition($0, kind: .stock, site: Shops.town, code: "S-\($0.rawValue)"))
                        }))
            let order = try await Self.order(1, of: kit.sku, in: shop)
            try await shop.accept(Shops.delivery(parts.dropLast().map { ($0, 1, Shops.townFloor) }))
            try await shop.accept(Self.truck(1, of: parts[99], to: Shops.townFloor))
            #expect(try await shop.stock.reservation(order)?.state == .committed)
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `is served by every line of a truck, though many wait`() async throws {
        try await withShop { shop in
            let commands = (0..<500).flatMap { _ in
                let id = shop.newReservation()
                return [
                    shop.command(
                        RefusalCase.reserve([ReserveLine(Shops.shirt, quantity: 64)], as: id, mode: .backorder)),
                    shop.command(.commit(Commit(id))),
                ]
            }
            #expect(try await shop.stock.submit(commands).allSatisfy { $0.refusal == nil })
            let line = MoveLine(Shops.shirt, quantity: 64, from: Shops.supplier, to: Shops.townFloor)
            let lines = Array(repeating: line, count: 400)
            let answer = try await shop.accept(.move(Move(.receive, lines: lines, servesBackorders: true)))
            guard case .moved(let effects) = answer.outcome else {
                Issue.record("\(answer)")
                return
            }
            #expect(effects.served.count == 400)
        }
    }

    @Test func `is given up with the lines that a commit leaves out and releases`() async throws {
        try await withShop { shop in
            try await shop.deliver(1, of: Shops.hat, to: Shops.townFloor)
            let lines = [ReserveLine(Shops.hat, quantity: 1), ReserveLine(Shops.shirt, quantity: 5)]
            for (id, remainder, waiting) in [
                (1, Commit.Remainder.release, []), (2, .keep, [2]),
            ] as [(ReservationID, Commit.Remainder, [ReservationID])] {
                try await shop.accept(RefusalCase.reserve(lines, as: id, mode: .backorder))
                let hat = [LineQuantity(line: 0, quantity: 1)]
                try await shop.accept(.commit(Commit(id, quantities: hat, remainder: remainder)))
                let found = try await shop.stock.waiting(for: Shops.shirt, after: nil, limit: 2)
                #expect(found.map(\.reservation) == waiting)
                try await shop.accept(.release(Release(id)))
                #expect(try await shop.faults() == [])
            }
        }
    }
}

extension Shop {
    func accept(_ operation: StockModel.Operation, refused: Bool) async throws {
        #expect((try await refusal(of: operation) != nil) == refused)
    }
}
