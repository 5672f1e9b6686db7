public import ArgumentParser
import RetailDocuments
public import RetailPurchasing
import StockModel

struct PurchaseOrderShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "An order with its lines and amendments.",
        discussion: "Example: stockroom po show 42")

    @Argument(help: "The order's number.") var number: UInt64
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let number = number
        try await work.show(json) { place in PurchaseOrderView(try await place.purchaseOrder(number)) }
    }
}

struct PurchaseOrderListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Orders, by state or supplier.",
        discussion: """
            Without --status: those that are not closed or cancelled.

            Statuses: \(PurchaseOrderStatus.allCases.map(\.rawValue).joined(separator: ", ")).

            Examples:
              stockroom po list
              stockroom po list --status partly-received --supplier ACME
              stockroom po list --status closed --json
            """)

    @Option(help: "Only those that are so far.") var status: PurchaseOrderStatus?
    @Option(help: "Only those of this supplier.") var supplier: String?
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let (status, supplier) = (status, supplier)
        let files = try await work.use(json) { place in
            try await place.purchaseOrders(in: Self.states(status), of: supplier)
        }
        let views = files.filter { file in status.map { $0 == file.status } ?? true }.map(PurchaseOrderView.init)
        try json.put(views) {
            guard !views.isEmpty else { return "no such orders" }
            var table = TextTable()
            table.add("order", "status", "supplier", "lines", "open units", "value", "")
            for view in views {
                table.add(
                    "\(view.number)", view.status, view.supplier, "\(view.lines.count)",
                    NumberText.grouped(view.lines.reduce(0) { $0 + $1.open }), view.value ?? "?", view.currency)
            }
            return table.text()
        }
    }

    /// The stored states that an order of this status can be in.
    private static func states(_ status: PurchaseOrderStatus?) -> Set<PurchaseOrder.State> {
        switch status {
        case nil: Set(PurchaseOrder.State.allCases).subtracting([.closed, .cancelled])
        case .partlyReceived, .received: [.sent, .confirmed]
        case let status?: Set([PurchaseOrder.State(rawValue: status.rawValue)].compactMap { $0 })
        }
    }
}

/// On command lines as it is shown.
extension PurchaseOrderStatus: ExpressibleByArgument {}

struct PurchaseOrderOverdueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "overdue", abstract: "Lines that suppliers should have delivered by now.",
        discussion: "Example: stockroom po overdue --on 2026-03-10")

    @Option(name: .customLong("on"), help: "As seen on this day (default: today, UTC).") var day: CalendarDay?
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    private struct Row: Encodable {
        var order: UInt64
        var line: UInt32
        var supplier: String
        var sku: UInt64
        var open: Int64
        var dueDay: String
        var days: Int32

        enum CodingKeys: String, CodingKey {
            case order, line, supplier, sku, open, days
            case dueDay = "due_day"
        }
    }

    mutating func run() async throws {
        let day = day ?? .today
        let rows = try await work.use(json) { place in try await place.overdueLines(on: day) }.map { found in
            Row(
                order: found.line.order, line: found.line.line, supplier: found.line.supplier, sku: found.line.sku,
                open: found.line.open, dueDay: found.line.dueDay.description, days: found.days)
        }
        try json.put(rows) {
            guard !rows.isEmpty else { return "nothing is overdue" }
            var table = TextTable()
            table.add("order", "line", "supplier", "SKU", "open", "due", "days late")
            for row in rows {
                table.add(
                    "\(row.order)", "\(row.line)", row.supplier, "\(row.sku)", NumberText.grouped(row.open), row.dueDay,
                    "\(row.days)")
            }
            return table.text()
        }
    }
}

struct ScorecardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scorecard", abstract: "How well a supplier delivers.",
        discussion: """
            Counted are finished lines: nothing is open, and the order was not cancelled. In \
            full: nothing of the line was cancelled. On time: all that came did so by the \
            day that was agreed last, or that was asked for. Shares are rounded down.

            Example: stockroom po scorecard ACME --from 2026-01-01 --to 2026-03-31
            """)

    @Argument(help: "The supplier's code.") var supplier: String
    @Option(help: "The first day of orders.") var from: CalendarDay?
    @Option(help: "The last day of orders.") var to: CalendarDay?
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    func validate() throws {
        guard (from ?? CalendarDay(.min)) <= (to ?? CalendarDay(.max)) else {
            throw ValidationError("--from is not after --to.")
        }
    }

    private struct View: Encodable {
        var supplier: String
        var lines: Int64
        var leadTimeMeanDays: String?
        var leadTimeSpreadDays: String?
        var inFullBasisPoints: Int64?
        var onTimeBasisPoints: Int64?
        var onTimeAsAskedBasisPoints: Int64?
        var onTimeInFullBasisPoints: Int64?
        var rejectedBasisPoints: Int64?

        enum CodingKeys: String, CodingKey {
            case supplier, lines
            case leadTimeMeanDays = "lead_time_mean_days"
            case leadTimeSpreadDays = "lead_time_spread_days"
            case inFullBasisPoints = "in_full_basis_points"
            case onTimeBasisPoints = "on_time_basis_points"
            case onTimeAsAskedBasisPoints = "on_time_as_asked_basis_points"
            case onTimeInFullBasisPoints = "on_time_in_full_basis_points"
            case rejectedBasisPoints = "rejected_basis_points"
        }
    }

    mutating func run() async throws {
        let (supplier, days) = (supplier, (from ?? CalendarDay(.min))...(to ?? CalendarDay(.max)))
        let card = try await work.use(json) { place in try await place.scorecard(of: supplier, ordered: days) }
        let view = View(
            supplier: supplier, lines: card.lines,
            leadTimeMeanDays: card.leadTimeMeanHundredths.map(Self.hundredths),
            leadTimeSpreadDays: card.leadTimeSpreadHundredths.map(Self.hundredths),
            inFullBasisPoints: card.basisPoints(card.linesInFull),
            onTimeBasisPoints: card.basisPoints(card.linesOnTime),
            onTimeAsAskedBasisPoints: card.basisPoints(card.linesOnTimeAsAsked),
            onTimeInFullBasisPoints: card.basisPoints(card.linesOnTimeInFull),
            rejectedBasisPoints: card.rejectedBasisPoints)
        try json.put(view) {
            guard view.lines > 0 else { return "supplier \(supplier) has no finished lines" }
            var table = TextTable()
            table.add("finished lines", NumberText.grouped(view.lines))
            table.add("lead time, mean", view.leadTimeMeanDays.map { "\($0) days" } ?? "–")
            table.add("lead time, spread", view.leadTimeSpreadDays.map { "\($0) days" } ?? "–")
            for (name, share) in [
                ("in full", view.inFullBasisPoints), ("on time, as agreed", view.onTimeBasisPoints),
                ("on time, as asked", view.onTimeAsAskedBasisPoints),
                ("on time and in full", view.onTimeInFullBasisPoints), ("units rejected", view.rejectedBasisPoints),
            ] {
                table.add(name, share.map { "\(Self.hundredths($0)) %" } ?? "–")
            }
            return "supplier \(supplier)\n\n\(table.text())"
        }
    }

    /// 1234 is `12.34`.
    private static func hundredths(_ value: Int64) -> String {
        let (whole, rest) = value.magnitude.quotientAndRemainder(dividingBy: 100)
        return "\(value < 0 ? "-" : "")\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }
}
