import RetailDocuments

extension Supplier: FileKind {
    static let file = FileFormat(
        "suppliers.csv", "supplier", required: ["code", "currency"],
        optional: ["description", "lead_time_days", "delivery_days", "closed_days", "order_value_min", "active"])
    static var rows: WritableKeyPath<MasterDataSet, KindRows<Self>> { \.suppliers }

    init(_ row: inout RowReader) {
        code = row.code("code")
        description = row.text("description")
        currency = row.currency("currency", whenEmpty: .supplierWithoutCurrency)
        leadTimeDays = row.number("lead_time_days", from: 0, else: 0)
        deliveryDays = row.numbers("delivery_days", from: 1, to: 7)
        closedDays = row.days("closed_days")
        orderValueMin = row.optionalMoney("order_value_min")
        isActive = row.flag("active", else: true)
    }

    func write(_ row: inout RowWriter) {
        row.put("code", code)
        row.put("description", description)
        row.put("currency", currency)
        row.put("lead_time_days", leadTimeDays)
        row.put("delivery_days", list: deliveryDays.map(String.init))
        row.put("closed_days", list: closedDays.map { CalendarDay($0).description })
        row.put("order_value_min", orderValueMin)
        row.put("active", isActive)
    }
}

extension SupplierPrice: FileKind {
    static let file = FileFormat(
        "supplier-prices.csv", "price", required: ["supplier", "sku", "from", "unit", "breaks"],
        optional: ["to", "pack", "quantity_min", "quantity_max", "lead_time_days"])
    static var rows: WritableKeyPath<MasterDataSet, KindRows<Self>> { \.supplierPrices }

    init(_ row: inout RowReader) {
        supplier = row.optionalCode("supplier") ?? ""
        if supplier.isEmpty { row.note(.priceWithoutSupplier) }
        sku = row.number("sku", from: 1)
        fromDay = row.day("from")
        toDay = row.optionalDay("to")
        unit = row.code("unit")
        pack = row.number("pack", from: 1, else: 1)
        quantityMin = row.number("quantity_min", from: 1, else: 1)
        quantityMax = row.optionalNumber("quantity_max", from: 1)
        leadTimeDays = row.optionalNumber("lead_time_days", from: 0)
        breaks = row.pairs("breaks", form: "1=4.50;100=4.20").map { pair in
            PriceBreak(
                from: row.part(pair.name, of: "breaks", from: 1), unitCost: row.part(pair.value, of: "breaks"))
        }
        if row.optional("breaks") == nil { row.note(.empty("breaks")) }
        for (earlier, later) in zip(breaks, breaks.dropFirst()) where later.from <= earlier.from {
            row.note(.breaksOutOfOrder(later.from))
        }
        if let toDay, toDay < fromDay { row.note(.endsBeforeItBegins) }
        if let quantityMax, quantityMax < quantityMin { row.note(.mostBelowLeast) }
    }

    func write(_ row: inout RowWriter) {
        row.put("supplier", supplier)
        row.put("sku", sku)
        row.put("from", day: fromDay)
        row.put("to", day: toDay)
        row.put("unit", unit)
        row.put("pack", pack)
        row.put("quantity_min", quantityMin)
        row.put("quantity_max", quantityMax)
        row.put("lead_time_days", leadTimeDays)
        row.put("breaks", list: breaks.map { "\($0.from)=\($0.unitCost)" })
    }
}
