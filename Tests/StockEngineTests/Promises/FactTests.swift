@testable import StockSimulation
import StockAPI
import StockModel
import Testing

@Suite("A fact")
struct FactTests {
    private typealias Shops = CornerShops
    private static let offline = Fact(reason: 7, loss: Shops.loss)

    private static func sale(
        _ quantity: Quantity, of sku: SKU = Shops.shirt, at location: LocationID = Shops.townFloor,
        as id: ReservationID = 900
    ) -> StockModel.Operation {
        .sell(
            Sell(
                id, channel: Shops.tills, lines: [SellLine(sku, quantity: quantity, at: location)], to: Shops.customer,
                fact: offline))
    }

    private static func displaced(_ answer: Answer) -> [DisplacedPromise]? {
        if case .soldAsFact(_, let displaced) = answer.outcome { displaced } else { nil }
    }

    @Test func `is booked when the book says none, found from loss, and the place is marked for a recount`()
        async throws
    {
        try await withShop { shop in
            try await shop.deliver(1, of: Shops.shirt, to: Shops.townFloor)
            let answer = try await shop.accept(Self.sale(3))
            #expect(Self.displaced(answer) == [])
            #expect(try await shop.onHand(Shops.shirt, at: Shops.townFloor) == 0)
            #expect(try await shop.onHand(Shops.shirt, at: Shops.customer) == 3)
            #expect(try await shop.onHand(Shops.shirt, at: Shops.loss) == -2)
            let tasks = try await shop.stock.documents(byTerm: Scan(prefix: EngineDocuments.recountTerm.bytes))
            let key = EngineDocuments.recount(Shops.shirt, at: Shops.townFloor)
            #expect(tasks.elements.map(\.key) == [key])

            // A count that began before knows nothing of it; the next one does.
            let line = [CountLine(Shops.shirt, counted: 0)]
            try await shop.accept(.count(Count(at: Shops.townFloor, anchor: 2, lines: line, loss: Shops.loss)))
            #expect(try await shop.stock.document(key) != nil)
            let anchor = try await shop.stock.statistics().sequence
            try await shop.accept(.count(Count(at: Shops.townFloor, anchor: anchor, lines: line, loss: Shops.loss)))
            #expect(try await shop.stock.document(key) == nil)
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `says in the feed why nobody was asked, and an online till is asked first`() async throws {
        try await withShop { shop in
            try await shop.deliver(1, of: Shops.shirt, to: Shops.townFloor)
            _ = try await shop.hold(1, of: Shops.shirt, at: Shops.townFloor)
            let asked = Sell(
                900, channel: Shops.tills, lines: [SellLine(Shops.shirt, quantity: 1, at: Shops.townFloor)],
                to: Shops.customer)
            #expect(
                try await shop.refusal(of: .sell(asked))
                    == .insufficientStock([RefusalCase.short(Shops.shirt, at: Shops.townFloor, 1, of: 0)]))
            let answer = try await shop.accept(Self.sale(1))
            let incarnation = try await shop.stock.statistics().incarnation
            let page = try await shop.stock.feed(
                after: FeedPosition(incarnation: incarnation, sequence: answer.sequence - 1), limit: 1)
            guard case .events(let events, _) = page else {
                Issue.record("\(page)")
                return
            }
            #expect(events.first?.changes.contains(.fact(reason: 7)) == true)
        }
    }

    @Test func `takes holds before commitments, and of each the latest promise first`() async throws {
        try await withShop { shop in
            try await shop.deliver(4, of: Shops.shirt, to: Shops.townFloor)
            var ids: [ReservationID] = []
            for owner in 1...4 as ClosedRange<UInt128> {
                ids.append(
                    try await shop.hold(1, of: Shops.shirt, at: Shops.townFloor, owner: OwnerID(rawValue: owner)))
                if owner == 2 { try await shop.checkpoint() }
            }
            try await shop.accept(.commit(Commit(ids[0])))
            try await shop.accept(.commit(Commit(ids[3])))
            let answer = try await shop.accept(Self.sale(3))
            let displaced = try #require(Self.displaced(answer))
            #expect(displaced.map(\.reservation) == [ids[2], ids[1], ids[3]])
            #expect(displaced.map(\.owner) == [3, 2, 4] && displaced.map(\.wasCommitted) == [false, false, true])
            #expect(displaced.allSatisfy { $0.short == 1 && $0.reSourced == 0 })
            #expect(try await shop.stock.reservation(ids[0])?.allocations.map(\.committed) == [1])
            let tasks = try await shop.stock.documents(byTerm: Scan(prefix: EngineDocuments.displacedTerm.bytes))
            #expect(tasks.elements.count == 3)
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `moves the promises that it displaces to the best-ranked site that has the units`() async throws {
        try await withShop { shop in
            try await shop.deliver(2, of: Shops.shirt, to: Shops.townFloor)
            let order = shop.newReservation()
            try await shop.accept(RefusalCase.reserve([ReserveLine(Shops.shirt, quantity: 2)], as: order))
            try await shop.accept(.commit(Commit(order)))
            try await shop.deliver(1, of: Shops.shirt, to: Shops.outletFloor)
            let displaced = try #require(Self.displaced(try await shop.accept(Self.sale(2))))
            #expect(displaced.map(\.reSourced) == [1] && displaced.map(\.short) == [1])
            let now = try #require(try await shop.stock.reservation(order))
            #expect(now.allocations.map(\.location) == [Shops.townFloor, Shops.outletFloor])
            #expect(now.allocations.map(\.short) == [1, 0] && now.allocations.map(\.committed) == [0, 1])
            // What is short stands in the queue like what never was there.
            let truck = Move(
                .receive, lines: [MoveLine(Shops.shirt, quantity: 1, from: Shops.supplier, to: Shops.harbourFloor)],
                servesBackorders: true)
            try await shop.accept(.move(truck))
            #expect(try await shop.stock.reservation(order)?.state == .committed)
            #expect(try await shop.stock.waiting(for: Shops.shirt, after: nil, limit: 1) == [])
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `leaves a promise where the customer has chosen the place, if need be short`() async throws {
        try await withShop { shop in
            try await shop.deliver(1, of: Shops.shirt, to: Shops.townFloor)
            let pickup = shop.newReservation()
            try await shop.accept(
                RefusalCase.reserve([ReserveLine(Shops.shirt, quantity: 1)], as: pickup, from: .site(Shops.town)))
            try await shop.deliver(5, of: Shops.shirt, to: Shops.harbourFloor)
            let displaced = try #require(Self.displaced(try await shop.accept(Self.sale(1))))
            #expect(displaced.map(\.short) == [1])
            // Of the same site another shelf will do.
            try await shop.deliver(1, of: Shops.hat, to: Shops.townFloor)
            let hat = shop.newReservation()
            try await shop.accept(
                RefusalCase.reserve([ReserveLine(Shops.hat, quantity: 1)], as: hat, from: .site(Shops.town)))
            try await shop.deliver(1, of: Shops.hat, to: Shops.townCellar)
            let moved = try #require(Self.displaced(try await shop.accept(Self.sale(1, of: Shops.hat, as: 901))))
            #expect(moved.map(\.reSourced) == [1] && moved.map(\.short) == [0])
        }
    }

    @Test func `takes kits apart for nobody: a kit that loses a component moves whole or is short whole`() async throws
    {
        try await withShop { shop in
            for sku in [Shops.shirt, Shops.sock] { try await shop.deliver(4, of: sku, to: Shops.townFloor) }
            let order = shop.newReservation()
            try await shop.accept(RefusalCase.reserve([ReserveLine(Shops.outfit, quantity: 2)], as: order))
            try await shop.accept(.commit(Commit(order)))
            try await shop.deliver(1, of: Shops.shirt, to: Shops.harbourFloor)
            try await shop.deliver(2, of: Shops.sock, to: Shops.harbourFloor)
            let displaced = try #require(Self.displaced(try await shop.accept(Self.sale(1, of: Shops.sock))))
            #expect(displaced.map(\.reSourced) == [1] && displaced.map(\.short) == [0])
            #expect(try await shop.level(Shops.shirt, at: Shops.townFloor)?.committed == 1)
            #expect(try await shop.level(Shops.sock, at: Shops.harbourFloor)?.committed == 2)
            let next = try #require(Self.displaced(try await shop.accept(Self.sale(2, of: Shops.sock, as: 901))))
            #expect(next.map(\.short) == [1])
            #expect(try await shop.availableToSell(Shops.shirt) == 4)
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `sent twice counts once, and says the same again after a checkpoint`() async throws {
        try await withShop { shop in
            try await shop.deliver(2, of: Shops.shirt, to: Shops.townFloor)
            _ = try await shop.hold(2, of: Shops.shirt, at: Shops.townFloor, owner: 5)
            let command = shop.command(Self.sale(2))
            let first = try await shop.stock.submit(command)
            #expect(Self.displaced(first)?.count == 1)
            try await shop.checkpoint()
            #expect(try await shop.stock.submit(command) == first)
            #expect(try await shop.onHand(Shops.shirt, at: Shops.customer) == 2)
        }
    }

    @Test func `may sell what is not on sale any more, and what its channel has sold up to the cap`() async throws {
        try await withShop { shop in
            try await shop.accept(Self.sale(1, of: Shops.discontinued))
            let always = Cap.Window(start: .epoch, end: Instant(millisecondsSinceEpoch: .max))
            try await shop.accept(
                .define([.policy(ChannelPolicy(Shops.tills, Shops.shirt, cap: Cap(1, window: always)))]))
            try await shop.accept(Self.sale(3, as: 901))
            let answer = try await shop.stock.availability(of: [Shops.shirt], for: Shops.tills, withReasons: false)
            #expect(answer.first?.caps == [CapUse(sku: Shops.shirt, cap: 1, used: 3)])
        }
    }

    @Test func `of damage takes promised units off the shelf`() async throws {
        try await withShop { shop in
            try await shop.deliver(1, of: Shops.shirt, to: Shops.townFloor)
            let hold = try await shop.hold(1, of: Shops.shirt, at: Shops.townFloor)
            let line = [RefusalCase.line(Shops.shirt, 1, Shops.townFloor, Shops.townDamaged)]
            let answer = try await shop.accept(.move(Move(.disposition, lines: line, fact: Self.offline)))
            guard case .moved(let effects) = answer.outcome else {
                Issue.record("\(answer)")
                return
            }
            #expect(effects.displaced.map(\.reservation) == [hold])
            // What was not paid ends at its deadline, short or not.
            shop.wait(milliseconds: 15 * 60_000)
            #expect(try await shop.stock.reservation(hold)?.state == .expired)
            #expect(try await shop.faults() == [])
        }
    }

    private static func damage(_ quantity: Quantity, at location: LocationID = Shops.townFloor) -> StockModel.Operation
    {
        .move(
            Move(
                .disposition, lines: [RefusalCase.line(Shops.shirt, quantity, location, Shops.townDamaged)],
                fact: offline))
    }

    @Test(arguments: [false, true])
    func `finds every promise again after a transaction that it was part of is refused`(isCheckpointed: Bool)
        async throws
    {
        try await withShop { shop in
            try await shop.deliver(10, of: Shops.shirt, to: Shops.townFloor)
            let first = try await shop.hold(5, of: Shops.shirt, at: Shops.townFloor)
            _ = try await shop.hold(5, of: Shops.shirt, at: Shops.townFloor)
            let refused = Transaction(operations: [
                .release(Release(first)), Self.damage(6), .release(Release(404)),
            ])
            #expect(try await shop.refusal(of: .transaction(refused)) == .notFound)
            if isCheckpointed { try await shop.checkpoint() }
            try await shop.accept(Self.damage(6))
            #expect(try await shop.level(Shops.shirt, at: Shops.townFloor)?.held == 4)
            #expect(try await shop.faults() == [])
        }
    }

    @Test(arguments: [false, true]) func `finds what a late payment has revived`(isCheckpointed: Bool) async throws {
        try await withShop { shop in
            try await shop.deliver(10, of: Shops.shirt, to: Shops.townFloor)
            let late = try await shop.hold(5, of: Shops.shirt, at: Shops.townFloor, for: 1_000)
            shop.wait(milliseconds: 2_000)
            let other = try await shop.hold(5, of: Shops.shirt, at: Shops.townFloor)
            try await shop.accept(Self.damage(6))
            try await shop.accept(.release(Release(other)))
            try await shop.deliver(3, of: Shops.shirt, to: Shops.townFloor)
            if isCheckpointed { try await shop.checkpoint() }
            try await shop.accept(.commit(Commit(late, revives: true)))
            try await shop.accept(Self.damage(6))
            #expect(try await shop.level(Shops.shirt, at: Shops.townFloor)?.committed == 1)
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `finds commitments of every age, the latest promise first, whenever they were paid`() async throws {
        try await withShop { shop in
            try await shop.deliver(6, of: Shops.shirt, to: Shops.townFloor)
            var ids: [ReservationID] = []
            for _ in 0..<5 { ids.append(try await shop.hold(1, of: Shops.shirt, at: Shops.townFloor)) }
            try await shop.accept(.commit(Commit(ids[3])))
            try await shop.checkpoint()
            try await shop.accept(.commit(Commit(ids[0])))
            // The first fact makes the index, what follows keeps it.
            #expect(Self.displaced(try await shop.accept(Self.sale(2)))?.map(\.reservation) == [ids[4]])
            try await shop.accept(.commit(Commit(ids[2])))
            try await shop.accept(.commit(Commit(ids[1])))
            try await shop.checkpoint()
            let sale = try await shop.accept(Self.sale(3, as: 901))
            #expect(Self.displaced(sale)?.map(\.reservation) == [ids[3], ids[2], ids[1]])
            #expect(try await shop.level(Shops.shirt, at: Shops.townFloor)?.committed == 1)
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `leaves kits whole when they were moved about, and what is then committed and shipped`() async throws {
        try await withShop { shop in
            try await shop.deliver(3, of: Shops.shirt, to: Shops.townFloor)
            try await shop.deliver(6, of: Shops.sock, to: Shops.townFloor)
            let order = shop.newReservation()
            try await shop.accept(
                RefusalCase.reserve(
                    [ReserveLine(Shops.outfit, quantity: 3)], as: order, from: .byRank(splitsMax: 2)))
            // Two go to the harbour, and one of them back to another shelf of the town.
            try await shop.deliver(2, of: Shops.shirt, to: Shops.harbourFloor)
            try await shop.deliver(4, of: Shops.sock, to: Shops.harbourFloor)
            try await shop.accept(Self.damage(2))
            try await shop.deliver(1, of: Shops.shirt, to: Shops.townCellar)
            try await shop.accept(Self.damage(1, at: Shops.harbourFloor))
            let two = [LineQuantity(line: 0, quantity: 2)]
            try await shop.accept(.commit(Commit(order, quantities: two)))
            try await shop.accept(Self.damage(1, at: Shops.harbourFloor))
            let now = try #require(try await shop.stock.reservation(order))
            for state in [\Reservation.Allocation.held, \.committed, \.short] {
                let units = { sku in now.allocations.filter { $0.sku == sku }.map { $0[keyPath: state] }.reduce(0, +) }
                #expect(units(Shops.sock) == 2 * units(Shops.shirt), "\(now.allocations)")
            }
            #expect(try await shop.faults() == [])
            try await shop.accept(.fulfil(Fulfil(order, to: Shops.customer)))
            let shirts = try await shop.onHand(Shops.shirt, at: Shops.customer)
            #expect(try await shop.onHand(Shops.sock, at: Shops.customer) == 2 * shirts)
        }
    }

    @Test func `looks for other places at every site, though a better one has too many`() async throws {
        try await withShop { shop in
            let skus = (1_000..<1_100).map { SKU(rawValue: $0) }
            let shelves = (500..<541).map { LocationID(rawValue: $0) }
            try await shop.accept(.define(skus.map { .sku(SKUDefinition($0, code: "P-\($0.rawValue)")) }))
            try await shop.accept(
                .define(
                    shelves.map {
                        .location(LocationDefinition($0, kind: .stock, site: Shops.town, code: "S-\($0.rawValue)"))
                    }))
            // Of 4,100 shelves and SKUs all but four, so that an order of all of them comes from 4,096 places.
            for sku in skus {
                let used = sku == 1_099 ? shelves.dropLast(4) : shelves[...]
                try await shop.accept(Shops.delivery(used.map { (sku, 1, $0) }))
            }
            let lost = SKU(rawValue: 1_099)
            try await shop.deliver(1, of: lost, to: shelves[0])
            let order = shop.newReservation()
            let lines = skus.map { ReserveLine($0, quantity: $0 == lost ? 38 : 41) }
            try await shop.accept(RefusalCase.reserve(lines, as: order, from: .byRank(splitsMax: 2)))
            #expect(try await shop.stock.reservation(order)?.allocations.count == 4_096)
            // One place goes; the harbour has two others, which are one too many, and the outlet has one.
            for place in [Shops.harbourFloor, Shops.harbourLoft] { try await shop.deliver(1, of: lost, to: place) }
            try await shop.deliver(2, of: lost, to: Shops.outletFloor)
            let damage = Move(
                .disposition, lines: [RefusalCase.line(lost, 2, shelves[0], Shops.townDamaged)], fact: Self.offline)
            guard case .moved(let effects) = try await shop.accept(.move(damage)).outcome else { return }
            #expect(effects.displaced.map(\.reSourced) == [2] && effects.displaced.map(\.short) == [0])
            #expect(try await shop.level(lost, at: Shops.outletFloor)?.held == 2)
            #expect(try await shop.faults() == [])
        }
    }
}
