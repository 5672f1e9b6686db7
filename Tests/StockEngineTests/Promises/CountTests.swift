@testable import StockSimulation
import StockAPI
import StockModel
import Testing

@Suite struct CountTests {
    private typealias Shops = CornerShops

    private static func count(_ lines: [CountLine], anchor: SequenceNumber) -> StockModel.Operation {
        .count(Count(at: Shops.townFloor, anchor: anchor, lines: lines, loss: Shops.loss))
    }

    @Test func `what is sold and received while people count is not lost`() async throws {
        try await withShop { shop in
            try await shop.deliver(10, of: Shops.shirt, to: Shops.townFloor)
            let anchor = try await shop.stock.statistics().sequence
            // While they count nine, three are sold and five arrive.
            try await shop.accept(RefusalCase.sell([SellLine(Shops.shirt, quantity: 3, at: Shops.townFloor)]))
            try await shop.deliver(5, of: Shops.shirt, to: Shops.townFloor)
            let answer = try await shop.accept(Self.count([CountLine(Shops.shirt, counted: 9)], anchor: anchor))
            #expect(answer.outcome == .counted(CountResult(lines: [CountedLine(-1, .frozen)])))
            #expect(try await shop.onHand(Shops.shirt, at: Shops.townFloor) == 11)
            #expect(try await shop.onHand(Shops.shirt, at: Shops.townQuarantine) == 1)
        }
    }

    @Test func `counting while 16 tills sell ends with the difference and the sales, whatever the interleaving`()
        async throws
    {
        try await withShop { shop in
            try await shop.deliver(500, of: Shops.shirt, to: Shops.townFloor)
            let anchor = try await shop.stock.statistics().sequence
            let answers = try await atOnce(17) { task in
                guard task > 0 else {
                    return [try await shop.submit(Self.count([CountLine(Shops.shirt, counted: 493)], anchor: anchor))]
                }
                var answers: [Answer] = []
                for _ in 0..<10 {
                    let line = SellLine(Shops.shirt, quantity: 1, at: Shops.townFloor)
                    let sell = Sell(shop.newReservation(), channel: Shops.tills, lines: [line], to: Shops.customer)
                    answers.append(try await shop.submit(.sell(sell)))
                }
                return answers
            }
            #expect(answers.allSatisfy { $0.refusal == nil })
            #expect(answers.contains { $0.outcome == .counted(CountResult(lines: [CountedLine(-7, .frozen)])) })
            #expect(try await shop.onHand(Shops.shirt, at: Shops.townFloor) == 500 - 7 - 160)
        }
    }

    @Test func `a count that agrees with the book moves nothing, and still answers`() async throws {
        try await withShop { shop in
            try await shop.deliver(10, of: Shops.shirt, to: Shops.townFloor)
            let movements = try await shop.stock.movements(after: .none, limit: 100)
            let lines = [CountLine(Shops.shirt, counted: 10), CountLine(Shops.hat, counted: 0)]
            let counted = try await shop.accept(Self.count(lines, anchor: 2)).outcome
            #expect(counted == .counted(CountResult(lines: [CountedLine(0, .agrees), CountedLine(0, .agrees)])))
            #expect(try await shop.stock.movements(after: .none, limit: 100) == movements)
        }
    }

    @Test func `units found and units missing are booked line by line, with what was said about each`() async throws {
        try await withShop { shop in
            try await shop.accept(RefusalCase.stock)
            let attributes = LineAttributes(category: 8)
            let lines = [
                CountLine(Shops.shirt, counted: 4, attributes: attributes), CountLine(Shops.sock, counted: 0),
                CountLine(Shops.hat, counted: 3),
            ]
            let answer = try await shop.accept(Self.count(lines, anchor: 2))
            let expected = [CountedLine(-1, .frozen), CountedLine(0, .agrees), CountedLine(2, .booked)]
            #expect(answer.outcome == .counted(CountResult(lines: expected)))
            let booked = try await shop.stock.movements(after: MovementID(sequence: 2, line: .max), limit: 10)
            #expect(booked.map(\.sku) == [Shops.shirt, Shops.hat] && booked.map(\.quantity) == [1, 2])
            #expect(
                booked.map(\.from) == [Shops.townFloor, Shops.loss]
                    && booked.map(\.to) == [Shops.townQuarantine, Shops.townFloor])
            #expect(booked.map(\.id.line) == [0, 1] && booked.map(\.attributes) == [attributes, .none])
        }
    }
}
