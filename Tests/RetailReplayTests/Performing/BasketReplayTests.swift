import RetailReplay
import StockAPI
import StockEngine
import StockModel
import StockTesting
import Testing

struct BasketReplayTests {
    /// Product 1 sells 10 at store 5, so that 9 are there; basket 3 is a web order, the others are till sales.
    private let rows = ["1,5,1,4", "3,5,1,3", "3,5,1,1", "4,5,1,2", "4,5,2,1", "2,5,1,0", "9,6,1,101"]

    @Test func `till lines are sold one by one, web orders whole, and a refusal is a document`() async throws {
        try await withTemporaryStock { stock, _ in
            // Opening stock 9 and 1: 4 sold, 4 handed over, 1 left for a line of 2, which is refused.
            let replay = try Replays.baskets(rows, into: stock)
            let report = try await replay.run()
            #expect(report.performed == 3 && report.notTaken.isEmpty)

            let figures = try await replay.figures()
            #expect(figures.rows == 7 && figures.skipped == 2 && figures.baskets == 3)
            #expect(figures.levels == 2 && figures.openingUnits == 10)
            #expect(figures.webOrders == 1 && figures.webUnits == 4 && figures.webRefused == 0)
            #expect(figures.tillLines == 2 && figures.tillUnits == 5)
            #expect(figures.tillLinesRefused == 1 && figures.tillUnitsRefused == 2)
            #expect(figures.unitsLeft == 1)
            #expect(
                figures.shortagesByStore == [
                    CompleteJourneyFigures.StoreShortage(store: 5, orders: 0, lines: 1, units: 2)
                ])
            let unmet = try await stock.documents(byTerm: Scan(prefix: Array("unmet.store/".utf8)))
            #expect(unmet.elements.map(\.key) == ["unmet/4"])
        }
    }

    @Test func `a web order that runs short in one line sells nothing`() async throws {
        try await withTemporaryStock { stock, _ in
            // Ten of product 1 are asked for, nine are there; the till takes one first.
            let replay = try Replays.baskets(["1,5,1,1", "3,5,2,1", "3,5,1,9"], into: stock)
            _ = try await replay.run()
            let figures = try await replay.figures()
            #expect(figures.webOrders == 0 && figures.webRefused == 1)
            #expect(figures.webUnitsRefused == 10 && figures.unitsLeft == 9)
            #expect(try await stock.movements(on: "basket/3", after: .none, limit: 10).isEmpty)
            let unmet = try #require(try await stock.document("unmet/3"))
            #expect(unmet.terms.contains("unmet.sku/00000000000000000001"))
        }
    }

    @Test func `the movements of a basket say where, when and on which line it was sold`() async throws {
        try await withTemporaryStock { stock, _ in
            _ = try await Replays.baskets(rows, into: stock).run()
            let sold = try await stock.movements(on: "basket/4", after: .none, limit: 10)
            let movement = try #require(sold.first)
            #expect(sold.count == 1 && movement.attributes.documentLine == 2 && movement.sku == 2)
            #expect(movement.reason == .issue && movement.from == 5 && movement.to == RetailNumbers.customer)
            #expect(movement.occurredAt.millisecondsSinceEpoch == 1_510_732_800_000 && movement.businessDate == 17_485)
            let sale = try #require(movement.reservation)
            #expect(try await stock.reservation(sale)?.owner == 7)
        }
    }

    @Test func `a basket of more than a hundred lines is all or nothing too`() async throws {
        try await withTemporaryStock { stock, _ in
            // Opening is 0.9 of what both ask for: the first order is covered, the second is not.
            let order = { (basket: Int, units: Int) in (1...150).map { "\(basket),5,\($0),\(units)" } }
            let replay = try Replays.baskets(order(3, 10) + order(6, 2), into: stock)
            _ = try await replay.run()
            let figures = try await replay.figures()
            #expect(figures.webOrders == 1 && figures.webUnits == 1_500)
            #expect(figures.webRefused == 1 && figures.webUnitsRefused == 300 && figures.unitsLeft == 150)
        }
    }

    @Test func `a till receipt of more than a hundred lines is one transaction`() async throws {
        try await withTemporaryStock { stock, _ in
            let replay = try Replays.baskets((1...250).map { "1,5,\($0),1" }, into: stock)
            _ = try await replay.run()
            let sold = try await stock.movements(on: "basket/1", after: .none, limit: 1_000)
            #expect(sold.count == 250 && Set(sold.map(\.id.sequence)).count == 1)
            #expect(sold.map(\.attributes.documentLine) == Array(1...250))
        }
    }

    @Test func `a malformed row leaves its basket out whole and stops nothing`() async throws {
        try await withTemporaryStock { stock, _ in
            let replay = try Replays.baskets(["1,5,1,4", "1,5,2,four", "2,5,1,4"], into: stock)
            let report = try await replay.run()
            let figures = try await replay.figures()
            #expect(report.performed == 1 && figures.malformedRows == 1 && figures.basketsLeftOut == 1)
            #expect(try await stock.document("basket/1") == nil)
            #expect(figures.openingUnits == 4 && figures.tillUnits == 4)
        }
    }

    @Test func `stores and products that no site or SKU can be numbered after are malformed`() throws {
        let slice = try CompleteJourneySlice(
            reading: Replays.reader(
                CompleteJourneySlice.columns,
                ["2017-11-15 08:00:00,0,1,7,1,1,1,0,0,0", "2017-11-15 08:00:00,5,2,7,0,1,1,0,0,0"]))
        #expect(slice.baskets.isEmpty && slice.problems.count == 2)
    }
}
