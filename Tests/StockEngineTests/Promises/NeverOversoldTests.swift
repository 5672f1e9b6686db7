@testable import StockSimulation
import StockAPI
import StockModel
import Testing

@Suite struct NeverOversoldTests {
    static let units = 300
    static let buyersPerTask = 40
    static let tasks = 64

    @Test func `of many more buyers than units, over 64 tasks at once, exactly as many as there are units get one`()
        async throws
    {
        try await withShop { shop in
            try await shop.deliver(Quantity(Self.units), of: CornerShops.shirt, to: CornerShops.townFloor)
            let refusal = Refusal.insufficientStock([
                Shortage(sku: CornerShops.shirt, location: nil, requested: 1, availableToSell: 0)
            ])
            let answers = try await atOnce(Self.tasks) { _ in
                var answers: [Answer] = []
                for _ in 0..<Self.buyersPerTask {
                    let reserve = Reserve(
                        shop.newReservation(), channel: CornerShops.web,
                        lines: [ReserveLine(CornerShops.shirt, quantity: 1)])
                    answers.append(try await shop.submit(.reserve(reserve)))
                }
                return answers
            }
            #expect(answers.count == Self.tasks * Self.buyersPerTask)
            #expect(answers.count { $0.plan != nil } == Self.units)
            #expect(answers.filter { $0.plan == nil }.allSatisfy { $0.refusal == refusal })
            // Every grant has its own sequence.
            #expect(Set(answers.filter { $0.plan != nil }.map(\.sequence)).count == Self.units)

            let level = try #require(try await shop.level(CornerShops.shirt, at: CornerShops.townFloor))
            #expect(level.held == Quantity(Self.units) && level.available == 0)
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `tills and web together sell what there is, and not one unit more`() async throws {
        try await withShop { shop in
            try await shop.deliver(100, of: CornerShops.shirt, to: CornerShops.townFloor)
            try await shop.deliver(100, of: CornerShops.shirt, to: CornerShops.townCellar)
            let sold = try await atOnce(16) { task in
                var sold: Quantity = 0
                for turn in 0..<20 {
                    let id = shop.newReservation()
                    if (task + turn) % 2 == 0 {
                        let place = turn % 4 < 2 ? CornerShops.townFloor : CornerShops.townCellar
                        let line = SellLine(CornerShops.shirt, quantity: 1, at: place)
                        let sell = Sell(id, channel: CornerShops.tills, lines: [line], to: CornerShops.customer)
                        sold += try await shop.submit(.sell(sell)).plan == nil ? 0 : 1
                    } else {
                        let reserve = Reserve(
                            id, channel: CornerShops.web, lines: [ReserveLine(CornerShops.shirt, quantity: 3)],
                            mode: .partial)
                        let granted = try await shop.submit(.reserve(reserve)).plan?.allocations.map(\.quantity).reduce(
                            0, +)
                        guard let granted else { continue }
                        _ = try await shop.submit(.commit(Commit(id)))
                        _ = try await shop.submit(.fulfil(Fulfil(id, to: CornerShops.customer)))
                        sold += granted
                    }
                }
                return [sold]
            }
            #expect(sold.reduce(0, +) == 200)
            #expect(try await shop.onHand(CornerShops.shirt, at: CornerShops.customer) == 200)
            #expect(try await shop.onHand(CornerShops.shirt, at: CornerShops.townFloor) == 0)
            #expect(try await shop.onHand(CornerShops.shirt, at: CornerShops.townCellar) == 0)
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `two lines of one SKU are summed before the check`() async throws {
        try await withShop { shop in
            try await shop.deliver(5, of: CornerShops.shirt, to: CornerShops.townFloor)
            let lines = [ReserveLine(CornerShops.shirt, quantity: 3), ReserveLine(CornerShops.shirt, quantity: 3)]
            let refusal = try await shop.refusal(of: .reserve(Reserve(1, channel: CornerShops.web, lines: lines)))
            #expect(
                refusal
                    == .insufficientStock([
                        Shortage(sku: CornerShops.shirt, location: nil, requested: 6, availableToSell: 5)
                    ]))
            #expect(try await shop.availableToSell(CornerShops.shirt) == 5)
        }
    }

    @Test func `a reservation of many lines that one line cannot fill holds nothing of the others`() async throws {
        try await withShop { shop in
            try await shop.deliver(5, of: CornerShops.shirt, to: CornerShops.townFloor)
            let lines = [ReserveLine(CornerShops.shirt, quantity: 5), ReserveLine(CornerShops.hat, quantity: 1)]
            #expect(try await shop.refusal(of: .reserve(Reserve(1, channel: CornerShops.web, lines: lines))) != nil)
            #expect(try await shop.level(CornerShops.shirt, at: CornerShops.townFloor)?.held == 0)
            #expect(try await shop.stock.reservation(1) == nil)
        }
    }
}
