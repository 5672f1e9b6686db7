import RetailReplay
import StockAPI
import StockEngine
import StockModel
import StockTesting
import Testing

struct InvoiceReplayTests {
    private let stockLocation = RetailNumbers.webShopStock

    @Test func `sales, returns, adjustments and charges move what the rule says`() async throws {
        try await withTemporaryStock { stock, _ in
            let replay = try Replays.invoices(
                [
                    "1,10001,5,2.55,17850.0", "1,10002,2,1.00,17850.0", "1,POST,1,18.00,17850.0",
                    "2,10001,-3,0,", "3,10002,4,0,", "C4,10001,-2,2.55,17850.0", "C5,10001,-9,2.55,17850.0",
                    "A6,B,1,-11062.06,",
                ], into: stock)
            let report = try await replay.run()
            #expect(report.performed == 6 && report.notTaken.isEmpty)

            let figures = try await replay.figures()
            #expect(figures.rows == 8 && figures.documents == 6 && figures.goodsCodes == 2)
            #expect(figures.openingUnits == 8 + 2)
            #expect(figures.sales == OnlineRetailFigures.Side(documents: 1, lines: 2, units: 7))
            #expect(figures.returns == OnlineRetailFigures.Side(documents: 2, lines: 2, units: 11))
            #expect(figures.adjustmentsDown == OnlineRetailFigures.Side(documents: 1, lines: 1, units: 3))
            #expect(figures.adjustmentsUp == OnlineRetailFigures.Side(documents: 1, lines: 1, units: 4))
            #expect(figures.returnLinesMatchedInFull == 1 && figures.returnLinesMatchedInPart == 1)
            #expect(figures.matchedUnits == 5 && figures.orphanUnits == 6)
            #expect(figures.stockLeft == 9 && figures.quarantineLeft == 6)
            #expect("\(figures.salesValue) \(figures.returnsValue) \(figures.chargesValue)" == "14.75 28.05 -11044.06")
            #expect(try await Replays.onHand(10001, at: stockLocation, in: stock) == 5)
            #expect(try await Replays.onHand(10001, at: RetailNumbers.webShopReturns, in: stock) == 0)
        }
    }

    @Test func `returned units count on the line they were sold on`() async throws {
        try await withTemporaryStock { stock, _ in
            // The sale has 130 lines and a charge among them: line 120 stands in its second part.
            var rows = (1...130).map { "1,\(10_000 + $0),3,1.00,17850.0" }
            rows.insert("1,POST,1,18.00,17850.0", at: 50)
            rows.append("C2,10119,-2,1.00,17850.0")
            _ = try await Replays.invoices(rows, into: stock).run()
            let back = try await stock.movements(on: "invoice/C2", after: .none, limit: 10)
            #expect(back.map(\.reason) == [.returnIn, .disposition])
            let id = try #require(back.first?.reservation)
            let sale = try #require(try await stock.reservation(id))
            let line = try #require(sale.allocations.first { $0.sku == 10119 })
            #expect(line.line == 18 && line.fulfilled == 3 && line.returned == 2)
            #expect(sale.allocations.reduce(0) { $0 + $1.returned } == 2)
        }
    }

    @Test func `two rows of a return that go back to one line are both counted there`() async throws {
        try await withTemporaryStock { stock, _ in
            let replay = try Replays.invoices(
                ["1,10001,5,2.55,17850.0", "C2,10001,-2,2.55,17850.0", "C2,10001,-3,2.55,17850.0"], into: stock)
            _ = try await replay.run()
            #expect(try await replay.figures().matchedUnits == 5)
            let back = try await stock.movements(on: "invoice/C2", after: .none, limit: 10)
            #expect(Set(back.map(\.id.sequence)).count == 1)
            let id = try #require(back.first?.reservation)
            #expect(try await stock.reservation(id)?.allocations.first?.returned == 5)
        }
    }

    @Test func `inspections and approvals are another person's, and stand before the booking`() async throws {
        try await withTemporaryStock { stock, _ in
            _ = try await Replays.invoices(["1,10001,4,0,", "C2,10001,-2,2.55,"], into: stock).run()
            for (paper, invoice) in [("approval/1", "invoice/1"), ("inspection/C2", "invoice/C2")] {
                let review = try #require(try await stock.document(DocumentKey(paper)))
                let booking = try #require(try await stock.document(DocumentKey(invoice)))
                #expect(review.principal == 102 && booking.principal == 101)
                #expect(review.version < booking.version)
            }
            let flagged = try await stock.documents(byTerm: Scan(prefix: Array("inspection.flag/".utf8)))
            #expect(flagged.elements.map(\.term) == ["inspection.flag/no-customer"])
        }
    }

    @Test func `an invoice of a thousand long rows is kept whole, on several documents`() async throws {
        try await withTemporaryStock { stock, _ in
            let text = String(repeating: "A, \"\"LONG\"\" NAME ", count: 8)
            let rows = (1...1_100).map { row in
                "1,\(10_000 + row),\"\(text)\",1,2010-12-01 08:26:00,2.5,17850.0,France"
            }
            _ = try await Replays.invoices(rows, into: stock).run()
            let pages = try await stock.documents(Scan(prefix: Array("invoice/1".utf8)))
            #expect(pages.elements.count > 1 && Set(pages.elements.map(\.version)).count == 1)
            let again = try await Replays.invoices(rows, into: stock).run()
            #expect(again.alreadyThere == 1 && again.notTaken.isEmpty)
        }
    }
}
