import RetailRecords
import RetailReplay
import Testing

struct WholeInvoicesTests {
    private let good = "1,10001,THING,5,2010-12-01 08:26:00,2.55,17850.0,United Kingdom"
    private let other = "2,10001,THING,5,2010-12-01 08:26:00,2.55,17850.0,United Kingdom"

    @Test func `a row keeps its text and its exact price, and its customer is the digits before the dot`() throws {
        let file = try RetailFiles.invoices(
            "1, 22041 ,\"RECORD FRAME 7\"\" SIZE, BIG\",48,2010-12-01 12:27:00,0.001,16210.0,EIRE",
            "1,22041,,1,2010-12-01 12:28:00,2.1,,EIRE")
        let rows = try #require(file.documents.first?.rows)
        #expect(rows.map(\.item.text) == ["22041", "22041"])
        #expect(rows.map(\.description) == ["RECORD FRAME 7\" SIZE, BIG", ""])
        #expect(rows.map(\.unitPriceTenThousandths) == [10, 21_000])
        #expect(rows.map(\.customer) == [16_210, nil])
        #expect(rows.map(\.valueTenThousandths) == [480, 21_000])
        #expect(rows.map(\.country) == ["EIRE", "EIRE"])
    }

    @Test func `exact duplicate rows are kept as rows of their own`() throws {
        let file = try RetailFiles.invoices(good, good)
        #expect(file.documents.map(\.rows.count) == [2])
    }

    @Test(arguments: [
        ("1,10002,THING,five,2010-12-01 08:26:00,2.55,17850.0,UK", RowProblem.Reason.notAnInteger(column: "Quantity")),
        ("1,10002,THING,5,2010-12-01,2.55,17850.0,UK", .notATimestamp(column: "InvoiceDate")),
        ("1,10002,THING,5,2010-12-01 08:26:00,2.55555,17850.0,UK", .notAnExactDecimal(column: "UnitPrice")),
        ("1,10002,THING,5,2010-12-01 08:26:00,,17850.0,UK", .missing(column: "UnitPrice")),
        ("1,10002,THING,5,2010-12-01 08:26:00,2.55,nobody,UK", .notAnInteger(column: "CustomerID")),
        ("1,,THING,5,2010-12-01 08:26:00,2.55,17850.0,UK", .missing(column: "StockCode")),
        ("1,10002ABCDEFGH,THING,5,2010-12-01 08:26:00,2.55,17850.0,UK", .notACode(column: "StockCode")),
        ("1,10002,THING,5000000000,2010-12-01 08:26:00,2.55,17850.0,UK", .outOfRange(column: "Quantity")),
        ("1,10002,THING,1000000,2010-12-01 08:26:00,1000000,17850.0,UK", .outOfRange(column: "UnitPrice")),
        ("1,10002,\"THING,5,2010-12-01 08:26:00,2.55,17850.0,UK", .record(.unclosedQuote)),
        ("1,10002,THING \"BIG\",5,2010-12-01 08:26:00,2.55,17850.0,UK", .record(.quoteInsideField)),
        ("1,10002", .record(.wrongColumnCount(expected: 8, found: 2))),
    ])
    func `a document malformed in one row is left out whole, the rest is read`(row: String, reason: RowProblem.Reason)
        throws
    {
        let file = try RetailFiles.invoices(good, row, other, good)
        #expect(file.documents.map(\.number) == ["2"])
        #expect(file.problems.kept == [RowProblem(line: 3, reason: reason, document: "1")])
        #expect(file.rows == 4 && file.documentsLeftOut == 1 && file.rowsLeftOut == 2)
    }

    @Test func `goods rows that point in both directions leave their document out whole`() throws {
        let file = try RetailFiles.invoices(
            good, "1,10002,THING,-5,2010-12-01 08:26:00,2.55,17850.0,UK",
            "C3,10002,THING,5,2010-12-01 08:26:00,2.55,17850.0,UK",
            other, "2,D,DISCOUNT,-1,2010-12-01 08:26:00,2.55,17850.0,UK")
        #expect(file.documents.map(\.number) == ["2"])
        #expect(
            file.problems.kept == [
                RowProblem(line: 2, reason: .opposedDirections, document: "1"),
                RowProblem(line: 4, reason: .opposedDirections, document: "C3"),
            ])
    }

    @Test func `a row that names no invoice belongs to the invoice around it`() throws {
        let file = try RetailFiles.invoices(good, "?,10002,THING,5,2010-12-01 08:26:00,2.55,17850.0,UK", good, other)
        #expect(file.documents.map(\.number) == ["2"])
        #expect(
            file.problems.kept.map(\.description) == [
                "line 3: InvoiceNo is not a number or code of this format; document 1 is left out whole"
            ])
    }

    @Test func `the same document is identical wherever it stands, and any other text makes it another`() throws {
        let first = try #require(try RetailFiles.invoices(good, good).documents.last)
        let moved = try #require(try RetailFiles.invoices(other, good, good).documents.last)
        let shorter = try #require(try RetailFiles.invoices(good).documents.last)
        let changed = try #require(
            try RetailFiles.invoices(good, good.replacing("THING", with: "THINGS")).documents.last)
        #expect(first.isIdentical(to: moved))
        #expect(first.fileLines != moved.fileLines)
        #expect(!first.isIdentical(to: shorter) && !first.isIdentical(to: changed))
    }
}
