import ArgumentParser
import RetailDocuments
import RetailMasterData

/// SKUs as master data knows them.
struct SKUCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sku", abstract: "SKUs: the variants that are sold, with units, barcodes and prices.",
        discussion: """
            Examples:
              stockroom sku list --data shop
              stockroom sku show TEE-S-RED --data shop
            """, subcommands: [SKUList.self, SKUShow.self])
}

/// The SKUs in force.
struct SKUList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The SKUs, by number.",
        discussion: "Example: stockroom sku list --product TEE --data shop")

    @Option(help: ArgumentHelp("Only the variants of a style.", valueName: "code")) var product: String?
    @OptionGroup var workplace: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let product = product
        let skus = try await workplace.use(json) { place in
            if let product {
                return try await place.all(StockKeepingUnit.self, under: "sku.product/\(product)/")
            }
            return try await place.all(StockKeepingUnit.self)
        }
        try json.put(skus.map(SKUView.init)) {
            guard !skus.isEmpty else { return "there are no SKUs: stockroom import" }
            var table = TextTable()
            table.add("code", "number", "product", "size", "colour", "unit", "")
            for sku in skus {
                table.add(
                    sku.code, "\(sku.number)", sku.product ?? "", sku.size ?? "", sku.colour ?? "", sku.baseUnit,
                    sku.isActive ? "" : "inactive")
            }
            return table.text()
        }
    }
}

/// One SKU.
struct SKUShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "A SKU, with its units, barcodes and suppliers' prices.",
        discussion: """
            Examples:
              stockroom sku show TEE-S-RED --data shop
              stockroom sku show 4711 --json
            """)

    @Argument(help: ArgumentHelp("Its code, or else its number.", valueName: "sku")) var sku: String
    @OptionGroup var workplace: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let name = sku
        try await workplace.show(json) { place in SKUSheetView(try await place.sheet(of: name)) }
    }
}
