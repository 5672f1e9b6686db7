import Foundation

/// A small folder of the shape of AdventureWorks: two orders, one of which repeats a product, is short, and has rejects.
struct AdventureWorksFiles {
    /// The rows of each file, by its name.
    var rows: [String: [String]] = [
        "Vendor": ["1580\tACME0001\tAcme \"Bikes\"\t1\t1\t0\t\t\(Self.date)"],
        "UnitMeasure": ["EA \tEach\t\(Self.date)", "CTN\tCarton\t\(Self.date)"],
        "Location": ["6\tMiscellaneous Storage\t.0000\t.00\t\(Self.date)"],
        "ProductCategory": ["1\tBikes\tx\t\(Self.date)"],
        "ProductSubcategory": ["1\t1\tMountain Bikes\tx\t\(Self.date)"],
        "Product": [Self.product(1), Self.product(2)],
        "ProductVendor": [Self.price(of: 1)],
        "PurchaseOrderHeader": [Self.order(2, "2022-04-16"), Self.order(1, "2022-04-15")],
        "PurchaseOrderDetail": [
            Self.line(1, 11, "2022-04-29", "4", 1, "3.00", ".00"),
            Self.line(1, 12, "2022-04-29", "5", 1, "5.00", "2.00"),
            Self.line(1, 13, "2022-05-01", "6", 2, "6.00", "6.00"),
            Self.line(2, 14, "2022-04-01", "7", 2, ".00", ".00"),
            Self.line(2, 15, "2022-04-01", "8", 2, "8.00", ".00"),
        ],
    ]

    private static let date = "2022-04-15 00:00:00.000"

    static func product(_ number: Int, subcategory: String = "") -> String {
        (["\(number)", "Part, \(number)", "P-\(number)"] + Array(repeating: "", count: 15) + [subcategory]
            + Array(repeating: "", count: 6)).joined(separator: "\t")
    }

    static func price(of product: Int, from vendor: Int = 1_580, unit: String = "CTN") -> String {
        "\(product)\t\(vendor)\t17\t2.5000\t2.5\t\(date)\t1\t5\t3\t\(unit)\t\(date)"
    }

    static func order(_ number: Int, _ day: String, from vendor: Int = 1_580) -> String {
        [
            "\(number)", "5", "4", "258", "\(vendor)", "3", "\(day) 00:00:00.000", date, "1", "1", "1", "1", date,
        ].joined(separator: "\t")
    }

    static func line(
        _ order: Int, _ id: Int, _ due: String, _ units: String, _ product: Int, _ came: String, _ failed: String
    ) -> String {
        [
            "\(order)", "\(id)", "\(due) 00:00:00.000", units, "\(product)", "2.5000", "0.0000", came, failed, "0",
            date,
        ].joined(separator: "\t")
    }

    func write(to folder: String) throws {
        for (name, rows) in rows {
            try (rows.joined(separator: "\n") + "\n").write(
                toFile: "\(folder)/\(name).csv", atomically: true, encoding: .utf8)
        }
    }
}
