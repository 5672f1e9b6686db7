import RetailRecords
import RetailReplay
import StockTesting
import Testing

@Suite("AdventureWorks: what cannot be taken is named, and left out whole")
struct AdventureWorksProblemsTests {
    private typealias Files = AdventureWorksFiles

    /// A row more in one of the files, and what comes of it.
    struct Case: Sendable, CustomTestStringConvertible {
        let file: String
        let row: String
        /// In the file named, at the line of the row.
        let reason: RowProblem.Reason
        var document: String?
        var ordersLeftOut = 0
        var linesLeftOut = 0
        var testDescription: String { "\(file): \(reason)" }
    }

    static let cases = [
        Case(
            file: "PurchaseOrderDetail", row: Files.line(9, 99, "2022-04-29", "4", 1, "3.00", ".00"),
            reason: .unknown(column: "PurchaseOrderID", file: "PurchaseOrderHeader.csv"), document: "9",
            ordersLeftOut: 1),
        Case(
            file: "PurchaseOrderDetail", row: Files.line(2, 99, "2022-04-29", "4", 77, "3.00", ".00"),
            reason: .unknown(column: "ProductID", file: "Product.csv"), document: "2", ordersLeftOut: 1,
            linesLeftOut: 2),
        Case(
            file: "PurchaseOrderDetail", row: Files.line(2, 99, "2022-04-29", "four", 1, "3.00", ".00"),
            reason: .notAnExactDecimal(column: "OrderQty"), document: "2", ordersLeftOut: 1, linesLeftOut: 2),
        Case(
            file: "PurchaseOrderDetail", row: Files.line(1, 99, "2022-04-29", "4", 1, "3.00", "4.00"),
            reason: .outOfRange(column: "RejectedQty"), document: "1", ordersLeftOut: 1, linesLeftOut: 3),
        Case(
            file: "PurchaseOrderDetail", row: Files.line(1, 99, "2022-02-30", "4", 1, "3.00", ".00"),
            reason: .notADate(column: "DueDate"), document: "1", ordersLeftOut: 1, linesLeftOut: 3),
        Case(
            file: "PurchaseOrderDetail", row: Files.line(2, 11, "2022-04-29", "4", 1, "3.00", ".00"),
            reason: .repeated(column: "PurchaseOrderDetailID"), document: "2", ordersLeftOut: 1, linesLeftOut: 2),
        Case(
            file: "PurchaseOrderDetail", row: "2\t99",
            reason: .record(.wrongColumnCount(expected: 11, found: 2)), document: "2", ordersLeftOut: 1,
            linesLeftOut: 2),
        Case(
            file: "PurchaseOrderHeader", row: Files.order(3, "2022-04-29"),
            reason: .noRows(file: "PurchaseOrderDetail.csv"), document: "3", ordersLeftOut: 1),
        Case(
            file: "PurchaseOrderHeader", row: Files.order(2, "2022-04-29"),
            reason: .repeated(column: "PurchaseOrderID"), document: "2", ordersLeftOut: 1, linesLeftOut: 2),
        Case(
            file: "PurchaseOrderHeader", row: Files.order(2, "soon"), reason: .notADate(column: "OrderDate"),
            document: "2", ordersLeftOut: 1, linesLeftOut: 2),
        Case(
            file: "PurchaseOrderHeader", row: Files.order(2, "2022-04-16", from: 7),
            reason: .unknown(column: "VendorID", file: "Vendor.csv"), document: "2", ordersLeftOut: 1,
            linesLeftOut: 2),
        Case(
            file: "Vendor", row: "1580\tOTHER\tOther\t1\t1\t0\t\t", reason: .repeated(column: "BusinessEntityID")),
        Case(file: "Vendor", row: "17\t\tOther\t1\t1\t0\t\t", reason: .missing(column: "AccountNumber")),
        Case(
            file: "Product", row: Files.product(3, subcategory: "9"),
            reason: .unknown(column: "ProductSubcategoryID", file: "ProductSubcategory.csv")),
        Case(
            file: "ProductVendor", row: Files.price(of: 8),
            reason: .unknown(column: "ProductID", file: "Product.csv")),
        Case(
            file: "ProductVendor", row: Files.price(of: 2, from: 8),
            reason: .unknown(column: "BusinessEntityID", file: "Vendor.csv")),
        Case(
            file: "ProductVendor", row: Files.price(of: 2, unit: "CUP"),
            reason: .unknown(column: "UnitMeasureCode", file: "UnitMeasure.csv")),
        Case(
            file: "ProductSubcategory", row: "2\t9\tSeats\tx\tx",
            reason: .unknown(column: "ProductCategoryID", file: "ProductCategory.csv")),
        Case(file: "Location", row: "101\tSupplier\t.0000\t.00\tx", reason: .outOfRange(column: "LocationID")),
        Case(file: "UnitMeasure", row: "CTN\tCarton\tx", reason: .repeated(column: "UnitMeasureCode")),
    ]

    @Test(arguments: cases)
    func `a row that cannot be taken is named with its file, line and reason`(_ bad: Case) async throws {
        try await withTemporaryFolder { path in
            var files = AdventureWorksFiles()
            // An empty line is none, and counts.
            files.rows[bad.file, default: []] += ["", bad.row]
            try files.write(to: path)
            let folder = try AdventureWorksFolder(path: path)
            let line = (files.rows[bad.file] ?? []).count
            #expect(
                folder.problems.kept
                    == [RowProblem(file: "\(bad.file).csv", line: line, reason: bad.reason, document: bad.document)])
            #expect(folder.problems.count == 1 && folder.ordersLeftOut == bad.ordersLeftOut)
            #expect(folder.linesLeftOut == bad.linesLeftOut)
        }
    }

    @Test func `what is left out takes all that needs it with it, and the rest is replayed`() async throws {
        try await withTemporaryFolder { path in
            var files = AdventureWorksFiles()
            // The second product goes, with the orders that name it; a third order is all right.
            files.rows["Product"]?[1] = "2\tPart"
            files.rows["PurchaseOrderHeader"]?.append(Files.order(3, "2022-04-17"))
            files.rows["PurchaseOrderDetail"]?.append(Files.line(3, 16, "2022-04-17", "4", 1, "4.00", ".00"))
            try files.write(to: path)
            let folder = try AdventureWorksFolder(path: path)
            #expect(
                folder.problems.kept.map(\.description) == [
                    "Product.csv, line 2: 2 fields instead of 25",
                    "PurchaseOrderDetail.csv, line 3: ProductID names no row that could be taken from Product.csv; "
                        + "document 1 is left out whole",
                    "PurchaseOrderDetail.csv, line 4: ProductID names no row that could be taken from Product.csv; "
                        + "document 2 is left out whole",
                    "PurchaseOrderDetail.csv, line 5: ProductID names no row that could be taken from Product.csv; "
                        + "document 2 is left out whole",
                ])
            #expect(folder.ordersLeftOut == 2 && folder.linesLeftOut == 2)
            try await withTemporaryStock { stock, _ in
                let figures = try await AdventureWorksTests.replay(folder, into: stock)
                #expect(figures.orders == 1 && figures.lines == 1 && figures.linesThatDiffer == 0)
                #expect(figures.stocked == 4 && figures.stockedValue == "10.0000")
            }
        }
    }
}
