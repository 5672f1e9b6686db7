import ArgumentParser
import RetailDocuments
import RetailMasterData

/// Suppliers as master data knows them.
struct SupplierCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "supplier", abstract: "Suppliers: their terms, calendars and prices.",
        discussion: """
            Examples:
              stockroom supplier list --data shop
              stockroom supplier show MILL --data shop
            """, subcommands: [SupplierList.self, SupplierShow.self])
}

/// The suppliers in force.
struct SupplierList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The suppliers, by code.",
        discussion: "Example: stockroom supplier list --data shop")

    @OptionGroup var workplace: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let suppliers = try await workplace.use(json) { try await $0.all(Supplier.self) }
        try json.put(suppliers.map { SupplierView($0) }) {
            guard !suppliers.isEmpty else { return "there are no suppliers: stockroom import" }
            var table = TextTable()
            table.add("code", "currency", "days", "description", "")
            for supplier in suppliers {
                table.add(
                    supplier.code, supplier.currency, "\(supplier.leadTimeDays)", supplier.description,
                    supplier.isActive ? "" : "inactive")
            }
            return table.text()
        }
    }
}

/// One supplier.
struct SupplierShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "A supplier, with terms, calendar and prices.",
        discussion: "Example: stockroom supplier show MILL --data shop")

    @Argument(help: ArgumentHelp("The supplier.", valueName: "code")) var code: String
    @OptionGroup var workplace: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let code = code
        try await workplace.show(json) { place in
            SupplierView(try await place.supplier(code), prices: try await place.prices(ofSupplier: code))
        }
    }
}

/// A supplier, for a person and for a script.
struct SupplierView: TextView {
    var code: String
    var description: String
    var currency: String
    var leadTimeDays: Int32
    var deliveryDays: [UInt8]
    var closedDays: [String]
    var orderValueMin: String?
    var active: Bool
    var prices: [SupplierPriceView]?

    enum CodingKeys: String, CodingKey {
        case code, description, currency, active, prices
        case leadTimeDays = "lead_time_days"
        case deliveryDays = "delivery_days"
        case closedDays = "closed_days"
        case orderValueMin = "order_value_min"
    }

    init(_ supplier: Supplier, prices: [SupplierPrice]? = nil) {
        code = supplier.code
        description = supplier.description
        currency = supplier.currency
        leadTimeDays = supplier.leadTimeDays
        deliveryDays = supplier.deliveryDays
        closedDays = supplier.closedDays.map { CalendarDay($0).description }
        orderValueMin = supplier.orderValueMin?.description
        active = supplier.isActive
        self.prices = prices?.map(SupplierPriceView.init)
    }

    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

    var text: String {
        let days = deliveryDays.compactMap { (1...7).contains($0) ? Self.weekdays[Int($0) - 1] : nil }
        var lines = [
            "supplier \(code)" + (description.isEmpty ? "" : ": \(description)") + (active ? "" : " (inactive)"),
            "  paid in \(currency)", "  delivers \(NumberText.counted(leadTimeDays, "day", "days")) after the order",
            "  delivers on \(days.isEmpty ? "any day" : days.joined(separator: ", "))",
        ]
        if !closedDays.isEmpty { lines.append("  closed on \(closedDays.joined(separator: ", "))") }
        if let orderValueMin { lines.append("  orders of \(orderValueMin) and more") }
        guard let prices, !prices.isEmpty else { return (lines + ["no prices"]).joined(separator: "\n") }
        var table = TextTable()
        table.add(["SKU"] + SupplierPriceView.headings)
        for price in prices { table.add(["\(price.sku)"] + price.cells) }
        return (lines + ["prices", table.text()]).joined(separator: "\n")
    }
}
