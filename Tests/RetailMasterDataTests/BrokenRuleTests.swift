import Foundation
import RetailDocuments
import RetailMasterData
import StockAPI
import StockModel
import StockTesting
import Testing

/// A row that breaks a rule, as it stands at the end of a file of the shop.
struct BrokenRow: CustomStringConvertible {
    let file: String
    let row: String
    let rules: [String]
    var description: String { "\(rules): \(file) \(row)" }

    init(_ file: String, _ row: String, _ rules: String...) {
        self.file = file
        self.row = row
        self.rules = rules
    }
}

@Suite("A broken rule is named with file, line and remedy, and nothing is loaded")
struct BrokenRuleTests {
    static let rows: [BrokenRow] = [
        // As they stand.
        BrokenRow("brands.csv", "A,3", "row.malformed"),
        BrokenRow("brands.csv", "A,3,true,1", "row.malformed"),
        BrokenRow("brands.csv", "A,3,\"true\"x", "row.malformed"),
        BrokenRow("brands.csv", "A\",3,true", "row.malformed"),
        BrokenRow("brands.csv", "A,3,\"true", "row.malformed"),
        BrokenRow("brands.csv", ",3,", "field.empty"),
        BrokenRow("brands.csv", "A,3,perhaps", "field.not-true-or-false"),
        BrokenRow("brands.csv", "A,three,", "field.not-a-number"),
        BrokenRow("brands.csv", "A,0,", "field.not-positive"),
        BrokenRow("brands.csv", "A,4294967296,", "field.out-of-range"),
        BrokenRow("brands.csv", "A/B,3,", "field.not-a-code"),
        BrokenRow("brands.csv", " A,3,", "field.not-a-code"),
        BrokenRow("brands.csv", "\(String(repeating: "a", count: 65)),3,", "field.not-a-code"),
        BrokenRow("brands.csv", "ACME,2,", "row.twice", "number.twice"),
        BrokenRow("brands.csv", "A,2,", "number.twice"),
        BrokenRow("products.csv", "A,\(String(repeating: "x", count: 31_000)),,", "row.too-long"),
        // Units.
        BrokenRow("units.csv", "PAL,,,10,", "unit.without-base"),
        BrokenRow("units.csv", "PAL,,XX,10,", "unit.unknown"),
        BrokenRow("units.csv", "PAL,,DZ,10,", "unit.base-has-a-base"),
        BrokenRow("units.csv", "PAL,,PAL,10,", "unit.base-has-a-base"),
        BrokenRow("units.csv", "PAL,,EA,,", "field.empty"),
        BrokenRow("units.csv", "PAL,,EA,0,", "field.not-positive"),
        // The catalogue.
        BrokenRow("categories.csv", "A,3,,B", "category.unknown"),
        BrokenRow("categories.csv", "A,3,,A", "category.cycle"),
        BrokenRow("products.csv", "A,,NONE,", "category.unknown"),
        BrokenRow("products.csv", "A,,,NONE", "brand.unknown"),
        BrokenRow("skus.csv", "4,TEE-S-RED,,,,EA,,,", "code.twice"),
        BrokenRow("skus.csv", "2,OTHER,,,,EA,,,", "number.twice"),
        BrokenRow("skus.csv", "0,OTHER,,,,EA,,,", "field.not-positive"),
        BrokenRow("skus.csv", "4,A,NONE,,,EA,,,", "product.unknown"),
        BrokenRow("skus.csv", "4,A,,,,,,,", "field.empty"),
        BrokenRow("skus.csv", "4,A,,,,XX,,,", "unit.unknown"),
        BrokenRow("skus.csv", "4,A,,,,EA,XX=3,,", "unit.unknown"),
        BrokenRow("skus.csv", "4,A,,,,EA,CTN,,", "field.not-a-list"),
        BrokenRow("skus.csv", "4,A,,,,EA,CTN=0,,", "field.not-positive"),
        BrokenRow("skus.csv", "4,A,,,,EA,CTN=1/0,,", "field.not-positive"),
        BrokenRow("skus.csv", "4,A,,,,EA,CTN=2;CTN=3,,", "sku.pack-twice"),
        BrokenRow("skus.csv", "4,A,,,,EA,EA=2,,", "sku.pack-is-base-unit"),
        BrokenRow("skus.csv", "4,A,,,,EA,,NONE,", "tax-code.unknown"),
        // Barcodes.
        BrokenRow("barcodes.csv", "123,1,1", "barcode.gtin-invalid"),
        BrokenRow("barcodes.csv", "4006381333932,1,1", "barcode.check-digit"),
        BrokenRow("barcodes.csv", "4006381333931,2,1", "barcode.gtin-twice"),
        BrokenRow("barcodes.csv", "04006381333931,2,1", "barcode.gtin-twice"),
        BrokenRow("barcodes.csv", "6291041500213,99,1", "sku.unknown"),
        BrokenRow("barcodes.csv", "6291041500213,1,0", "field.not-positive"),
        // Kits.
        BrokenRow("kits.csv", "12,12=1", "kit.cycle"),
        BrokenRow("kits.csv", "12,99=1", "sku.unknown"),
        BrokenRow("kits.csv", "99,1=1", "sku.unknown"),
        BrokenRow("kits.csv", "12,", "field.empty"),
        BrokenRow("kits.csv", "12,1=0", "field.not-positive"),
        BrokenRow("kits.csv", "12,1=1;1=2", "kit.component-twice"),
        BrokenRow("kits.csv", "12,10=9223372036854775807;1=1", "kit.too-large"),
        // Suppliers and prices.
        BrokenRow("suppliers.csv", "A,,,,,,", "supplier.without-currency"),
        BrokenRow("suppliers.csv", "A,,euro,,,,", "field.not-a-currency"),
        BrokenRow("suppliers.csv", "A,,EUR,-1,,,", "field.negative"),
        BrokenRow("suppliers.csv", "A,,EUR,,8,,", "field.out-of-range"),
        BrokenRow("suppliers.csv", "A,,EUR,,3;1,,", "field.out-of-order"),
        BrokenRow("suppliers.csv", "A,,EUR,,,2026-02-29,", "field.not-a-day"),
        BrokenRow("suppliers.csv", "A,,EUR,,,,1.00001", "field.not-an-amount"),
        BrokenRow("suppliers.csv", "A,,EUR,,,,-1", "field.negative"),
        BrokenRow("supplier-prices.csv", ",2,2026-01-01,,EA,,,,1=1", "price.without-supplier"),
        BrokenRow("supplier-prices.csv", "NONE,2,2026-01-01,,EA,,,,1=1", "supplier.unknown"),
        BrokenRow("supplier-prices.csv", "MILL,99,2026-01-01,,EA,,,,1=1", "sku.unknown"),
        BrokenRow("supplier-prices.csv", "MILL,1,2026-06-30,2026-06-30,CTN,,,,1=1", "price.dates-overlap"),
        BrokenRow("supplier-prices.csv", "MILL,1,2025-01-01,2026-01-01,CTN,,,,1=1", "price.dates-overlap"),
        BrokenRow("supplier-prices.csv", "MILL,2,2026-01-02,2026-01-01,EA,,,,1=1", "price.ends-before-it-begins"),
        BrokenRow("supplier-prices.csv", "MILL,2,2026-01-01,,EA,0,,,1=1", "field.not-positive"),
        BrokenRow("supplier-prices.csv", "MILL,2,2026-01-01,,EA,,-5,,1=1", "field.not-positive"),
        BrokenRow("supplier-prices.csv", "MILL,2,2026-01-01,,EA,,10,9,1=1", "price.most-below-least"),
        BrokenRow("supplier-prices.csv", "MILL,2,2026-01-01,,EA,,,,2=1;2=1", "price.breaks-out-of-order"),
        BrokenRow("supplier-prices.csv", "MILL,2,2026-01-01,,EA,,,,", "field.empty"),
        BrokenRow("supplier-prices.csv", "MILL,2,2026-01-01,,EA,,,,1=-1", "field.negative"),
        BrokenRow("supplier-prices.csv", "SHED,3,2025-01-01,,CTN,,,,1=1", "price.unit-not-of-sku"),
        BrokenRow("supplier-prices.csv", "SHED,3,2026-01-01,,DZ,,,,1=1", "row.twice"),
        // Places and channels.
        BrokenRow("sites.csv", "3,TOWN,0", "code.twice"),
        BrokenRow("sites.csv", "3,A,2000", "field.out-of-range"),
        BrokenRow("locations.csv", "30,A,heap,1", "field.not-a-choice"),
        BrokenRow("locations.csv", "30,A,stock,", "location.site"),
        BrokenRow("locations.csv", "30,A,loss,1", "location.site"),
        BrokenRow("locations.csv", "30,A,stock,9", "site.unknown"),
        BrokenRow("locations.csv", "30,TOWN-SHELF,stock,1", "code.twice"),
        BrokenRow("channels.csv", "3,A,9,", "site.unknown"),
        BrokenRow("channels.csv", "3,A,1;1,", "channel.site-twice"),
        BrokenRow("channels.csv", "3,A,1=-1,", "field.negative"),
        // Sales.
        BrokenRow("tax-codes.csv", "A,-1,", "field.negative"),
        BrokenRow("price-lists.csv", "A,,", "field.empty"),
        BrokenRow("prices.csv", "NONE,1,2026-01-01,,1", "price-list.unknown"),
        BrokenRow("prices.csv", "STREET,99,2026-01-01,,1", "sku.unknown"),
        BrokenRow("prices.csv", "STREET,1,2026-05-01,2026-05-02,1", "price.dates-overlap"),
        BrokenRow("customers.csv", "C-2,,NONE,,EUR", "price-list.unknown"),
        BrokenRow("customers.csv", "C-2,,,NONE,EUR", "tax-code.unknown"),
        BrokenRow("customers.csv", "C-2,,,,", "field.empty"),
        // Opening stock.
        BrokenRow("opening-stock.csv", "2,20,-1,1", "field.negative"),
        BrokenRow("opening-stock.csv", "2,20,1,-1", "field.negative"),
        BrokenRow("opening-stock.csv", "2,20,1,", "field.empty"),
        BrokenRow("opening-stock.csv", "2,99,1,1", "location.unknown"),
        BrokenRow("opening-stock.csv", "99,20,1,1", "sku.unknown"),
        BrokenRow("opening-stock.csv", "2,22,1,1", "opening-stock.not-a-place-for-stock"),
        BrokenRow("opening-stock.csv", "10,20,1,1", "opening-stock.kit"),
        BrokenRow("opening-stock.csv", "1,20,1,1", "row.twice"),
        BrokenRow("opening-stock.csv", "2,20,9223372036854775807,1", "opening-stock.sum-too-large"),
    ]

    @Test func `one row that breaks a rule`() async throws {
        try await withTemporaryStock { stock, _ in
            let place = Workplace(stock, principal: 1)
            for broken in Self.rows {
                let report = try await place.importMasterData(from: Shop.folder(adding: broken.row, to: broken.file))
                let line = (Shop.files[broken.file] ?? "").utf8.count { $0 == 0x0A } + 1
                let names = report.problems.map(\.rule.name)
                #expect(Set(names).isSubset(of: broken.rules) && names.contains(broken.rules[0]), "\(broken) \(names)")
                #expect(report.problems.allSatisfy { $0.file == broken.file && $0.line == line }, "\(broken)")
                #expect(report.problems.allSatisfy { !$0.rule.remedy.isEmpty && !$0.rule.description.isEmpty })
                #expect(report.number == nil)
            }
            #expect(try await stock.statistics().sequence == 0, "nothing at all was written")
        }
    }

    @Test(arguments: [
        ("brands.csv", "", "file.no-header"), ("brands.csv", "code\n", "column.missing"),
        ("brands.csv", "code,number,colour\n", "column.unknown"), ("brands.csv", "code,number,code\n", "column.twice"),
        ("brand.csv", "code,number\n", "file.unknown"),
    ])
    func `a file that breaks a rule`(file: String, text: String, rule: String) async throws {
        try await withTemporaryStock { stock, _ in
            let folder = Shop.folder([file: text, "units.csv": "code\nEA\n"])
            let report = try await Workplace(stock, principal: 1).tryImport(of: folder)
            #expect(report.problems.map(\.rule.name) == [rule] && report.problems.first?.line == 1)
        }
    }

    @Test func `a file that is not UTF-8 is named, row by row`() async throws {
        try await withTemporaryStock { stock, _ in
            let rows = Array("code,description\nA,".utf8) + [0xE9] + Array("\nB,b\nC,".utf8) + [0xC3] + Array("\n".utf8)
            let folder = ImportFolder(files: ["products.csv": rows])
            let report = try await Workplace(stock, principal: 1).tryImport(of: folder)
            #expect(report.problems.map(\.rule.name) == ["row.not-utf8", "row.not-utf8"])
            #expect(report.problems.map(\.line) == [2, 4])
        }
    }

    @Test func `every broken rule is named, not only the first one, in the order of files and lines`() async throws {
        try await withTemporaryStock { stock, _ in
            let folder = Shop.folder(with: [
                "skus.csv": "number,code,base_unit,tax_code\n1,A,XX,NONE\nx,,EA,\n", "kits.csv": nil,
                "barcodes.csv": "gtin,sku\n1,7\n96385074,7\n", "supplier-prices.csv": nil, "prices.csv": nil,
                "opening-stock.csv": nil,
            ])
            let report = try await Workplace(stock, principal: 1).tryImport(of: folder)
            #expect(
                report.problems.map { "\($0.file):\($0.line) \($0.rule.name)" } == [
                    "skus.csv:2 unit.unknown", "skus.csv:2 tax-code.unknown", "skus.csv:3 field.not-a-number",
                    "skus.csv:3 field.empty", "barcodes.csv:2 barcode.gtin-invalid", "barcodes.csv:3 sku.unknown",
                ])
        }
    }

    @Test func `kits are checked through all levels, and a cycle is named with its way`() async throws {
        try await withTemporaryStock { stock, _ in
            let place = Workplace(stock, principal: 1)
            let skus = "number,code,base_unit\n" + (1...12).map { "\($0),S\($0),EA\n" }.joined()
            func problems(_ kits: String) async throws -> [String] {
                let folder = Shop.folder(["units.csv": "code\nEA\n", "skus.csv": skus, "kits.csv": kits])
                return try await place.tryImport(of: folder).problems.map { "\($0.line) \($0.rule.name)" }
            }
            let chain = (1...8).map { "\($0),\($0 + 1)\n" }.joined()
            // 10^8 of a kit of 10^8, and so on: more than can be counted.
            let large = (1...3).map { "\($0),\($0 + 1)=100000000\n" }.joined()
            for (kits, expected) in [
                ("1,2\n2,3\n3,1\n", ["2 kit.cycle", "3 kit.cycle", "4 kit.cycle"]),
                ("4,1\n1,2\n2,1\n", ["3 kit.cycle", "4 kit.cycle"]), (chain, []),
                (chain + "9,10\n", ["2 kit.too-deep"]), (large, ["2 kit.too-large"]),
            ] {
                let found = try await problems("sku,components\n" + kits)
                #expect(found == expected)
            }
        }
    }

    @Test func `what is stored is looked at too`() async throws {
        try await withTemporaryStock { stock, _ in
            let place = Workplace(stock, principal: 1)
            #expect(try await place.importMasterData(from: Shop.folder).problems == [])
            for (file, rows, expected) in [
                // References are satisfied by what is stored.
                ("skus.csv", "number,code,product,base_unit\n4,NEW,TEE,EA\n", []),
                ("barcodes.csv", "gtin,sku\n6291041500213,3\n", []),
                ("skus.csv", "number,code,base_unit\n4,TEE-S-RED,EA\n", ["code.twice"]),
                ("skus.csv", "number,code,base_unit\n1,TEE-S-RED,EA\n4,PACK,EA\n", ["code.twice"]),
                // Two may exchange their codes.
                ("skus.csv", "number,code,base_unit\n1,TEE-M-RED,EA\n2,TEE-S-RED,EA\n", []),
                ("categories.csv", "code,number,parent\nALL,1,SHIRTS\n", ["category.cycle"]),
                ("kits.csv", "sku,components\n1,11=1\n", ["kit.cycle"]),
                ("units.csv", "code,base,numerator\nEA,CTN,1\n", ["unit.base-has-a-base"]),
                ("locations.csv", "number,code,kind,site\n10,X,receiving,1\n", ["location.fixed"]),
                (
                    "supplier-prices.csv", "supplier,sku,from,unit,breaks\nMILL,1,2026-03-01,EA,1=1\n",
                    ["price.dates-overlap"]
                ),
                (
                    "opening-stock.csv", "sku,location,quantity,unit_cost\n1,10,41,4.5\n",
                    ["opening-stock.already-booked"]
                ),
            ] {
                let found = try await place.tryImport(of: Shop.folder([file: rows])).problems.map(\.rule.name)
                #expect(found == expected, "\(file) \(rows)")
            }
        }
    }

    @Test func `the default hold is no longer than the longest`() async throws {
        try await withTemporaryStock { stock, _ in
            let channels = "number,code,sites,default_hold_seconds,longest_hold_seconds\n1,A,,60,59\n"
            let report = try await Workplace(stock, principal: 1).tryImport(of: Shop.folder(["channels.csv": channels]))
            #expect(report.problems.map(\.rule.name) == ["channel.holds-out-of-order"])
        }
    }

    @Test func `the page of master data lists every rule, and each is broken by a test here`() throws {
        let here = URL(fileURLWithPath: #filePath)
        let page = here.deletingLastPathComponent().appendingPathComponent("../../docs/master-data.md").standardized
        let section = try #require(try String(contentsOf: page, encoding: .utf8).split(separator: "## Rules").last)
        let table = section.split(separator: "\n## ").first ?? ""
        var listed: Set<String> = []
        for line in table.split(separator: "\n") where line.hasPrefix("| ") {
            let names = line.split(separator: "|").last ?? ""
            listed.formUnion(names.split { ",; ".contains($0) }.map(String.init).filter { $0.contains(".") })
        }
        let broken = Set(Self.rows.flatMap(\.rules))
        let elsewhere = try String(contentsOf: here, encoding: .utf8)
        let withoutCase = listed.subtracting(broken).filter { !elsewhere.contains("\($0)\"") }
        #expect(broken.subtracting(listed) == [])
        #expect(withoutCase == [])
        #expect(listed.count > 55)
    }

    @Test func `opening stock has to come from somewhere`() async throws {
        try await withTemporaryStock { stock, _ in
            let locations = (Shop.files["locations.csv"] ?? "").replacing("1,SUPPLIERS,supplier,\n", with: "")
            let report = try await Workplace(stock, principal: 1).tryImport(
                of: Shop.folder(with: ["locations.csv": locations]))
            #expect(report.problems.map(\.rule.name) == ["opening-stock.no-supplier-location"])
        }
    }

    @Test func `a folder without a file of master data is refused by name`() async throws {
        try await withTemporaryStock { stock, _ in
            let failure = await #expect(throws: WorkflowFailure.self) {
                try await Workplace(stock, principal: 1).tryImport(of: ImportFolder(files: ["readme.csv": []]))
            }
            #expect(failure?.rule(as: ImportRunRule.self)?.name == "import.no-files")
        }
    }
}
