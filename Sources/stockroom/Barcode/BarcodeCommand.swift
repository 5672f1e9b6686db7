import ArgumentParser
import RetailDocuments
import RetailMasterData

/// Barcodes as master data knows them.
struct BarcodeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "barcode", abstract: "Barcodes: what a GTIN is printed on.",
        discussion: "Example: stockroom barcode show 4006381333931 --data shop", subcommands: [BarcodeShow.self])
}

/// One barcode.
struct BarcodeShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "The SKU and the pack that a GTIN is printed on.",
        discussion: """
            With or without leading zeros: 8, 12, 13 or 14 digits.

            Example: stockroom barcode show 4006381333931 --data shop
            """)

    @Argument(help: ArgumentHelp("With its check digit.", valueName: "gtin")) var gtin: String
    @OptionGroup var workplace: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    private struct View: Encodable {
        var gtin: String
        var packQuantity: Int64
        var sku: SKUView

        enum CodingKeys: String, CodingKey {
            case gtin, sku
            case packQuantity = "pack_quantity"
        }
    }

    mutating func run() async throws {
        let gtin = gtin
        let view = try await workplace.use(json) { place in
            let barcode = try await place.barcode(gtin)
            let sku = try await place.stockKeepingUnit(number: barcode.sku)
            return View(gtin: barcode.gtin, packQuantity: barcode.packQuantity, sku: SKUView(sku))
        }
        try json.put(view) {
            "\(view.gtin): \(view.packQuantity) \(view.sku.baseUnit) of SKU \(view.sku.number) \(view.sku.code)"
        }
    }
}
