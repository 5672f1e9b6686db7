import RetailDocuments
import RetailPurchasing
import StockModel

/// An order as it is shown.
struct PurchaseOrderView: TextView {
    struct Line: Encodable {
        var line: UInt32
        var externalKey: String?
        var sku: UInt64
        var ordered: Int64
        var received: Int64
        var open: Int64
        var cancelled: Int64
        var over: Int64
        var rejected: Int64
        var billed: Int64
        var unitCost: String
        var requestedDay: String
        var dueDay: String

        enum CodingKeys: String, CodingKey {
            case line, sku, ordered, received, open, cancelled, over, rejected, billed
            case externalKey = "external_key"
            case unitCost = "unit_cost"
            case requestedDay = "requested_day"
            case dueDay = "due_day"
        }

        init(_ content: PurchaseOrderLine) {
            line = content.line
            externalKey = content.externalKey
            sku = content.sku
            ordered = content.ordered
            received = content.received
            open = content.open
            cancelled = content.cancelled
            over = content.over
            rejected = content.rejected
            billed = content.billed
            unitCost = content.unitCost.description
            requestedDay = content.requestedDay.description
            dueDay = content.dueDay.description
        }
    }

    var number: UInt64
    var status: String
    var supplier: String
    var currency: String
    var site: UInt32
    var buyer: UInt32
    var authors: [UInt32]
    var value: String?
    var approvedValue: String?
    var unlistedValue: String?
    var orderedDay: String
    var sentDay: String?
    var attributes: [String: String]
    var lines: [Line]
    var amendments: [AmendmentView]

    enum CodingKeys: String, CodingKey {
        case number, status, supplier, currency, site, buyer, authors, value, attributes, lines, amendments
        case approvedValue = "approved_value"
        case unlistedValue = "unlisted_value"
        case orderedDay = "ordered_day"
        case sentDay = "sent_day"
    }

    init(_ file: PurchaseOrderFile) {
        let order = file.order.content
        number = order.number
        status = file.status.rawValue
        supplier = order.supplier
        currency = order.currency
        site = order.site
        buyer = order.buyer
        authors = order.authors.map(\.rawValue)
        value = file.value?.description
        approvedValue = order.approvedValue?.description
        unlistedValue = order.unlistedValue?.description
        orderedDay = order.orderedDay.description
        sentDay = order.sentDay?.description
        attributes = order.attributes
        lines = file.lines.map(Line.init)
        amendments = file.amendments.map(AmendmentView.init)
    }

    var text: String {
        var table = TextTable()
        let isAnyOver = lines.contains { $0.over > 0 }
        let over = isAnyOver ? ["over"] : []
        table.add(["line", "SKU", "ordered", "received", "open", "cancelled"] + over + ["cost", "due"])
        for line in lines {
            let quantities = [line.ordered, line.received, line.open, line.cancelled] + (isAnyOver ? [line.over] : [])
            table.add(
                ["\(line.line)", "\(line.sku)"] + quantities.map { NumberText.grouped($0) }
                    + [line.unitCost, line.dueDay])
        }
        var notes: [String] = []
        for line in lines where line.over > 0 || line.rejected > 0 {
            notes.append("  line \(line.line): \(line.over) beyond what was ordered, \(line.rejected) rejected")
        }
        if let unlistedValue { notes.append("  accepted that no line asks for: \(unlistedValue)") }
        let sent = sentDay.map { ", sent \($0)" } ?? ""
        let head = """
            purchase order \(number): \(status)
              supplier \(supplier), to site \(site), by principal \(buyer), \(value ?? "?") \(currency)
              ordered \(orderedDay)\(sent)

            """
        return ([head, table.text()] + notes + amendments.map(\.text)).joined(separator: "\n")
    }
}

/// An amendment as it is shown.
struct AmendmentView: Encodable {
    struct Change: Encodable {
        var line: UInt32
        var sku: UInt64?
        var orderedBefore: Int64?
        var ordered: Int64?
        var unitCostBefore: String?
        var unitCost: String?
        var dueDayBefore: String?
        var dueDay: String?

        enum CodingKeys: String, CodingKey {
            case line, sku, ordered
            case orderedBefore = "ordered_before"
            case unitCostBefore = "unit_cost_before"
            case unitCost = "unit_cost"
            case dueDayBefore = "due_day_before"
            case dueDay = "due_day"
        }

        var text: String {
            var parts: [String] = []
            if let sku { parts.append("SKU \(sku)") }
            if let ordered { parts.append("\(orderedBefore.map { "\($0) → " } ?? "")\(ordered)") }
            if let unitCost { parts.append("at \(unitCostBefore.map { "\($0) → " } ?? "")\(unitCost)") }
            if let dueDay { parts.append("due \(dueDayBefore.map { "\($0) → " } ?? "")\(dueDay)") }
            return "    line \(line): \(parts.joined(separator: ", "))"
        }
    }

    var number: UInt64
    var state: String
    var reason: String
    var maker: UInt32
    var made: String
    var changes: [Change]

    init(_ amendment: PurchaseOrderAmendment) {
        number = amendment.number
        state = amendment.state.rawValue
        reason = amendment.reason
        maker = amendment.maker
        made = Instant(millisecondsSinceEpoch: amendment.madeMilliseconds).text
        changes = amendment.changes.map { change in
            Change(
                line: change.line, sku: change.sku, orderedBefore: change.orderedBefore, ordered: change.ordered,
                unitCostBefore: change.unitCostBefore?.description, unitCost: change.unitCost?.description,
                dueDayBefore: change.dueDayBefore?.description, dueDay: change.dueDay?.description)
        }
    }

    var text: String {
        (["  amendment \(number), \(state), by principal \(maker) on \(made.prefix(10)): \(reason)"]
            + changes.map(\.text)).joined(separator: "\n")
    }
}
