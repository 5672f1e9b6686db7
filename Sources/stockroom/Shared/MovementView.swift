import RetailDocuments
import RetailReplay
import StockModel

/// A movement as it is shown and exported.
struct MovementView: Encodable {
    var sequence: UInt64
    var line: UInt16
    var sku: UInt64
    var from: UInt32
    var to: UInt32
    var quantity: Int64
    var reason: String
    var principal: UInt32
    var time: String
    var occurredAt: String
    var businessDate: String
    var document: String?
    var documentLine: UInt32
    var channel: UInt32?
    var fulfilmentMethod: UInt16
    var promotion: UInt32
    var category: UInt32
    var brand: UInt32
    /// In 1/10,000 of the currency unit; zero: not stated.
    var unitCost: Int64
    var reservation: String?
    /// `sequence.line` of the movement that this one takes back.
    var corrects: String?

    enum CodingKeys: String, CodingKey {
        case sequence, line, sku, from, to, quantity, reason, principal, time, document, channel, promotion, category
        case brand, reservation, corrects
        case occurredAt = "occurred_at"
        case businessDate = "business_date"
        case documentLine = "document_line"
        case fulfilmentMethod = "fulfilment_method"
        case unitCost = "unit_cost"
    }

    init(_ movement: Movement) {
        sequence = movement.id.sequence
        line = movement.id.line
        sku = movement.sku.rawValue
        from = movement.from.rawValue
        to = movement.to.rawValue
        quantity = movement.quantity
        reason = "\(movement.reason)"
        principal = movement.principal.rawValue
        time = movement.time.text
        occurredAt = movement.occurredAt.text
        businessDate = CalendarDay(movement.businessDate).description
        document = movement.document?.description
        documentLine = movement.attributes.documentLine
        channel = movement.channel?.rawValue
        fulfilmentMethod = movement.fulfilmentMethod
        promotion = movement.attributes.promotion
        category = movement.attributes.category
        brand = movement.attributes.brand
        unitCost = movement.attributes.unitCost
        reservation = movement.reservation?.text
        corrects = movement.corrects.map { "\($0.sequence).\($0.line)" }
    }

    static let columns = [
        "sequence", "line", "sku", "from", "to", "quantity", "reason", "principal", "time", "occurred_at",
        "business_date", "document", "document_line", "channel", "fulfilment_method", "promotion", "category", "brand",
        "unit_cost", "reservation", "corrects",
    ]

    /// In the order of `columns`.
    var fields: [String] {
        [
            "\(sequence)", "\(line)", "\(sku)", "\(from)", "\(to)", "\(quantity)", reason, "\(principal)", time,
            occurredAt, businessDate, document ?? "", "\(documentLine)", channel.map { "\($0)" } ?? "",
            "\(fulfilmentMethod)", "\(promotion)", "\(category)", "\(brand)", "\(unitCost)", reservation ?? "",
            corrects ?? "",
        ]
    }

    /// The main columns, for a screen.
    static func text(of views: [MovementView]) -> String {
        var table = TextTable()
        table.add("occurred at", "SKU", "units", "from", "to", "reason", "sequence")
        for view in views {
            table.add(
                String(view.occurredAt.prefix(16)), "\(view.sku)", NumberText.grouped(view.quantity), "\(view.from)",
                "\(view.to)", view.reason, "\(view.sequence).\(view.line)")
        }
        return table.text()
    }
}
