@testable import StockSimulation
import StockAPI
import StockModel
import Testing

@Suite("Sixty-four callers at once")
struct ConcurrentRulesTests {
    private typealias Shops = CornerShops
    private static let callers = 64

    @Test func `are granted exactly the kits that there are, and every kit is whole`() async throws {
        try await withShop { shop in
            try await shop.deliver(30, of: Shops.shirt, to: Shops.townFloor)
            try await shop.deliver(21, of: Shops.sock, to: Shops.townFloor)
            let granted = try await atOnce(Self.callers) { _ in
                [
                    try await shop.submit(
                        RefusalCase.reserve([ReserveLine(Shops.outfit, quantity: 1)], as: shop.newReservation()))
                ]
            }
            #expect(granted.count { $0.plan != nil } == 10)
            #expect(try await shop.level(Shops.sock, at: Shops.townFloor)?.held == 20)
            #expect(try await shop.level(Shops.shirt, at: Shops.townFloor)?.held == 10)
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `are granted exactly what three sites have together, whoever is split`() async throws {
        try await withShop { shop in
            for (floor, units) in [(Shops.townFloor, 17), (Shops.harbourFloor, 5), (Shops.outletFloor, 8)]
                as [(LocationID, Quantity)]
            {
                try await shop.deliver(units, of: Shops.shirt, to: floor)
            }
            let granted = try await atOnce(Self.callers) { _ in
                [
                    try await shop.submit(
                        RefusalCase.reserve(
                            [ReserveLine(Shops.shirt, quantity: 3)], as: shop.newReservation(),
                            from: .byRank(splitsMax: 2)))
                ]
            }
            #expect(granted.count { $0.plan != nil } == 10)
            #expect(try await shop.availableToSell(Shops.shirt) == 0)
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `replace their holds, and none is lost or held twice`() async throws {
        try await withShop { shop in
            let all = Quantity(Self.callers)
            try await shop.deliver(all, of: Shops.shirt, to: Shops.townFloor)
            let answers = try await atOnce(Self.callers) { caller in
                let owner = OwnerID(rawValue: UInt128(caller + 1))
                var last: ReservationID?
                var answers: [Answer] = []
                for _ in 0..<5 {
                    let id = shop.newReservation()
                    answers.append(
                        try await shop.submit(
                            .reserve(
                                Reserve(
                                    id, channel: Shops.web, owner: owner,
                                    lines: [ReserveLine(Shops.shirt, quantity: 1)], replaces: last))))
                    last = id
                }
                return answers
            }
            #expect(answers.allSatisfy { $0.plan != nil })
            #expect(try await shop.level(Shops.shirt, at: Shops.townFloor)?.held == all)
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `revive their late payments for exactly the units that are left`() async throws {
        try await withShop { shop in
            try await shop.deliver(Quantity(Self.callers), of: Shops.shirt, to: Shops.townFloor)
            var late: [ReservationID] = []
            for _ in 0..<Self.callers { late.append(try await shop.hold(1, of: Shops.shirt)) }
            shop.wait(milliseconds: 900_000)
            _ = try await shop.hold(Quantity(Self.callers - 7), of: Shops.shirt)
            let answers = try await atOnce(Self.callers) { [late] caller in
                [try await shop.submit(.commit(Commit(late[caller], revives: true)))]
            }
            #expect(answers.count { $0.outcome == .done } == 7)
            #expect(try await shop.level(Shops.shirt, at: Shops.townFloor)?.committed == 7)
            #expect(try await shop.availableToSell(Shops.shirt) == 0)
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `move their promises to another site while others reserve there`() async throws {
        try await withShop { shop in
            try await shop.deliver(32, of: Shops.shirt, to: Shops.townFloor)
            try await shop.deliver(40, of: Shops.shirt, to: Shops.harbourFloor)
            var here: [ReservationID] = []
            for _ in 0..<32 { here.append(try await shop.hold(1, of: Shops.shirt, at: Shops.townFloor)) }
            let answers = try await atOnce(Self.callers) { [here] caller in
                if caller < 32 {
                    return [try await shop.submit(.reSource(ReSource(here[caller], line: 0, to: Shops.harbourFloor)))]
                }
                return [
                    try await shop.submit(
                        RefusalCase.reserve(
                            [ReserveLine(Shops.shirt, quantity: 1, at: Shops.harbourFloor)], as: shop.newReservation()))
                ]
            }
            #expect(answers.count { $0.refusal == nil } == 40)
            #expect(try await shop.level(Shops.shirt, at: Shops.harbourFloor)?.available == 0)
            #expect(try await shop.faults() == [])
        }
    }
}
