import ArgumentParser
import RetailDocuments
import RetailReceiving
import StockModel

struct ReceiptShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "A receipt with its lines and files.",
        discussion: "Example: stockroom receipt show RC-7")

    @Argument(help: "What the receipt is called.") var reference: String
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let reference = reference
        try await work.show(json) { place in ReceiptView(try await place.receipt(reference)) }
    }
}

struct ReceiptListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Receipts that are open, or those of an order.",
        discussion: """
            Examples:
              stockroom receipt list
              stockroom receipt list --order 1
            """)

    @Option(help: "Those of this order, finished ones too.") var order: UInt64?
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    private struct Row: Encodable {
        var reference: String
        var state: String
        var order: UInt64?
        var supplier: String?
        var site: UInt32
        var day: String
    }

    mutating func run() async throws {
        let order = order
        let rows = try await work.use(json) { place in try await place.receipts(of: order) }.map { stored in
            let receipt = stored.content
            return Row(
                reference: receipt.reference, state: receipt.state.rawValue, order: receipt.order,
                supplier: receipt.supplier, site: receipt.site, day: receipt.day.description)
        }
        try json.put(rows) {
            guard !rows.isEmpty else { return "no such receipts" }
            var table = TextTable()
            table.add("receipt", "state", "order", "supplier", "site", "day")
            for row in rows {
                table.add(
                    row.reference, row.state, row.order.map { "\($0)" } ?? "–", row.supplier ?? "–", "\(row.site)",
                    row.day)
            }
            return table.text()
        }
    }
}

struct ReceiptNotInvoicedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "not-invoiced", abstract: "Goods received and not billed, or billed and not received.",
        discussion: """
            Valued at what was said at the receipts. What was rejected or has gone back is \
            not expected to be billed. Below zero: billed for more than has come, at the \
            cost that was agreed. Goods that are on no order come last: no bill can be \
            matched with them.

            Example: stockroom receipt not-invoiced --supplier ACME
            """)

    @Option(help: "Only those of this supplier.") var supplier: String?
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    private struct Row: Encodable {
        var supplier: String?
        var order: UInt64?
        var receipt: String?
        var line: UInt32
        var sku: UInt64
        var received: Int64
        var rejectedOrReturned: Int64
        var billed: Int64
        var notInvoiced: Int64
        var value: String

        enum CodingKeys: String, CodingKey {
            case supplier, order, receipt, line, sku, received, billed, value
            case rejectedOrReturned = "rejected_or_returned"
            case notInvoiced = "not_invoiced"
        }
    }

    private struct View: Encodable {
        var rows: [Row]
        /// Of all rows; nil: more than can be counted.
        var value: String?
    }

    mutating func run() async throws {
        let supplier = supplier
        let found = try await work.use(json) { place in try await place.goodsNotInvoiced(of: supplier) }
        let sum = found.reduce(Money?.some(.zero)) { sum, row in sum?.adding(row.value) }
        let view = View(
            rows: found.map { row in
                Row(
                    supplier: row.supplier, order: row.order, receipt: row.receipt, line: row.line,
                    sku: row.sku.rawValue, received: row.received, rejectedOrReturned: row.rejectedOrReturned,
                    billed: row.billed, notInvoiced: row.units, value: row.value.description)
            }, value: sum?.description)
        try json.put(view) {
            guard !view.rows.isEmpty else { return "all that was received has been invoiced" }
            var table = TextTable()
            table.add(
                "supplier", "on", "line", "SKU", "received", "rejected/returned", "invoiced", "not invoiced", "value")
            for row in view.rows {
                table.add(
                    row.supplier ?? "–", row.order.map { "order \($0)" } ?? "receipt \(row.receipt ?? "")",
                    "\(row.line)", "\(row.sku)", NumberText.grouped(row.received),
                    NumberText.grouped(row.rejectedOrReturned), NumberText.grouped(row.billed),
                    NumberText.grouped(row.notInvoiced), row.value)
            }
            table.add("in all", "", "", "", "", "", "", "", view.value ?? "?")
            return table.text()
        }
    }
}
