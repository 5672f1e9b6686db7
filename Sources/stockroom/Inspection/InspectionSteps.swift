import ArgumentParser
import RetailDocuments
import RetailMasterData
import RetailReceiving
import StockModel

/// What was found, on command lines.
struct FindingOptions: ParsableArguments {
    @Flag(help: "All of the lot may be sold.") var pass = false
    @Flag(help: "None of it may be sold.") var fail = false
    @Option(help: ArgumentHelp("A part of it may be sold, with --reason.", valueName: "units")) var accepted: Int64?
    @Option(help: ArgumentHelp("How many units were looked at.", valueName: "units")) var sampled: Int64
    @Option(help: ArgumentHelp("A point of the checklist that is fulfilled.", valueName: "point")) var yes: [String] =
        []
    @Option(help: ArgumentHelp("A point of the checklist that is not fulfilled.", valueName: "point")) var no:
        [String] = []
    @Option(help: ArgumentHelp("Why not all of it may be sold.", valueName: "text")) var reason: String?

    func validate() throws {
        guard [pass, fail, accepted != nil].count(where: { $0 }) == 1 else {
            throw ValidationError("Choose one of --pass, --fail and --accepted UNITS.")
        }
        guard sampled > 0, accepted ?? 1 > 0 else {
            throw ValidationError("--sampled and --accepted are more than zero; where nothing may be sold: --fail.")
        }
        guard Set(yes + no).count == yes.count + no.count else {
            throw ValidationError("A point of the checklist is answered twice.")
        }
    }

    /// What was found of a lot; what is not answered on the command line is asked where a person can be asked.
    func finding(lot units: Int64, checklist: [String]) -> Finding {
        let given =
            yes.map { Finding.Answer($0, isFulfilled: true) } + no.map { Finding.Answer($0, isFulfilled: false) }
        let open = checklist.filter { point in !given.contains { $0.point == point } }
        let asked = open.compactMap { point in
            Terminal.ask("\(point)? yes or no").map {
                Finding.Answer(point, isFulfilled: $0.lowercased().hasPrefix("y"))
            }
        }
        let verdict: Finding.Verdict = pass ? .pass : fail ? .fail : .conditional
        let why = reason ?? (pass ? "" : Terminal.ask("why may not all of it be sold?") ?? "")
        return Finding(
            verdict, sampled: sampled, accepted: pass ? units : accepted ?? 0, answers: given + asked, reason: why)
    }
}

struct InspectionRecordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record", abstract: "Record what was found of goods that wait for an inspection.",
        discussion: """
            Nothing moves: release follows, and discard for what was rejected. Points of the \
            checklist that are not answered are asked for on a terminal.

            Examples:
              stockroom inspection record RC-7/0001 --pass --sampled 5 --yes label
              stockroom inspection record RC-7/0001 --accepted 40 --sampled 5 \\
                --no label --reason "ten without a label"
              stockroom inspection record RC-7/0001 --fail --sampled 5 --no label \\
                --reason "wrong language"
            """)

    @Argument(help: "What the inspection is called.") var reference: String
    @OptionGroup var found: FindingOptions
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let command = self
        try await work.step(json) { place in
            let order = try await place.inspectionOrder(command.reference)
            let finding = command.found.finding(lot: order.units, checklist: order.checklist)
            return InspectionView(try await place.record(finding, of: command.reference))
        }
    }
}

struct InspectionGoodsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "goods", abstract: "Record what was found of goods in receiving.",
        discussion: """
            Also for goods that a plan binds which came into force later: its sample and \
            checklist are asked for then. With the line of the receipt that brought them the \
            plan is that of who delivered them, and what fails is counted on its order. Until \
            release or void nobody else puts the units away or inspects them.

            Example:
              stockroom inspection goods 4711:50 --at 10 --as LOOK-1 --accepted 45 \\
                --sampled 50 --reason "five torn" --receipt RC-7 --line 1
            """)

    @Argument(help: ArgumentHelp("The lot.", valueName: "sku:units")) var goods: SKUQuantity
    @Option(help: "The location of kind receiving that it lies at.", transform: Identifier.location) var at: LocationID
    @Option(name: .customLong("as"), help: "What the inspection is to be called.") var reference: String
    @Option(help: "The receipt that brought the goods.") var receipt: String?
    @Option(help: "The line of that receipt.") var line: UInt32?
    @OptionGroup var found: FindingOptions
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    func validate() throws {
        guard (receipt == nil) == (line == nil) else { throw ValidationError("Name both --receipt and --line.") }
    }

    mutating func run() async throws {
        let command = self
        let source = receipt.flatMap { receipt in line.map { (receipt: receipt, line: $0) } }
        try await work.step(json) { place in
            let plan = try await place.samplingPlan(ofGoodsInReceiving: command.goods.sku, from: source)
            return InspectionView(
                try await place.inspect(
                    command.goods.quantity, of: command.goods.sku, at: command.at, as: command.reference,
                    finding: command.found.finding(lot: command.goods.quantity, checklist: plan?.checklist ?? []),
                    from: source))
        }
    }
}

struct InspectionReleaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Move the goods of a record to where it allows.",
        discussion: """
            Accepted units go to the places of the site and serve promises that waited; \
            rejected ones in receiving go to quarantine. What finds no room stays, and can be \
            released later; the command ends with 1 then.

            Example: stockroom inspection release RC-7/0001
            """)

    @Argument(help: "What the inspection is called.") var reference: String
    @Option(help: ArgumentHelp("Units in a bag or carton that is not opened.", valueName: "units")) var pack: Int64 = 1
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let (reference, pack) = (reference, pack)
        let view = try await work.use(json) { place in
            InspectionReleaseView(try await place.release(reference, inPacksOf: pack))
        }
        try json.put(StepView(view)) { view.text }
        if view.putaway.unassigned > 0 { throw CommandFailure(.differs) }
    }
}

struct InspectionDiscardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discard", abstract: "Move rejected goods out of quarantine.",
        discussion: """
            To damaged, or back to the supplier, with a return that says what he owes.

            Examples:
              stockroom inspection discard RC-7/0001 --to damaged --units 2
              stockroom inspection discard RC-7/0001 --to supplier
            """)

    /// Where rejected goods go.
    enum Destination: String, ExpressibleByArgument, CaseIterable {
        case damaged, supplier
    }

    @Argument(help: "What the inspection is called.") var reference: String
    @Option(help: "damaged or supplier.") var to: Destination
    @Option(help: ArgumentHelp("How many (default: all that are left).", valueName: "units")) var units: Int64?
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let command = self
        try await work.step(json) { place in
            InspectionView(
                try await place.discard(
                    command.reference, units: command.units, to: command.to == .damaged ? .damaged : .supplierReturn))
        }
    }
}

struct InspectionVoidCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "void", abstract: "End a record whose goods are gone, or that was a mistake.",
        discussion: """
            The record stays, with who ended it and why. What it claims in receiving is free \
            then: for another record under another reference, or for a putaway. Goods in \
            quarantine leave it by release and discard: there it ends what is not there any \
            more.

            Example: stockroom inspection void LOOK-1 --reason "counted the wrong pallet"
            """)

    @Argument(help: "What the inspection is called.") var reference: String
    @Option(help: ArgumentHelp("Why; asked for where a person can be asked.", valueName: "text")) var reason: String?
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let reference = reference
        let why = reason ?? Terminal.ask("why does it end?") ?? ""
        try await work.step(json) { place in
            InspectionView(try await place.voidInspection(reference, reason: why))
        }
    }
}
