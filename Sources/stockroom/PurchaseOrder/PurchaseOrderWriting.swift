import ArgumentParser
import RetailDocuments
import RetailPurchasing
import StockModel

struct PurchaseOrderCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Write an order as a draft.",
        discussion: """
            A line is SKU:QUANTITY in base units, SKU:QUANTITYxUNIT in another unit of the \
            SKU, and SKU:QUANTITY@COST where the cost of a base unit is not that of the \
            supplier's price, whose pack, minimum and maximum do not bind then.

            Examples:
              stockroom po create --supplier ACME --site 1 --line 4711:100
              stockroom po create --supplier ACME --site 1 --line 4711:9xCARTON
              stockroom po create --supplier ACME --site 1 --line 4711:100@2.50 \\
                --due 2026-03-09
            """)

    @Option(help: "The supplier's code.") var supplier: String
    @Option(help: ArgumentHelp("The site that it is delivered to.", valueName: "number")) var site: UInt32
    @Option(name: .customLong("line"), help: "What is ordered; up to 120.") var lines: [OrderedLine]
    @Option(help: "When it should come (default: after the lead time).") var due: CalendarDay?
    @Option(name: .customLong("on"), help: "The day of the order (default: today, UTC).") var day: CalendarDay?
    @Option(help: "Refuse a supplier who is paid in another currency.") var currency: String?
    @Option(help: "The order's number (default: the next one).") var number: UInt64?
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let command = self
        let draft = PurchaseOrderDraft(
            number: number, supplier: supplier, site: SiteID(rawValue: site), orderedDay: day ?? .today,
            currency: currency,
            lines: lines.map { given in
                var line = given.line
                line.dueDay = command.due
                return line
            })
        try await work.changeOrder(json) { place in try await place.createPurchaseOrder(draft) }
    }
}

struct PurchaseOrderSubmitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit", abstract: "Say that an order is complete, and ask for its approval.",
        discussion: """
            Where the policy asks for no approval of its value it is approved at once.

            Example: stockroom po submit 42
            """)

    @Argument(help: "The order's number.") var number: UInt64
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let number = number
        try await work.changeOrder(json) { place in
            try await place.submitPurchaseOrder(number)
            return number
        }
    }
}

struct PurchaseOrderSendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send", abstract: "Say that the supplier has got an order.",
        discussion: "Example: stockroom po send 42 --on 2026-03-02")

    @Argument(help: "The order's number.") var number: UInt64
    @Option(name: .customLong("on"), help: "The day (default: today, UTC).") var day: CalendarDay?
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let (number, day) = (number, day ?? .today)
        try await work.changeOrder(json) { place in
            try await place.sendPurchaseOrder(number, on: day)
            return number
        }
    }
}

struct PurchaseOrderConfirmCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "confirm", abstract: "Write down what the supplier says that he will send.",
        discussion: """
            A line is LINE:QUANTITY, LINE:QUANTITY:DAY or LINE::DAY. Of what is open, units \
            that he will not send become cancelled. Lines that are left out are as agreed.

            Examples:
              stockroom po confirm 42
              stockroom po confirm 42 --line 1:80 --line 2::2026-03-09
            """)

    @Argument(help: "The order's number.") var number: UInt64
    @Option(name: .customLong("line"), help: "What differs.") var lines: [ConfirmedLine] = []
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let (number, lines) = (number, lines.map { (line: $0.line, quantity: $0.quantity, due: $0.due) })
        try await work.changeOrder(json) { place in
            try await place.confirmPurchaseOrder(number, lines: lines)
            return number
        }
    }
}

struct PurchaseOrderAmendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "amend", abstract: "Change an order; what it said before is kept.",
        discussion: """
            A line is LINE:QUANTITY@COST:DAY, of which what stays the same is left out: \
            1:80, 1:@2.40, 1::2026-03-09. The quantity is what is ordered in all. Where the \
            order is approved and the new value needs an approval, the amendment waits for \
            one; goods may come meanwhile.

            Examples:
              stockroom po amend 42 --line 1:80 --reason "too many"
              stockroom po amend 42 --add 4712:10@1.20 --reason "forgotten"
            """)

    @Argument(help: "The order's number.") var number: UInt64
    @Option(name: .customLong("line"), help: "What is to be different.") var lines: [AmendedLine] = []
    @Option(name: .customLong("add"), help: "What is ordered besides, as for create.") var additions: [OrderedLine] = []
    @Option(help: ArgumentHelp("Why; asked for where a person can be asked.", valueName: "text")) var reason: String?
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let number = number
        let draft = AmendmentDraft(
            changes: lines.map(\.change), additions: additions.map(\.line),
            reason: reason ?? Terminal.ask("why is the order amended?") ?? "")
        try await work.changeOrder(json) { place in
            try await place.amendPurchaseOrder(number, draft)
            return number
        }
    }
}

struct PurchaseOrderCloseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close", abstract: "Expect nothing more of an order, or of some of its lines.",
        discussion: """
            What is open becomes cancelled. With lines, the order itself stays open.

            Examples:
              stockroom po close 42
              stockroom po close 42 --line 3
            """)

    @Argument(help: "The order's number.") var number: UInt64
    @Option(name: .customLong("line"), help: "Only this line.") var lines: [UInt32] = []
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let (number, lines) = (number, lines.isEmpty ? nil : lines)
        try await work.changeOrder(json) { place in
            try await place.closePurchaseOrder(number, lines: lines)
            return number
        }
    }
}

struct PurchaseOrderCancelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Give an order up of which nothing was received.",
        discussion: "Example: stockroom po cancel 42")

    @Argument(help: "The order's number.") var number: UInt64
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let number = number
        try await work.changeOrder(json) { place in
            try await place.cancelPurchaseOrder(number)
            return number
        }
    }
}

extension WorkplaceOptions {
    /// Does a step about an order, and shows the order as it is then.
    fileprivate func changeOrder(_ json: JSONOutput, _ change: (Workplace) async throws -> UInt64) async throws {
        try await step(json) { place in PurchaseOrderView(try await place.purchaseOrder(try await change(place))) }
    }
}
