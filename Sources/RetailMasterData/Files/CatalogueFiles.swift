import RetailDocuments

extension UnitOfMeasure: FileKind {
    static let file = FileFormat(
        "units.csv", "unit", required: ["code"], optional: ["description", "base", "numerator", "denominator"])
    static var rows: WritableKeyPath<MasterDataSet, KindRows<Self>> { \.units }

    init(_ row: inout RowReader) {
        code = row.code("code")
        description = row.text("description")
        base = row.optionalCode("base")
        numerator = row.number("numerator", from: 1, else: 1)
        denominator = row.number("denominator", from: 1, else: 1)
        if base == nil, row.optional("numerator") != nil || row.optional("denominator") != nil {
            row.note(.unitWithoutBase(code))
        }
        if base != nil, row.optional("numerator") == nil { row.note(.empty("numerator")) }
    }

    func write(_ row: inout RowWriter) {
        row.put("code", code)
        row.put("description", description)
        row.put("base", base)
        guard base != nil else { return }
        row.put("numerator", numerator)
        row.put("denominator", denominator)
    }
}

extension Category: FileKind {
    static let file = FileFormat(
        "categories.csv", "category", required: ["code", "number"], optional: ["description", "parent"])
    static var rows: WritableKeyPath<MasterDataSet, KindRows<Self>> { \.categories }

    init(_ row: inout RowReader) {
        code = row.code("code")
        number = row.number("number", from: 1)
        description = row.text("description")
        parent = row.optionalCode("parent")
    }

    func write(_ row: inout RowWriter) {
        row.put("code", code)
        row.put("number", number)
        row.put("description", description)
        row.put("parent", parent)
    }
}

extension Brand: FileKind {
    static let file = FileFormat(
        "brands.csv", "brand", required: ["code", "number"], optional: ["description", "private_label"])
    static var rows: WritableKeyPath<MasterDataSet, KindRows<Self>> { \.brands }

    init(_ row: inout RowReader) {
        code = row.code("code")
        number = row.number("number", from: 1)
        description = row.text("description")
        isPrivateLabel = row.flag("private_label", else: false)
    }

    func write(_ row: inout RowWriter) {
        row.put("code", code)
        row.put("number", number)
        row.put("description", description)
        row.put("private_label", isPrivateLabel)
    }
}

extension Product: FileKind {
    static let file = FileFormat(
        "products.csv", "product", required: ["code"], optional: ["description", "category", "brand"])
    static var rows: WritableKeyPath<MasterDataSet, KindRows<Self>> { \.products }

    init(_ row: inout RowReader) {
        code = row.code("code")
        description = row.text("description")
        category = row.optionalCode("category")
        brand = row.optionalCode("brand")
    }

    func write(_ row: inout RowWriter) {
        row.put("code", code)
        row.put("description", description)
        row.put("category", category)
        row.put("brand", brand)
    }
}

extension StockKeepingUnit: FileKind {
    static let file = FileFormat(
        "skus.csv", "SKU", required: ["number", "code", "base_unit"],
        optional: ["product", "description", "size", "colour", "packs", "tax_code", "active"])
    static var rows: WritableKeyPath<MasterDataSet, KindRows<Self>> { \.skus }

    static func twice(_ content: Self, line: Int) -> ImportRule {
        .numberTwice("the SKU", "\(content.number)", of: "on line \(line)")
    }

    init(_ row: inout RowReader) {
        number = row.number("number", from: 1)
        code = row.code("code", bytesMax: RowReader.skuCodeBytesMax, allowsSlash: true)
        product = row.optionalCode("product")
        description = row.text("description")
        size = row.optional("size")
        colour = row.optional("colour")
        baseUnit = row.code("base_unit")
        packs = row.pairs("packs", form: "CTN=12;PAL=480, or 6/5 for a ratio").map { pair in
            let sides = pair.value.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            return UnitRatio(
                unit: pair.name, numerator: row.part(String(sides[0]), of: "packs", from: 1),
                denominator: sides.count == 2 ? row.part(String(sides[1]), of: "packs", from: 1) : 1)
        }
        taxCode = row.optionalCode("tax_code")
        isActive = row.flag("active", else: true)
        var seen: Set<String> = []
        for pack in packs {
            if !seen.insert(pack.unit).inserted { row.note(.packTwice(pack.unit)) }
            if pack.unit == baseUnit { row.note(.packIsBaseUnit(pack.unit)) }
        }
    }

    func write(_ row: inout RowWriter) {
        row.put("number", number)
        row.put("code", code)
        row.put("product", product)
        row.put("description", description)
        row.put("size", size)
        row.put("colour", colour)
        row.put("base_unit", baseUnit)
        row.put(
            "packs",
            list: packs.map {
                $0.denominator == 1 ? "\($0.unit)=\($0.numerator)" : "\($0.unit)=\($0.numerator)/\($0.denominator)"
            })
        row.put("tax_code", taxCode)
        row.put("active", isActive)
    }
}

extension Barcode: FileKind {
    static let file = FileFormat("barcodes.csv", "GTIN", required: ["gtin", "sku"], optional: ["pack_quantity"])
    static var rows: WritableKeyPath<MasterDataSet, KindRows<Self>> { \.barcodes }

    static func twice(_ content: Self, line: Int) -> ImportRule { .gtinTwice(content.gtin, line: line) }

    init(_ row: inout RowReader) {
        gtin = row.text("gtin")
        sku = row.number("sku", from: 1)
        packQuantity = row.number("pack_quantity", from: 1, else: 1)
        do throws(GTIN.Fault) { _ = try GTIN(gtin) } catch {
            switch error {
            case .length: row.note(.gtinInvalid(gtin))
            case .checkDigit(let expected): row.note(.checkDigit(gtin, expected: expected))
            }
        }
    }

    func write(_ row: inout RowWriter) {
        row.put("gtin", gtin)
        row.put("sku", sku)
        row.put("pack_quantity", packQuantity)
    }
}

extension Kit: FileKind {
    static let file = FileFormat("kits.csv", "kit", required: ["sku", "components"])
    static var rows: WritableKeyPath<MasterDataSet, KindRows<Self>> { \.kits }

    init(_ row: inout RowReader) {
        sku = row.number("sku", from: 1)
        components = row.pairs("components", form: "4711=2;4712=1", value: "1").map { pair in
            Component(
                sku: row.part(pair.name, of: "components", from: 1),
                quantity: row.part(pair.value, of: "components", from: 1))
        }
        if components.isEmpty, row.optional("components") == nil { row.note(.empty("components")) }
        var seen: Set<UInt64> = []
        for component in components where !seen.insert(component.sku).inserted {
            row.note(.componentTwice(component.sku))
        }
    }

    func write(_ row: inout RowWriter) {
        row.put("sku", sku)
        row.put("components", list: components.map { "\($0.sku)=\($0.quantity)" })
    }
}
