import RetailDocuments
import RetailMasterData

/// A SKU, for a script.
struct SKUView: Encodable {
    var number: UInt64
    var code: String
    var product: String?
    var description: String
    var size: String?
    var colour: String?
    var baseUnit: String
    var taxCode: String?
    var active: Bool

    enum CodingKeys: String, CodingKey {
        case number, code, product, description, size, colour, active
        case baseUnit = "base_unit"
        case taxCode = "tax_code"
    }

    init(_ sku: StockKeepingUnit) {
        number = sku.number
        code = sku.code
        product = sku.product
        description = sku.description
        size = sku.size
        colour = sku.colour
        baseUnit = sku.baseUnit
        taxCode = sku.taxCode
        active = sku.isActive
    }
}

/// What a supplier asks, for a script.
struct SupplierPriceView: Encodable {
    struct Break: Encodable {
        var from: Int64
        var unitCost: String

        enum CodingKeys: String, CodingKey {
            case from
            case unitCost = "unit_cost"
        }
    }

    var supplier: String
    var sku: UInt64
    var from: String
    var to: String?
    var unit: String
    var pack: Int64
    var quantityMin: Int64
    var quantityMax: Int64?
    var leadTimeDays: Int32?
    var breaks: [Break]

    enum CodingKeys: String, CodingKey {
        case supplier, sku, from, to, unit, pack, breaks
        case quantityMin = "quantity_min"
        case quantityMax = "quantity_max"
        case leadTimeDays = "lead_time_days"
    }

    init(_ price: SupplierPrice) {
        supplier = price.supplier
        sku = price.sku
        from = CalendarDay(price.fromDay).description
        to = price.toDay.map { CalendarDay($0).description }
        unit = price.unit
        pack = price.pack
        quantityMin = price.quantityMin
        quantityMax = price.quantityMax
        leadTimeDays = price.leadTimeDays
        breaks = price.breaks.map { Break(from: $0.from, unitCost: $0.unitCost.description) }
    }

    /// The cells of a table, behind what it is about.
    var cells: [String] {
        [
            from, to ?? "", unit, NumberText.grouped(pack), NumberText.grouped(quantityMin),
            breaks.map { "\(NumberText.grouped($0.from))+ \($0.unitCost)" }.joined(separator: ", "),
        ]
    }

    static let headings = ["from", "to", "unit", "pack", "least", "cost of a base unit"]
}

/// All that is known of a SKU, for a person and for a script.
struct SKUSheetView: TextView {
    struct Unit: Encodable {
        var unit: String
        var numerator: Int64
        var denominator: Int64
    }

    struct Barcode: Encodable {
        var gtin: String
        var packQuantity: Int64

        enum CodingKeys: String, CodingKey {
            case gtin
            case packQuantity = "pack_quantity"
        }
    }

    struct Component: Encodable {
        var sku: UInt64
        var quantity: Int64
    }

    var sku: SKUView
    var category: String?
    var brand: String?
    var units: [Unit]
    var barcodes: [Barcode]
    var components: [Component]
    var supplierPrices: [SupplierPriceView]

    enum CodingKeys: String, CodingKey {
        case sku, category, brand, units, barcodes, components
        case supplierPrices = "supplier_prices"
    }

    init(_ sheet: SKUSheet) {
        sku = SKUView(sheet.sku)
        category = sheet.product?.category
        brand = sheet.product?.brand
        units = sheet.units.map { Unit(unit: $0.unit, numerator: $0.numerator, denominator: $0.denominator) }
        barcodes = sheet.barcodes.map { Barcode(gtin: $0.gtin, packQuantity: $0.packQuantity) }
        components = sheet.kit?.components.map { Component(sku: $0.sku, quantity: $0.quantity) } ?? []
        supplierPrices = sheet.prices.map(SupplierPriceView.init)
    }

    var text: String {
        let variant = [sku.size, sku.colour].compactMap { $0 }.joined(separator: ", ")
        var lines = ["SKU \(sku.number) \(sku.code)" + (sku.active ? "" : " (inactive)")]
        let facts: [(String, String?)] = [
            ("description", sku.description), ("product", sku.product), ("variant", variant), ("category", category),
            ("brand", brand), ("tax code", sku.taxCode),
        ]
        for (name, value) in facts { if let value, !value.isEmpty { lines.append("  \(name): \(value)") } }
        lines.append("units")
        for unit in units {
            let isBase = unit.unit == sku.baseUnit
            let ratio =
                unit.denominator == 1
                ? "1 is \(unit.numerator) \(sku.baseUnit)"
                : "\(unit.denominator) are \(unit.numerator) \(sku.baseUnit)"
            lines.append("  \(unit.unit): " + (isBase ? "what is counted in" : ratio))
        }
        if !components.isEmpty {
            lines.append("a kit of")
            lines += components.map { "  \($0.quantity) of SKU \($0.sku)" }
        }
        lines.append(barcodes.isEmpty ? "no barcodes" : "barcodes")
        lines += barcodes.map { "  \($0.gtin): \($0.packQuantity) \(sku.baseUnit)" }
        lines.append(supplierPrices.isEmpty ? "no supplier's prices" : "suppliers' prices")
        if !supplierPrices.isEmpty {
            var table = TextTable()
            table.add(["supplier"] + SupplierPriceView.headings)
            for price in supplierPrices { table.add([price.supplier] + price.cells) }
            lines.append(table.text())
        }
        return lines.joined(separator: "\n")
    }
}
