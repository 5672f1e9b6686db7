import RetailDocuments

extension TaxCode: FileKind {
    static let file = FileFormat("tax-codes.csv", "tax code", required: ["code", "percent"], optional: ["description"])
    static var rows: WritableKeyPath<MasterDataSet, KindRows<Self>> { \.taxCodes }

    init(_ row: inout RowReader) {
        code = row.code("code")
        description = row.text("description")
        tenThousandthsOfPercent = row.money("percent").tenThousandths
    }

    func write(_ row: inout RowWriter) {
        row.put("code", code)
        row.put("description", description)
        row.put("percent", Money(tenThousandths: tenThousandthsOfPercent))
    }
}

extension PriceList: FileKind {
    static let file = FileFormat(
        "price-lists.csv", "price list", required: ["code", "currency"], optional: ["description", "tax_included"])
    static var rows: WritableKeyPath<MasterDataSet, KindRows<Self>> { \.priceLists }

    init(_ row: inout RowReader) {
        code = row.code("code")
        description = row.text("description")
        currency = row.currency("currency", whenEmpty: .empty("currency"))
        includesTax = row.flag("tax_included", else: false)
    }

    func write(_ row: inout RowWriter) {
        row.put("code", code)
        row.put("description", description)
        row.put("currency", currency)
        row.put("tax_included", includesTax)
    }
}

extension Price: FileKind {
    static let file = FileFormat(
        "prices.csv", "price", required: ["price_list", "sku", "from", "price"], optional: ["to"])
    static var rows: WritableKeyPath<MasterDataSet, KindRows<Self>> { \.prices }

    init(_ row: inout RowReader) {
        priceList = row.code("price_list")
        sku = row.number("sku", from: 1)
        fromDay = row.day("from")
        toDay = row.optionalDay("to")
        price = row.money("price")
        if let toDay, toDay < fromDay { row.note(.endsBeforeItBegins) }
    }

    func write(_ row: inout RowWriter) {
        row.put("price_list", priceList)
        row.put("sku", sku)
        row.put("from", day: fromDay)
        row.put("to", day: toDay)
        row.put("price", price)
    }
}

extension Customer: FileKind {
    static let file = FileFormat(
        "customers.csv", "customer", required: ["code", "currency"], optional: ["group", "price_list", "tax_code"])
    static var rows: WritableKeyPath<MasterDataSet, KindRows<Self>> { \.customers }

    init(_ row: inout RowReader) {
        code = row.code("code")
        group = row.optionalCode("group")
        priceList = row.optionalCode("price_list")
        taxCode = row.optionalCode("tax_code")
        currency = row.currency("currency", whenEmpty: .empty("currency"))
    }

    func write(_ row: inout RowWriter) {
        row.put("code", code)
        row.put("group", group)
        row.put("price_list", priceList)
        row.put("tax_code", taxCode)
        row.put("currency", currency)
    }
}

extension OpeningStock: FileKind {
    static let file = FileFormat(
        "opening-stock.csv", "opening stock", required: ["sku", "location", "quantity", "unit_cost"])
    static var rows: WritableKeyPath<MasterDataSet, KindRows<Self>> { \.openingStock }

    init(_ row: inout RowReader) {
        sku = row.number("sku", from: 1)
        location = row.number("location", from: 1)
        quantity = row.number("quantity", from: 0)
        unitCost = row.money("unit_cost")
    }

    func write(_ row: inout RowWriter) {
        row.put("sku", sku)
        row.put("location", location)
        row.put("quantity", quantity)
        row.put("unit_cost", unitCost)
    }
}
