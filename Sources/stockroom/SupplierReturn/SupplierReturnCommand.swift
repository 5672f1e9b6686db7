public import ArgumentParser
import RetailDocuments
public import RetailPurchasing
import StockModel

/// What goes back to suppliers.
struct SupplierReturnCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "supplier-return", abstract: "Goods that go back to a supplier, and what he owes.",
        discussion: """
            open → sent → credited, or cancelled while the goods are still here. The goods \
            leave the stock when the return is sent.

            Examples:
              stockroom supplier-return create --supplier ACME --from 12 --line 4711:5@2.50
              stockroom supplier-return send 1 --to 90
              stockroom supplier-return credit 1 --note C-77 --amount 12.50
              stockroom supplier-return list --state sent
            """,
        subcommands: [
            ReturnCreateCommand.self, ReturnListCommand.self, ReturnShowCommand.self, ReturnSendCommand.self,
            ReturnCreditCommand.self, ReturnWriteOffCommand.self, ReturnCancelCommand.self,
        ])
}

/// What goes back: `4711:5@2.50`, or `4711:5#42/1` at the cost of line 1 of order 42.
struct ReturnedLine: ExpressibleByArgument {
    var sku: SKU
    var quantity: Int64
    var cost: Money?
    var orderLine: PurchaseOrderLineNumber?

    init?(argument: String) {
        var rest = argument[...]
        if let mark = rest.lastIndex(of: "#") {
            let place = rest[rest.index(after: mark)...].split(separator: "/", omittingEmptySubsequences: false)
            guard place.count == 2, let order = UInt64(place[0]), let line = UInt32(place[1]) else { return nil }
            orderLine = PurchaseOrderLineNumber(order, line)
            rest = rest[..<mark]
        }
        if let at = rest.lastIndex(of: "@") {
            guard let amount = Money(rest[rest.index(after: at)...]) else { return nil }
            cost = amount
            rest = rest[..<at]
        }
        let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let sku = UInt64(parts[0]), let quantity = Int64(parts[1]) else { return nil }
        self.sku = SKU(rawValue: sku)
        self.quantity = quantity
    }
}

/// On command lines as it is stored.
extension SupplierReturn.State: ExpressibleByArgument {}

/// A return as it is shown.
struct SupplierReturnView: TextView {
    struct Line: Encodable {
        var sku: UInt64
        var quantity: Int64
        var from: UInt32
        var unitCost: String
        var order: UInt64?
        var orderLine: UInt32?
        var reason: String

        enum CodingKeys: String, CodingKey {
            case sku, quantity, from, order, reason
            case unitCost = "unit_cost"
            case orderLine = "order_line"
        }
    }

    struct Note: Encodable {
        var number: String
        var amount: String
        var day: String
    }

    var number: UInt64
    var supplier: String
    var currency: String
    var state: String
    var value: String
    var credited: String
    var writtenOff: String
    var owed: String
    var sentDay: String?
    var lines: [Line]
    var creditNotes: [Note]
    var writtenOffReason: String?

    enum CodingKeys: String, CodingKey {
        case number, supplier, currency, state, value, credited, owed, lines
        case writtenOff = "written_off"
        case sentDay = "sent_day"
        case creditNotes = "credit_notes"
        case writtenOffReason = "written_off_reason"
    }

    init(_ content: SupplierReturn) {
        number = content.number
        supplier = content.supplier
        currency = content.currency
        state = content.state.rawValue
        value = content.value.description
        credited = content.credited.description
        writtenOff = content.writtenOff.description
        owed = content.owed.description
        sentDay = content.sentDay?.description
        lines = content.lines.map { line in
            Line(
                sku: line.sku, quantity: line.quantity, from: line.from, unitCost: line.unitCost.description,
                order: line.order, orderLine: line.orderLine, reason: line.reason)
        }
        creditNotes = content.creditNotes.map { note in
            Note(number: note.number, amount: note.amount.description, day: note.day.description)
        }
        writtenOffReason = content.writtenOffReason
    }

    var text: String {
        var table = TextTable()
        table.add("SKU", "units", "from", "cost", "order/line")
        for line in lines {
            let order = line.order.map { "\($0)/\(line.orderLine ?? 0)" } ?? ""
            table.add("\(line.sku)", NumberText.grouped(line.quantity), "\(line.from)", line.unitCost, order)
        }
        let notes = creditNotes.map { "  credit note \($0.number) of \($0.day): \($0.amount)" }
        let writeOff = writtenOffReason.map { ["  written off \(writtenOff): \($0)"] } ?? []
        let head = """
            return \(number) to supplier \(supplier): \(state)
              worth \(value) \(currency), credited \(credited), owed \(owed)

            """
        return ([head, table.text()] + notes + writeOff).joined(separator: "\n")
    }
}

struct ReturnCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Write down what is to go back; it stays here until it is sent.",
        discussion: """
            A line is SKU:QUANTITY@COST, or SKU:QUANTITY#ORDER/LINE at the cost of a line of \
            an order.

            Example:
              stockroom supplier-return create --supplier ACME --from 12 \\
                --line 4711:5#42/1 --reason broken
            """)

    @Option(help: "The supplier's code.") var supplier: String
    @Option(help: "The location that the goods leave.", transform: Identifier.location) var from: LocationID
    @Option(name: .customLong("line"), help: "What goes back.") var lines: [ReturnedLine]
    @Option(help: ArgumentHelp("Why.", valueName: "text")) var reason = ""
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let command = self
        let draft = SupplierReturnDraft(
            supplier: supplier,
            lines: lines.map { line in
                .init(
                    line.sku, quantity: line.quantity, from: command.from, unitCost: line.cost,
                    orderLine: line.orderLine, reason: command.reason)
            })
        try await work.changeReturn(json) { place in try await place.createSupplierReturn(draft) }
    }
}

struct ReturnSendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send", abstract: "Send the goods: they leave the stock.",
        discussion: "Example: stockroom supplier-return send 1 --to 90")

    @Argument(help: "The return's number.") var number: UInt64
    @Option(help: "The supplier's location.", transform: Identifier.location) var to: LocationID
    @Option(name: .customLong("on"), help: "The day (default: today, UTC).") var day: CalendarDay?
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let (number, to, day) = (number, to, day ?? .today)
        try await work.changeReturn(json) { place in
            try await place.sendSupplierReturn(number, to: to, on: day)
            return number
        }
    }
}

struct ReturnCreditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "credit", abstract: "Count a credit note of the supplier.",
        discussion: """
            Example:
              stockroom supplier-return credit 1 --note C-77 --amount 12.50
            """)

    @Argument(help: "The return's number.") var number: UInt64
    @Option(help: "The supplier's number of the credit note.") var note: String
    @Option(help: "What is credited.") var amount: Money
    @Option(name: .customLong("on"), help: "The day of the note (default: today, UTC).") var day: CalendarDay?
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let (number, event) = (number, SupplierReturn.Event.credit(number: note, amount: amount, on: day ?? .today))
        try await work.changeReturn(json) { place in
            try await place.settleSupplierReturn(number, event)
            return number
        }
    }
}

struct ReturnWriteOffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "write-off", abstract: "Ask no more for what is owed.",
        discussion: """
            Example:
              stockroom supplier-return write-off 1 --reason "not worth a letter"
            """)

    @Argument(help: "The return's number.") var number: UInt64
    @Option(help: ArgumentHelp("Why; asked for where a person can be asked.", valueName: "text")) var reason: String?
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let reason = reason ?? Terminal.ask("why is it written off?") ?? ""
        let number = number
        try await work.changeReturn(json) { place in
            try await place.settleSupplierReturn(number, .writeOff(reason: reason))
            return number
        }
    }
}

struct ReturnCancelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Give a return up: the goods stay.",
        discussion: "Example: stockroom supplier-return cancel 1")

    @Argument(help: "The return's number.") var number: UInt64
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let number = number
        try await work.changeReturn(json) { place in
            try await place.settleSupplierReturn(number, .cancel)
            return number
        }
    }
}

struct ReturnShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "A return with its lines and credit notes.",
        discussion: "Example: stockroom supplier-return show 1")

    @Argument(help: "The return's number.") var number: UInt64
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let number = number
        try await work.show(json) { place in SupplierReturnView(try await place.supplierReturn(number)) }
    }
}

struct ReturnListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Returns to suppliers, by state.",
        discussion: """
            Examples:
              stockroom supplier-return list
              stockroom supplier-return list --state sent --json
            """)

    @Option(help: "open, sent, credited or cancelled (default: all).") var state: SupplierReturn.State?
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let states = state.map { Set([$0]) } ?? Set(SupplierReturn.State.allCases)
        let views = try await work.use(json) { place in try await place.supplierReturns(in: states) }
            .map(SupplierReturnView.init)
        try json.put(views) {
            guard !views.isEmpty else { return "no such returns" }
            var table = TextTable()
            table.add("return", "supplier", "state", "worth", "owed", "")
            for view in views {
                table.add("\(view.number)", view.supplier, view.state, view.value, view.owed, view.currency)
            }
            return table.text()
        }
    }
}

extension WorkplaceOptions {
    /// Does a step about a return, and shows the return as it is then.
    fileprivate func changeReturn(_ json: JSONOutput, _ change: (Workplace) async throws -> UInt64) async throws {
        try await step(json) { place in SupplierReturnView(try await place.supplierReturn(try await change(place))) }
    }
}
