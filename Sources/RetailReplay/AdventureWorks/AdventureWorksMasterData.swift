import RetailDocuments
import RetailRecords

/// The products, vendors, prices and locations of AdventureWorks as the files of our importer.
///
/// Derived, since the files do not say it: a product is counted in the unit of its first price, else in EA; vendors that are
/// not active any more were when they were ordered from; prices hold from the day of the first order on; the currency is USD.
struct AdventureWorksMasterData {
    static let site: UInt32 = 1
    static let supplier: UInt32 = 101
    static let receiving: UInt32 = 102
    static let quarantine: UInt32 = 103
    static let damaged: UInt32 = 104
    /// Where everything is put away: Miscellaneous Storage.
    static let place: UInt32 = 6

    let files: [String: String]

    init(
        path: String, vendors: [(id: Int64, code: String, name: String)], firstDay: CalendarDay
    ) throws(InputError) {
        let codes = Dictionary(vendors.map { ($0.id, $0.code) }) { first, _ in first }
        let prices = try TabRows("ProductVendor", in: path, fields: 11).map { row in
            Price(row, codes: codes)
        }
        let units = try TabRows("UnitMeasure", in: path, fields: 3).map { row in [row[0].trimmed, row[1].trimmed] }
        var unitOf: [UInt64: String] = [:]
        for price in prices where unitOf[price.sku] == nil { unitOf[price.sku] = price.unit }
        let products = try TabRows("Product", in: path, fields: 25).map { row in
            UInt64(row[0]).map { (number: $0, name: row[1].trimmed, code: row[2].trimmed, group: row[18].trimmed) }
        }
        let categories = try TabRows("ProductCategory", in: path, fields: 4).map { row in
            Int64(row[0]).map { ["C\($0)", "\($0)", row[1].trimmed, ""] }
        }
        let groups = try TabRows("ProductSubcategory", in: path, fields: 5).map { row in
            Int64(row[0]).map { ["S\($0)", "\(1_000 + $0)", row[2].trimmed, "C\(row[1])"] }
        }
        let locations = try TabRows("Location", in: path, fields: 5).map { row in
            UInt32(row[0]).map { ["\($0)", "LOC-\($0)", "stock", "\(Self.site)", row[1].trimmed] }
        }
        let own = [
            ["\(Self.supplier)", "SUPPLIER", "supplier", "", ""],
            ["\(Self.receiving)", "RECEIVING", "receiving", "\(Self.site)", ""],
            ["\(Self.quarantine)", "QUARANTINE", "quarantine", "\(Self.site)", ""],
            ["\(Self.damaged)", "DAMAGED", "damaged", "\(Self.site)", ""],
        ]
        files = [
            "units.csv": Self.file(["code", "description"], units),
            "categories.csv": Self.file(["code", "number", "description", "parent"], categories + groups),
            "products.csv": Self.file(
                ["code", "description", "category"],
                products.map { [$0.code, $0.name, $0.group.isEmpty ? "" : "S\($0.group)"] }),
            "skus.csv": Self.file(
                ["number", "code", "product", "description", "base_unit"],
                products.map { ["\($0.number)", $0.code, $0.code, $0.name, unitOf[$0.number] ?? "EA"] }),
            "suppliers.csv": Self.file(
                ["code", "description", "currency"], vendors.map { [$0.code, $0.name, "USD"] }),
            "supplier-prices.csv": Self.file(
                ["supplier", "sku", "from", "unit", "breaks", "quantity_min", "quantity_max", "lead_time_days"],
                prices.map { price in
                    [
                        price.supplier, "\(price.sku)", firstDay.description, unitOf[price.sku] ?? "EA",
                        "\(price.least)=\(price.cost)", "\(price.least)", "\(price.most)", "\(price.leadTimeDays)",
                    ]
                }),
            "sites.csv": Self.file(["number", "code"], [["\(Self.site)", "ADVENTURE-WORKS"]]),
            "locations.csv": Self.file(["number", "code", "kind", "site", "description"], locations + own),
        ]
    }

    private struct Price {
        var sku: UInt64
        var supplier: String
        var leadTimeDays: Int64
        var cost: Money
        var least: Int64
        var most: Int64
        var unit: String

        init?(_ row: [Substring], codes: [Int64: String]) {
            guard let sku = UInt64(row[0]), let vendor = Int64(row[1]), let supplier = codes[vendor],
                let leadTimeDays = Int64(row[2]), let cost = row[3].money, let least = Int64(row[6]),
                let most = Int64(row[7])
            else { return nil }
            self.sku = sku
            self.supplier = supplier
            self.leadTimeDays = leadTimeDays
            self.cost = cost
            self.least = least
            self.most = most
            unit = row[9].trimmed
        }
    }

    private static func file(_ columns: [String], _ rows: [[String]]) -> String {
        ([columns] + rows).map { row in row.map(quoted).joined(separator: ",") + "\n" }.joined()
    }

    private static func quoted(_ field: String) -> String {
        guard field.contains(where: { $0 == "," || $0 == "\"" }) else { return field }
        return "\"\(field.replacing("\"", with: "\"\""))\""
    }
}
