import ArgumentParser
import Foundation
import RetailDocuments
import RetailReceiving
import StockModel

struct ReceiptOpenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Open a receipt for a delivery.",
        discussion: """
            On an order, supplier and site are those of the order. A blind receipt does not \
            show what was ordered to whoever counts.

            Examples:
              stockroom receipt open RC-7 --order 1
              stockroom receipt open RC-8 --order 1 --blind --on 2026-03-02
              stockroom receipt open RC-9 --site 1 --supplier ACME
            """)

    @Argument(help: "What the receipt is called.") var reference: String
    @Option(help: "The order that is delivered on.") var order: UInt64?
    @Option(help: "The supplier's code.") var supplier: String?
    @Option(help: "The site that the goods came to.") var site: UInt32?
    @Flag(help: "Whoever counts does not see what was ordered.") var blind = false
    @Option(name: .customLong("on"), help: "The day of the delivery (default: today, UTC).") var day: CalendarDay?
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let draft = ReceiptDraft(
            reference, order: order, supplier: supplier, site: site.map { SiteID(rawValue: $0) }, isBlind: blind,
            day: day ?? .today)
        try await work.changeReceipt(json, draft.reference) { place in _ = try await place.openReceipt(draft) }
    }
}

struct ReceiptAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Take a line of a delivery in.",
        discussion: """
            Units are base units. The same line again changes nothing; the same number with \
            another content is refused. Without --order-line the units count on whichever \
            lines of the order are about the SKU. A SKU that the order does not name is a \
            wrong item, and waits for the buyer.

            Examples:
              stockroom receipt add RC-7 --line 1 4711:48
              stockroom receipt add RC-7 --line 2 4712:10 --damaged 2 --close-short
              stockroom receipt add RC-9 --line 1 4711:48 --cost 2.50
            """)

    @Argument(help: "What the receipt is called.") var reference: String
    @Argument(help: ArgumentHelp("Units that are as they should be.", valueName: "sku:units")) var goods: SKUQuantity
    @Option(help: "The number of the line, from 1 on: your own.") var line: UInt32
    @Option(help: ArgumentHelp("Units that came damaged.", valueName: "units")) var damaged: Int64 = 0
    @Option(help: "The line of the order.") var orderLine: UInt32?
    @Option(help: ArgumentHelp("Of a base unit (default: as ordered).", valueName: "amount")) var cost: Money?
    @Flag(help: "Nothing more is expected of the lines of the order.") var closeShort = false
    @OptionGroup var confirmation: QuantityConfirmation
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let command = self
        let arrival = Arrival(
            goods.sku, good: goods.quantity, damaged: damaged, orderLine: orderLine, unitCost: cost,
            closesShort: closeShort)
        try await work.changeReceipt(json, reference) { place in
            try await place.receive(
                arrival, as: command.line, of: command.reference, isConfirmed: command.confirmation.confirmQuantity)
        }
    }
}

/// For quantities that look like a slip of the hand.
struct QuantityConfirmation: ParsableArguments {
    @Flag(help: "The quantity is meant, also one above 1,000,000 units and 1,000 times what was ordered.")
    var confirmQuantity = false
}

struct ReceiptFinishCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "finish", abstract: "Say that a delivery has been counted.",
        discussion: """
            What was not delivered stays open on the order: stockroom po close ends it.

            Example: stockroom receipt finish RC-7
            """)

    @Argument(help: "What the receipt is called.") var reference: String
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let reference = reference
        try await work.changeReceipt(json, reference) { place in try await place.finishReceipt(reference) }
    }
}

struct ReceiptAcceptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept", abstract: "Keep goods that the order does not ask for.",
        discussion: """
            For the buyer, and not for who has received them. They count in the value of \
            the order: where that needs an approval then, and more than was approved, only \
            an approver may accept them, who has not written the order, with a reason, and \
            it is kept as an approval of the order: stockroom approval list. They are in \
            quarantine: under a sampling plan somebody looks at them first, else stockroom \
            inspection release moves them to their places. Those that came damaged are \
            rejected: stockroom inspection discard. A wrong item without a cost needs --cost.

            Examples:
              stockroom receipt accept RC-7 --line 1 --units 2 --reason "sells well"
              stockroom receipt accept RC-7 --line 3 --cost 4.50
            """)

    @Argument(help: "What the receipt is called.") var reference: String
    @Option(help: "The line of the receipt.") var line: UInt32
    @Option(help: ArgumentHelp("How many (default: all that wait).", valueName: "units")) var units: Int64?
    @Option(help: ArgumentHelp("Of a base unit, where nobody has said it yet.", valueName: "amount")) var cost: Money?
    @Option(help: ArgumentHelp("Why.", valueName: "text")) var reason = ""
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let command = self
        try await work.step(json) { place in
            SurplusDecisionView(
                try await place.acceptSurplus(
                    command.units, ofLine: command.line, of: command.reference, unitCost: command.cost,
                    reason: command.reason))
        }
    }
}

struct ReceiptRefuseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refuse", abstract: "Send goods back that the order does not ask for.",
        discussion: """
            For the buyer. They leave with a return to the supplier, who owes nothing for \
            them, since they were never counted on the order.

            Example: stockroom receipt refuse RC-7 --line 1 --reason "no room"
            """)

    @Argument(help: "What the receipt is called.") var reference: String
    @Option(help: "The line of the receipt.") var line: UInt32
    @Option(help: ArgumentHelp("How many (default: all that wait).", valueName: "units")) var units: Int64?
    @Option(help: ArgumentHelp("Why; asked for where a person can be asked.", valueName: "text")) var reason: String?
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let command = self
        let why = reason ?? Terminal.ask("why do they go back?") ?? ""
        try await work.step(json) { place in
            SurplusDecisionView(
                try await place.refuseSurplus(
                    command.units, ofLine: command.line, of: command.reference, reason: why))
        }
    }
}

/// What a decision about surplus goods came to, as it is shown.
struct SurplusDecisionView: TextView {
    var line: ReceiptLineView
    var inspection: String?
    var waitsForInspection: Bool
    var supplierReturn: UInt64?
    /// Accepted units that came damaged and were rejected.
    var damaged: Int64

    enum CodingKeys: String, CodingKey {
        case line, inspection, damaged
        case waitsForInspection = "waits_for_inspection"
        case supplierReturn = "supplier_return"
    }

    init(_ decision: SurplusDecision) {
        line = ReceiptLineView(decision.line)
        inspection = decision.inspection
        waitsForInspection = decision.waitsForInspection
        supplierReturn = decision.supplierReturn
        damaged = decision.damaged
    }

    var text: String {
        var lines = line.notes
        if let inspection {
            lines.append(
                waitsForInspection
                    ? "  somebody has to look at them: stockroom inspection show \(inspection)"
                    : "  to their places with: stockroom inspection release \(inspection)")
        }
        if let inspection, damaged > 0 {
            lines.append(
                "  \(NumberText.counted(damaged, "unit", "units")) came damaged: stockroom inspection discard \(inspection)"
            )
        }
        if let supplierReturn { lines.append("  gone back with return \(supplierReturn) to the supplier") }
        return lines.joined(separator: "\n")
    }
}

struct ReceiptAttachCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attach", abstract: "Attach a file, such as the delivery note, by its content.",
        discussion: """
            The store keeps the file's SHA-256, name and length: keep the file itself where \
            you keep files.

            Example: stockroom receipt attach RC-7 note.pdf
            """)

    @Argument(help: "What the receipt is called.") var reference: String
    @Argument(help: ArgumentHelp("The file.", valueName: "file")) var path: String
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let reference = reference
        let hash = try Self.hash(of: path)
        let name = URL(fileURLWithPath: path).lastPathComponent
        try await work.changeReceipt(json, reference) { place in
            try await place.attach(
                hash.text(), named: name, byteCount: Int64(clamping: hash.byteCount), to: reference)
        }
    }

    private static func hash(of path: String) throws -> ContentHash {
        let pieceLength = 65_536
        let place = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        if (try? place.resourceValues(forKeys: [.isDirectoryKey]).isDirectory) == true {
            throw CommandFailure(.input, "\(path) is a folder: name the file in it")
        }
        do {
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? file.close() }
            var hash = ContentHash()
            while let piece = try file.read(upToCount: pieceLength), !piece.isEmpty { hash.update(piece) }
            return hash
        } catch { throw CommandFailure(.input, "\(path) cannot be read: \(error.localizedDescription)") }
    }
}

struct ReceiptToleranceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tolerance", abstract: "Say how much more than was ordered is taken in.",
        discussion: """
            Beyond it, goods wait in quarantine for a buyer. Basis points are of what was \
            ordered of a line, rounded down. What it said before is kept.

            Examples:
              stockroom receipt tolerance --units 2 --reason "as agreed"
              stockroom receipt tolerance --basis-points 250 --supplier ACME \\
                --reason "packs by weight"
            """)

    @Option(help: ArgumentHelp("So many of 10,000.", valueName: "count")) var basisPoints: Int64?
    @Option(help: ArgumentHelp("So many base units.", valueName: "count")) var units: Int64?
    @Option(help: "Of this supplier alone.") var supplier: String?
    @Option(help: ArgumentHelp("Why.", valueName: "text")) var reason: String
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    func validate() throws {
        guard (basisPoints != nil) != (units != nil) else {
            throw ValidationError("Choose one of --basis-points and --units.")
        }
    }

    mutating func run() async throws {
        let (supplier, reason) = (supplier, reason)
        let tolerance: ReceivingPolicy.Tolerance = basisPoints.map { .basisPoints($0) } ?? .units(units ?? 0)
        try await work.use(json) { place in try await place.setTolerance(tolerance, of: supplier, reason: reason) }
        let what = basisPoints.map { "\($0) basis points" } ?? "\(units ?? 0) units"
        try json.put(StepView(what)) { "tolerated of \(supplier.map { "supplier \($0)" } ?? "anybody"): \(what)" }
    }
}

extension WorkplaceOptions {
    /// Does a step about a receipt, and shows the receipt as it is then.
    func changeReceipt(
        _ json: JSONOutput, _ reference: String, _ change: (Workplace) async throws -> Void
    ) async throws {
        try await step(json) { place in
            try await change(place)
            return ReceiptView(try await place.receipt(reference))
        }
    }
}
