import RetailDocuments

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

    /// What is defined beside the locations of the folder.
    static let ownLocations: Set<UInt32> = [supplier, receiving, quarantine, damaged]

    let files: [String: String]

    init(_ source: AdventureWorksSource, firstDay: CalendarDay) {
        var unitOf: [UInt64: String] = [:]
        for price in source.prices where unitOf[price.sku] == nil { unitOf[price.sku] = price.unit }
        let products = source.products.values.sorted { $0.number < $1.number }
        let categories = source.categories.map { ["C\($0.number)", "\($0.number)", $0.name, ""] }
        let groups = source.subcategories.map {
            ["S\($0.number)", "\(1_000 + $0.number)", $0.name, "C\($0.category)"]
        }
        let locations = source.locations.map {
            ["\($0.number)", "LOC-\($0.number)", "stock", "\(Self.site)", $0.name]
        }
        let own = [
            ["\(Self.supplier)", "SUPPLIER", "supplier", "", ""],
            ["\(Self.receiving)", "RECEIVING", "receiving", "\(Self.site)", ""],
            ["\(Self.quarantine)", "QUARANTINE", "quarantine", "\(Self.site)", ""],
            ["\(Self.damaged)", "DAMAGED", "damaged", "\(Self.site)", ""],
        ]
        files = [
            "units.csv": Self.file(["code", "description"], source.units.map { [$0.code, $0.name] }),
            "categories.csv": Self.file(["code", "number", "description", "parent"], categories + groups),
            "products.csv": Self.file(
                ["code", "description", "category"],
                products.map { [$0.code, $0.name, $0.subcategory.map { "S\($0)" } ?? ""] }),
            "skus.csv": Self.file(
                ["number", "code", "product", "description", "base_unit"],
                products.map { ["\($0.number)", $0.code, $0.code, $0.name, unitOf[$0.number] ?? "EA"] }),
            "suppliers.csv": Self.file(
                ["code", "description", "currency"],
                source.vendors.sorted { $0.key < $1.key }.map { [$0.value.code, $0.value.name, "USD"] }),
            "supplier-prices.csv": Self.file(
                ["supplier", "sku", "from", "unit", "breaks", "quantity_min", "quantity_max", "lead_time_days"],
                source.prices.map { price in
                    [
                        price.supplier, "\(price.sku)", firstDay.description, unitOf[price.sku] ?? "EA",
                        "\(price.least)=\(price.cost)", "\(price.least)", "\(price.most)", "\(price.leadTimeDays)",
                    ]
                }),
            "sites.csv": Self.file(["number", "code"], [["\(Self.site)", "ADVENTURE-WORKS"]]),
            "locations.csv": Self.file(["number", "code", "kind", "site", "description"], locations + own),
        ]
    }

    private static func file(_ columns: [String], _ rows: [[String]]) -> String {
        ([columns] + rows).map { row in row.map(quoted).joined(separator: ",") + "\n" }.joined()
    }

    private static func quoted(_ field: String) -> String {
        guard field.contains(where: { $0 == "," || $0 == "\"" }) else { return field }
        return "\"\(field.replacing("\"", with: "\"\""))\""
    }
}
