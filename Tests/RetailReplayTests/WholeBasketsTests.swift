import RetailRecords
import RetailReplay
import Testing

struct WholeBasketsTests {
    private func row(
        _ basket: Int, _ product: Int, _ quantity: String = "1", store: Int = 7, household: Int = 5,
        value: String = "1.29", time: String = "2017-11-15T00:01:15"
    ) -> String {
        "\(time),\(store),\(basket),\(household),\(product),\(quantity),\(value),0.0,0.0,0.0"
    }

    @Test func `baskets come in the order of their first remaining line, each with its lines in the file's order`()
        throws
    {
        let slice = try RetailFiles.tillSlice(
            row(1, 10, "0"), row(2, 11, "2"), row(1, 12, "3"), row(2, 13, "4"), row(1, 14, "101"), row(1, 15, "100"))
        #expect(slice.baskets.map(\.id) == [2, 1])
        #expect(slice.baskets.map { $0.lines.map(\.product) } == [[11, 13], [12, 15]])
        #expect(slice.baskets.map(\.units) == [6, 103])
        #expect(slice.rows == 6 && slice.skipped == 2)
    }

    @Test func `a row says its time, store, household and exact value`() throws {
        let basket = try #require(try RetailFiles.tillSlice(row(4, 9, "2", value: "12.3")).baskets.first)
        #expect(basket.occurredAtMilliseconds == 1_510_704_075_000)
        #expect(basket.store == 7 && basket.household == 5)
        #expect(basket.lines == [TillLine(product: 9, quantity: 2, salesValueTenThousandths: 123_000, fileLine: 2)])
    }

    @Test func `a basket whose number is divisible by three is a web order for pickup`() throws {
        let slice = try RetailFiles.tillSlice(row(3, 1, "2"), row(4, 1), row(6, 1), row(6, 2), row(7, 1, "5"))
        #expect(slice.baskets.map(\.fulfilment) == [.pickup, .till, .pickup, .till])
        #expect(slice.units(.pickup) == 4 && slice.units(.till) == 6)
        #expect(slice.lines(.pickup) == 3 && slice.lines(.till) == 2)
    }

    @Test func `a row is skipped by its quantity alone, whatever else it says`() throws {
        let slice = try RetailFiles.tillSlice(row(1, 1), row(1, 2, "0", value: "1.6653349999999998e-16"))
        #expect(slice.skipped == 1 && slice.problems.count == 0 && slice.baskets.count == 1)
    }

    @Test(arguments: [
        ("x", "1.0", "2017-11-15T00:01:15", RowProblem.Reason.notAnInteger(column: "quantity")),
        ("", "1.0", "2017-11-15T00:01:15", .missing(column: "quantity")),
        ("-1", "1.0", "2017-11-15T00:01:15", .outOfRange(column: "quantity")),
        ("1", "1.00001", "2017-11-15T00:01:15", .notAnExactDecimal(column: "sales_value")),
        ("1", "100000000.0001", "2017-11-15T00:01:15", .outOfRange(column: "sales_value")),
        ("1", "1.0", "2017-11-31T00:01:15", .notATimestamp(column: "transaction_timestamp")),
    ])
    func `a malformed row takes its whole basket with it and no other`(
        quantity: String, value: String, time: String, reason: RowProblem.Reason
    ) throws {
        let slice = try RetailFiles.tillSlice(
            row(1, 10), row(2, 11), row(2, 12, quantity, value: value, time: time), row(2, 13), row(4, 14))
        #expect(slice.baskets.map(\.id) == [1, 4])
        #expect(slice.problems.kept == [RowProblem(line: 4, reason: reason, document: "2")])
        #expect(slice.rows == 5 && slice.basketsLeftOut == 1 && slice.linesLeftOut == 2)
    }

    @Test func `a row too short to say everything still names its basket`() throws {
        let slice = try RetailFiles.tillSlice(row(1, 10), "2017-11-15T00:01:15,7,1,5", row(2, 11))
        #expect(slice.baskets.map(\.id) == [2])
        #expect(slice.problems.kept.map(\.document) == ["1"])
    }

    @Test func `a row that names no basket belongs to the basket around it, and between two baskets to none`() throws {
        let inside = try RetailFiles.tillSlice(row(1, 10), "scribble", row(1, 11), row(2, 12))
        #expect(inside.baskets.map(\.id) == [2])
        #expect(inside.problems.kept.map(\.document) == ["1"])
        let between = try RetailFiles.tillSlice(row(1, 10), "scribble", row(2, 12))
        #expect(between.baskets.map(\.id) == [1, 2])
        #expect(between.problems.kept.map(\.document) == [nil])
        #expect(between.problems.kept.map(\.line) == [3])
    }

    @Test func `a row cut off by the end of the file takes the basket before it, whatever number is left of its own`()
        throws
    {
        let text = [
            CompleteJourneySlice.columns.joined(separator: ","), row(40, 1), row(407, 2), "2017-11-15T00:01:15,7,40",
        ]
        let slice = try CompleteJourneySlice(reading: CSVReader(bytes: Array(text.joined(separator: "\n").utf8)))
        #expect(slice.baskets.isEmpty)
        #expect(slice.problems.kept.map(\.line) == [4])
    }

    @Test func `a basket that names two stores or two households is left out whole`() throws {
        let slice = try RetailFiles.tillSlice(
            row(1, 10), row(1, 11, store: 8), row(2, 12), row(2, 13, household: 6), row(4, 14))
        #expect(slice.baskets.map(\.id) == [4])
        #expect(
            slice.problems.kept.map(\.reason) == [
                .disagreesWithBasket(column: "store_id"), .disagreesWithBasket(column: "household_id"),
            ])
    }

    @Test func `problems beyond the limit are counted and not kept`() throws {
        let bad = Array(repeating: "scribble", count: ReplayLimits.problemsKeptMax + 5)
        let text =
            ([CompleteJourneySlice.columns.joined(separator: ","), row(1, 1)] + bad + [row(1, 2), row(2, 1), ""])
        let slice = try CompleteJourneySlice(reading: CSVReader(bytes: Array(text.joined(separator: "\n").utf8)))
        #expect(slice.problems.count == bad.count)
        #expect(slice.problems.kept.count == ReplayLimits.problemsKeptMax)
        #expect(slice.baskets.map(\.id) == [2])
    }

    @Test func `opening stock is nine tenths of what sells there, rounded up, by store and product`() throws {
        for (sold, opening) in [(1, 1), (9, 9), (10, 9), (11, 10), (19, 18), (20, 18), (21, 19)] as [(Int64, Int64)] {
            #expect(OpeningStock.opening(forUnitsSold: sold) == opening)
        }
        let slice = try RetailFiles.tillSlice(
            row(1, 10, "6"), row(2, 10, "5"), row(4, 10, "1", store: 3), row(4, 9, "20", store: 3),
            row(4, 9, "x", store: 9))
        #expect(OpeningStock(for: slice).levels == [OpeningStock.Level(store: 7, product: 10, units: 10)])
        let whole = try RetailFiles.tillSlice(
            row(1, 10, "6"), row(2, 10, "5"), row(4, 10, store: 3), row(4, 9, "20", store: 3))
        #expect(OpeningStock(for: whole).levels.map(\.units) == [18, 1, 10])
        #expect(OpeningStock(for: whole).units == 29)
    }

    @Test func `best sellers rank by units over all stores, ties by the lower number`() throws {
        let slice = try RetailFiles.tillSlice(
            row(1, 30, "4", store: 9), row(2, 20, "2", store: 8), row(4, 20, "2", store: 8), row(5, 10, "3", store: 2),
            row(7, 40, store: 2))
        let best = BestSellers(of: slice, productsMax: 3)
        #expect(best.products.map(\.product) == [20, 30, 10])
        #expect(best.products.map(\.units) == [4, 4, 3])
        #expect(best.store == 2)
    }
}
