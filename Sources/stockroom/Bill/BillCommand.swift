public import ArgumentParser
import RetailDocuments
public import RetailPurchasing
import StockModel

/// What suppliers ask to be paid.
struct BillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bill", abstract: "Suppliers' bills beside what was ordered and received.",
        discussion: """
            A bill that differs by no more than the policy bill-tolerance allows is matched. \
            Any other is a task of those who may accept it: the buyers of the orders that \
            differ, or whom the policy names, but who has entered it. They accept it or \
            dispute it, and say why. Units that were rejected or have gone back are none \
            that a supplier may bill.

            Examples:
              stockroom bill enter ACME R-1001 --line 42/1:80@2.50 --day 2026-03-12
              stockroom bill list --state waiting
              stockroom bill accept ACME R-1001 --reason "price agreed by phone"
            """,
        subcommands: [
            BillEnterCommand.self, BillListCommand.self, BillShowCommand.self, BillMatchCommand.self,
            BillAcceptCommand.self, BillDisputeCommand.self,
        ])
}

/// A line of a bill: `42/1:80@2.50`, which is order, line, base units, cost of each.
struct BilledLine: ExpressibleByArgument {
    var line: SupplierBill.Line

    init?(argument: String) {
        guard let colon = argument.firstIndex(of: ":"), let at = argument.lastIndex(of: "@"), colon < at,
            let quantity = Int64(argument[argument.index(after: colon)..<at]),
            let cost = Money(argument[argument.index(after: at)...])
        else { return nil }
        let place = argument[..<colon].split(separator: "/", omittingEmptySubsequences: false)
        guard place.count == 2, let order = UInt64(place[0]), let line = UInt32(place[1]) else { return nil }
        self.line = .init(order, line, quantity: quantity, unitCost: cost)
    }
}

/// On command lines as it is stored.
extension SupplierBill.State: ExpressibleByArgument {}

/// Which bill.
struct BillChoice: ParsableArguments {
    @Argument(help: "The supplier's code.") var supplier: String
    @Argument(help: "The supplier's number of the bill.") var number: String
}

/// A bill as it is shown.
struct BillView: TextView {
    struct Line: Encodable {
        var order: UInt64
        var line: UInt32
        var sku: UInt64
        var ordered: Int64
        var arrived: Int64
        var rejectedOrReturned: Int64?
        var billedBefore: Int64
        var quantity: Int64
        var agreedCost: String
        var unitCost: String
        var differences: [String]

        enum CodingKeys: String, CodingKey {
            case order, line, sku, ordered, arrived, quantity, differences
            case rejectedOrReturned = "rejected_or_returned"
            case billedBefore = "billed_before"
            case agreedCost = "agreed_cost"
            case unitCost = "unit_cost"
        }
    }

    var supplier: String
    var number: String
    var day: String
    var state: String
    var value: String?
    var buyer: UInt32
    var acceptors: [UInt32]?
    var enteredBy: UInt32?
    var reason: String?
    var decidedBy: UInt32?
    var lines: [Line]

    enum CodingKeys: String, CodingKey {
        case supplier, number, day, state, value, buyer, acceptors, reason, lines
        case enteredBy = "entered_by"
        case decidedBy = "decided_by"
    }

    init(_ bill: SupplierBill) {
        supplier = bill.supplier
        number = bill.number
        day = bill.day.description
        state = bill.state.rawValue
        value = bill.value?.description
        buyer = bill.buyer
        acceptors = bill.acceptors
        enteredBy = bill.enteredBy
        reason = bill.reason
        decidedBy = bill.decidedBy
        lines = bill.matches.map { match in
            Line(
                order: match.orderLine.order, line: match.orderLine.line, sku: match.sku, ordered: match.ordered,
                arrived: match.arrived, rejectedOrReturned: match.rejectedOrReturned, billedBefore: match.billedBefore,
                quantity: match.quantity,
                agreedCost: match.agreedCost.description, unitCost: match.unitCost.description,
                differences: match.differences.map(\.rawValue))
        }
    }

    var text: String {
        var table = TextTable()
        table.add(
            "order/line", "ordered", "arrived", "rejected/returned", "billed", "now", "agreed", "asked", "differs in")
        for line in lines {
            let quantities = [
                line.ordered, line.arrived, line.rejectedOrReturned ?? 0, line.billedBefore, line.quantity,
            ]
            table.add(
                ["\(line.order)/\(line.line)"] + quantities.map { NumberText.grouped($0) }
                    + [line.agreedCost, line.unitCost, line.differences.joined(separator: ", ")])
        }
        let decision = reason.map { "\n  by principal \(decidedBy ?? 0): \($0)" } ?? ""
        return """
            bill \(number) of supplier \(supplier), of \(day), \(value ?? "?"): \(state)\(decision)

            \(table.text())
            """
    }
}

struct BillEnterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enter", abstract: "Enter a supplier's bill, and match it.",
        discussion: """
            A line is ORDER/LINE:QUANTITY@COST, in base units and of a base unit. The same \
            bill again changes nothing; a supplier uses each number once.

            Example:
              stockroom bill enter ACME R-1001 --line 42/1:80@2.50 --day 2026-03-12
            """)

    @OptionGroup var bill: BillChoice
    @Option(name: .customLong("line"), help: "What is billed; up to 100.") var lines: [BilledLine]
    @Option(help: "The day of the bill (default: today, UTC).") var day: CalendarDay?
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let (day, lines) = (day ?? .today, lines.map(\.line))
        try await work.changeBill(bill, json) { place, bill in
            try await place.enterBill(of: bill.supplier, number: bill.number, day: day, lines: lines)
        }
    }
}

struct BillMatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "match", abstract: "Match a bill once more: goods may have come meanwhile.",
        discussion: "Example: stockroom bill match ACME R-1001")

    @OptionGroup var bill: BillChoice
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        try await work.changeBill(bill, json) { place, bill in
            try await place.matchBill(of: bill.supplier, number: bill.number)
        }
    }
}

struct BillAcceptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept", abstract: "Accept a bill with its differences.",
        discussion: """
            For the buyer of the order, or for those whom the policy bill-tolerance names, \
            but never for who has entered the bill.

            Example:
              stockroom bill accept ACME R-1001 --reason "price agreed by phone"
            """)

    @OptionGroup var bill: BillChoice
    @Option(help: ArgumentHelp("Why; asked for where a person can be asked.", valueName: "text")) var reason: String?
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let reason = reason ?? Terminal.ask("why is the bill accepted?") ?? ""
        try await work.changeBill(bill, json) { place, bill in
            try await place.acceptBill(of: bill.supplier, number: bill.number, reason: reason)
        }
    }
}

struct BillDisputeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dispute", abstract: "Do not accept a bill: the supplier has to answer.",
        discussion: """
            Example:
              stockroom bill dispute ACME R-1001 --reason "80 came, not 100"
            """)

    @OptionGroup var bill: BillChoice
    @Option(help: ArgumentHelp("Why; asked for where a person can be asked.", valueName: "text")) var reason: String?
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let reason = reason ?? Terminal.ask("why is the bill disputed?") ?? ""
        try await work.changeBill(bill, json) { place, bill in
            try await place.disputeBill(of: bill.supplier, number: bill.number, reason: reason)
        }
    }
}

struct BillShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Order, receipts and bill side by side.",
        discussion: "Example: stockroom bill show ACME R-1001")

    @OptionGroup var bill: BillChoice
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let bill = bill
        try await work.show(json) { place in BillView(try await place.bill(of: bill.supplier, number: bill.number)) }
    }
}

struct BillListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Bills, by state.",
        discussion: """
            Examples:
              stockroom bill list
              stockroom bill list --state waiting --json
            """)

    @Option(help: "waiting, matched, accepted or disputed (default: all).") var state: SupplierBill.State?
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let states = state.map { Set([$0]) } ?? Set(SupplierBill.State.allCases)
        let views = try await work.use(json) { place in try await place.bills(in: states) }.map(BillView.init)
        try json.put(views) {
            guard !views.isEmpty else { return "no such bills" }
            var table = TextTable()
            table.add("supplier", "number", "day", "state", "lines", "value")
            for view in views {
                table.add(view.supplier, view.number, view.day, view.state, "\(view.lines.count)", view.value ?? "?")
            }
            return table.text()
        }
    }
}

extension WorkplaceOptions {
    /// Does a step about a bill, and shows the bill as it is then.
    fileprivate func changeBill(
        _ bill: BillChoice, _ json: JSONOutput, _ change: (Workplace, BillChoice) async throws -> SupplierBill
    ) async throws {
        try await step(json) { place in BillView(try await change(place, bill)) }
    }
}
