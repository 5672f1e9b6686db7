import RetailDocuments
import RetailReceiving
import StockModel

/// A line of a receipt as it is shown.
struct ReceiptLineView: Encodable {
    struct Allocation: Encodable {
        var orderLine: UInt32
        var units: Int64

        enum CodingKeys: String, CodingKey {
            case units
            case orderLine = "order_line"
        }
    }

    struct SurplusView: Encodable {
        var cause: String
        var units: Int64
        var accepted: Int64
        var refused: Int64
        var open: Int64
    }

    var line: UInt32
    var sku: UInt64
    var good: Int64
    var damaged: Int64
    var receiving: Int64
    var inspection: Int64
    var inspectionReference: String?
    var plan: String?
    var unitCost: String
    var allocations: [Allocation]
    var surplus: SurplusView?

    enum CodingKeys: String, CodingKey {
        case line, sku, good, damaged, receiving, inspection, plan, allocations, surplus
        case inspectionReference = "inspection_reference"
        case unitCost = "unit_cost"
    }

    init(_ content: ReceiptLine) {
        line = content.line
        sku = content.arrival.sku
        good = content.arrival.good
        damaged = content.arrival.damaged
        receiving = content.toReceiving
        inspection = content.toInspection
        inspectionReference = content.toInspection > 0 ? content.inspectionReference : nil
        plan = content.plan
        unitCost = content.unitCost.description
        allocations = content.allocations.map { Allocation(orderLine: $0.orderLine, units: $0.units) }
        surplus = content.surplus.map {
            SurplusView(
                cause: $0.cause == .over ? "over" : "not-ordered", units: $0.units, accepted: $0.accepted,
                refused: $0.refused, open: $0.open)
        }
    }

    /// What a clerk has to know besides the numbers.
    var notes: [String] {
        var notes: [String] = []
        if let inspectionReference {
            notes.append(
                "  line \(line): \(NumberText.grouped(inspection)) wait for inspection \(inspectionReference), plan \(plan ?? "")"
            )
        }
        if let surplus {
            let what = surplus.cause == "over" ? "more than was ordered" : "not on the order"
            notes.append(
                "  line \(line): \(NumberText.grouped(surplus.units)) \(what); \(NumberText.grouped(surplus.accepted)) accepted, "
                    + "\(NumberText.grouped(surplus.refused)) refused, \(NumberText.grouped(surplus.open)) wait for the buyer"
            )
        }
        return notes
    }
}

/// A receipt as it is shown.
struct ReceiptView: TextView {
    struct AttachmentView: Encodable {
        var name: String
        var bytes: Int64
        var sha256: String
    }

    var reference: String
    var state: String
    var order: UInt64?
    var supplier: String?
    var site: UInt32
    var isBlind: Bool
    var day: String
    var lines: [ReceiptLineView]
    var attachments: [AttachmentView]

    enum CodingKeys: String, CodingKey {
        case reference, state, order, supplier, site, day, lines, attachments
        case isBlind = "is_blind"
    }

    init(_ file: ReceiptFile) {
        let receipt = file.receipt.content
        reference = receipt.reference
        state = receipt.state.rawValue
        order = receipt.order
        supplier = receipt.supplier
        site = receipt.site
        isBlind = receipt.isBlind
        day = receipt.day.description
        lines = file.lines.map { ReceiptLineView($0.content) }
        attachments = file.attachments.map { AttachmentView(name: $0.name, bytes: $0.byteCount, sha256: $0.hash) }
    }

    var text: String {
        let onOrder = order.map { "on order \($0)" } ?? "on no order"
        var text = [
            "receipt \(reference): \(state)",
            "  of \(day), \(onOrder), supplier \(supplier ?? "not known"), at site \(site)\(isBlind ? ", blind" : "")",
        ]
        if !lines.isEmpty {
            var table = TextTable()
            table.add("line", "SKU", "good", "damaged", "receiving", "inspection", "surplus", "cost")
            for line in lines {
                let units = [line.good, line.damaged, line.receiving, line.inspection, line.surplus?.units ?? 0]
                table.add(["\(line.line)", "\(line.sku)"] + units.map { NumberText.grouped($0) } + [line.unitCost])
            }
            text.append(table.text())
        }
        text += lines.flatMap(\.notes)
        text += attachments.map {
            "  attached: \($0.name), \(NumberText.grouped($0.bytes)) bytes, \($0.sha256.prefix(16))…"
        }
        return text.joined(separator: "\n")
    }
}
