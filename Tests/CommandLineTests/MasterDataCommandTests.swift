import Foundation
import Testing

struct MasterDataCommandTests {
    /// A folder with a small shop in it.
    private static func shop(_ changes: [String: String] = [:]) throws -> TestFolder {
        let folder = try TestFolder()
        try FileManager.default.createDirectory(atPath: folder.file("masters"), withIntermediateDirectories: true)
        let files = [
            "units.csv": "code,base,numerator\nEA,,\nCTN,,\nDZ,EA,12\n",
            "skus.csv": "number,code,size,base_unit,packs\r\n1,\"TEE\",S,EA,CTN=24\r\n2,CAP,,EA,\r\n",
            "barcodes.csv": "gtin,sku,pack_quantity\n4006381333931,1,24\n",
            "suppliers.csv": "code,currency,delivery_days\nMILL,EUR,1;3\n",
            "supplier-prices.csv": "supplier,sku,from,unit,breaks\nMILL,1,2026-01-01,CTN,1=4.5;480=4.2001\n",
            "sites.csv": "number,code\n1,TOWN\n",
            "locations.csv": "number,code,kind,site\n1,SUP,supplier,\n10,SHELF,stock,1\n",
            "opening-stock.csv": "sku,location,quantity,unit_cost\n1,10,40,4.5\n2,10,3,1.25\n",
        ]
        for (name, text) in files.merging(changes, uniquingKeysWith: { $1 }) {
            try text.write(toFile: folder.file("masters/\(name)"), atomically: true, encoding: .utf8)
        }
        return folder
    }

    @Test func `a folder is tried, loaded, passed over, and written out byte for byte`() throws {
        let folder = try Self.shop()
        let (masters, store) = (folder.file("masters"), folder.file("store"))
        let tried = try Program.run("import", masters, "--dry-run", "--data", store)
        #expect(tried.status == 0 && tried.output.contains("no rule is broken"), "\(tried)")
        #expect(!FileManager.default.fileExists(atPath: store), "a dry run makes no store")
        let loaded = try Program.run("import", masters, "--data", store, "--json")
        #expect(loaded.status == 0 && loaded.errors.contains("staging skus.csv"), "\(loaded)")
        let json = try loaded.json
        #expect(json["loaded"] as? Bool == true && json["run"] as? Int == 1)
        let opening = json["opening_stock"] as? [String: Any]
        let location = (opening?["locations"] as? [[String: Any]])?.first
        #expect((location?["booked"] as? [String: Any])?["value"] as? String == "183.7500")
        let again = try Program.run("import", masters, "--data", store)
        #expect(again.status == 0 && again.output.contains("nothing was changed"))
        #expect(again.output.contains("the ledger says what the file says"))

        let out = folder.file("out")
        let exported = try Program.run("export", "master", out, "--data", store)
        #expect(exported.status == 0, "\(exported)")
        for name in try FileManager.default.contentsOfDirectory(atPath: masters) {
            let (before, after) = (
                try Data(contentsOf: URL(fileURLWithPath: "\(masters)/\(name)")),
                try Data(contentsOf: URL(fileURLWithPath: "\(out)/\(name)"))
            )
            #expect(before == after, "\(name)")
        }
        let refused = try Program.run("export", "master", out, "--data", store)
        #expect(refused.status == 1 && refused.errors.contains("--overwrite"))
        #expect(try Program.run("export", "master", out, "--overwrite", "--data", store).status == 0)
        #expect(try Program.run("verify", "--data", store).status == 0)
    }

    @Test func `broken rules are listed with file, line and remedy, and end with 1`() throws {
        let folder = try Self.shop([
            "barcodes.csv": "gtin,sku\n4006381333932,1\n96385074,9\n", "supplier-prices.csv": "supplier,sku\n",
        ])
        for arguments in [["--dry-run"], []] {
            let run = try Program.run(["import", folder.file("masters"), "--data", folder.file("store")] + arguments)
            #expect(run.status == 1)
            #expect(
                run.output.contains("barcodes.csv:2: the check digit of 4006381333932 would be 1 (barcode.check-digit)")
            )
            #expect(run.output.contains("barcodes.csv:3: there is no SKU 9"))
            #expect(run.output.contains("supplier-prices.csv:1: the column from is missing"))
            #expect(run.output.contains("5 broken rules; nothing was loaded"), "\(run.output)")
        }
        let json = try Program.run("import", folder.file("masters"), "--data", folder.file("store"), "--json").json
        #expect(json["broken_rules"] as? Int == 5 && json["loaded"] as? Bool == false)
    }

    @Test func `SKUs, barcodes and suppliers are shown, on a server too`() throws {
        let folder = try Self.shop()
        let server = try RunningServer()
        let masters = folder.file("masters")
        #expect(try server.ask("import \(masters)").status == 0)
        let list = try server.ask("sku list")
        #expect(list.status == 0 && list.output.contains("TEE") && list.output.contains("CAP"))
        let sku = try server.ask("sku show TEE")
        for text in ["SKU 1 TEE", "CTN: 1 is 24 EA", "DZ: 1 is 12 EA", "4006381333931: 24 EA", "480+ 4.2001"] {
            #expect(sku.output.contains(text), "\(sku.output)")
        }
        let barcodes = try server.ask("sku show 1 --json").json["barcodes"] as? [[String: Any]]
        #expect(barcodes?.map { $0["gtin"] as? String } == ["4006381333931"])
        #expect(barcodes?.map { $0["pack_quantity"] as? Int } == [24])
        #expect(try server.ask("barcode show 04006381333931").output.contains("24 EA of SKU 1 TEE"))
        let supplier = try server.ask("supplier show MILL")
        #expect(supplier.output.contains("delivers on Mon, Wed") && supplier.output.contains("4.5000"))
        #expect(try server.ask("supplier list").output.contains("MILL"))
        for (line, rule) in [
            ("sku show NONE", "sku.not-found"), ("barcode show 4006381333932", "barcode.check-digit"),
            ("barcode show 96385074", "barcode.not-found"), ("supplier show NONE", "supplier.not-found"),
            ("import --abandon", "import.nothing-to-abandon"),
        ] {
            let run = try server.ask(line)
            #expect(run.status == 1 && run.errors.contains(rule), "\(run)")
        }
    }

    @Test func `a folder that is not there ends with 4, and a line that makes no sense with 2`() throws {
        let folder = try TestFolder()
        let absent = try Program.run("import", folder.file("none"), "--data", folder.file("store"))
        #expect(absent.status == 4)
        #expect(try Program.run("import", "--data", folder.file("store")).status == 2)
        #expect(try Program.run("import", "x", "--abandon", "--data", folder.file("store")).status == 2)
    }
}
