import ArgumentParser
import RetailDocuments
import RetailMasterData
import RetailReceiving
import StockModel

struct InspectionListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Goods that wait for an inspection, or for what follows from one.",
        discussion: "Example: stockroom inspection list")

    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    private struct View: Encodable {
        var waiting: [InspectionOrderView]
        var unfinished: [InspectionView]
    }

    mutating func run() async throws {
        let view = try await work.use(json) { place in
            View(
                waiting: try await place.waitingInspections().map(InspectionOrderView.init),
                unfinished: try await place.unfinishedInspections().map(InspectionView.init))
        }
        try json.put(view) {
            guard !view.waiting.isEmpty || !view.unfinished.isEmpty else { return "nothing waits" }
            var table = TextTable()
            table.add("inspection", "SKU", "units", "waits for")
            for order in view.waiting {
                table.add(
                    order.reference, "\(order.sku)", NumberText.grouped(order.units),
                    "a look at \(NumberText.grouped(order.sample))")
            }
            for record in view.unfinished {
                let shelf = record.accepted - record.stocked
                table.add(
                    record.reference, "\(record.sku)", NumberText.grouped(record.units),
                    shelf > 0
                        ? "release of \(NumberText.grouped(shelf))"
                        : "what becomes of \(NumberText.grouped(record.rejected - record.damaged - record.returned))")
            }
            return table.text()
        }
    }
}

struct InspectionShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "What has to be looked at, and what was found.",
        discussion: "Example: stockroom inspection show RC-7/0001")

    @Argument(help: "What the inspection is called.") var reference: String
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    private struct View: Encodable {
        var order: InspectionOrderView?
        var record: InspectionView?
    }

    mutating func run() async throws {
        let reference = reference
        let view = try await work.use(json) { place in
            let record = try await place.read(Inspection.self, at: Inspection.key(of: reference))?.content
            let order = try await place.read(InspectionOrder.self, at: InspectionOrder.key(of: reference))?.content
            guard record != nil || order != nil else {
                throw WorkflowFailure.rule(InspectionRule.notFound(reference))
            }
            return View(order: order.map(InspectionOrderView.init), record: record.map(InspectionView.init))
        }
        try json.put(view) { view.record?.text ?? view.order?.text ?? "" }
    }
}

struct SamplingPlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Put a sampling plan in force, or take it out.",
        discussion: """
            The sample is --basis-points of the lot, rounded up, or a table of \
            --rows LOT:SAMPLE: for lots of up to LOT units, SAMPLE of them. Regulated goods \
            pass or fail, and no part of a lot passes under conditions. The definitions of \
            the SKUs that it is about then say that they need an inspection, and the engine \
            lets none of their units onto a shelf from a supplier or from receiving without \
            its record. A plan for a supplier is about the SKUs that he has a price for. Plans \
            are set by those who may set policies (stockroom policy).

            Examples:
              stockroom inspection plan own --private-label --basis-points 1000 \\
                --check label
              stockroom inspection plan toys --category TOYS --regulated \\
                --rows 50:8 --rows 500:50 --check "CE mark"
              stockroom inspection plan own --remove
            """)

    /// `50:8`: of lots of up to 50 units, 8.
    struct RowArgument: ExpressibleByArgument {
        var row: SamplingPlan.Sample.Row

        init?(argument: String) {
            let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, let lotMax = Int64(parts[0]), let sample = Int64(parts[1]) else { return nil }
            row = .init(lotMax: lotMax, sample: sample)
        }
    }

    @Argument(help: "What the plan is called.") var name: String
    @Option(help: "For all that comes from this supplier.") var supplier: String?
    @Option(help: "For all of this category.") var category: String?
    @Option(help: "For all of this brand.") var brand: String?
    @Flag(help: "For all of the retailer's own brands.") var privateLabel = false
    @Option(help: ArgumentHelp("So many of 10,000.", valueName: "count")) var basisPoints: Int64?
    @Option(help: ArgumentHelp("A row of a table.", valueName: "lot:sample")) var rows: [RowArgument] = []
    @Option(name: .customLong("check"), help: ArgumentHelp("A point of the checklist.", valueName: "point"))
    var checklist: [String] = []
    @Flag(help: "The goods are regulated.") var regulated = false
    @Flag(help: "Take the plan out of force.") var remove = false
    @Option(help: "Why, for the history of the plans.") var reason = ""
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    func validate() throws {
        let scopes = [supplier != nil, category != nil, brand != nil, privateLabel].count { $0 }
        guard remove || scopes == 1 else {
            throw ValidationError("Choose one of --supplier, --category, --brand and --private-label.")
        }
        guard remove || (basisPoints != nil) != !rows.isEmpty else {
            throw ValidationError("Choose one of --basis-points and --rows.")
        }
    }

    private var plan: SamplingPlan {
        let scope: SamplingPlan.Scope =
            supplier.map { .supplier($0) } ?? category.map { .category($0) } ?? brand.map { .brand($0) }
            ?? .privateLabel
        return SamplingPlan(
            name, for: scope, sample: basisPoints.map { .basisPoints($0) } ?? .table(rows.map(\.row)),
            checklist: checklist, isRegulated: regulated)
    }

    mutating func run() async throws {
        let (name, plan, isRemoved, reason) = (name, plan, remove, reason)
        let changed = try await work.use(json) { place in
            let progress = ProgressLine()
            defer { progress.finish() }
            func show(done: Int, of: Int) { progress.show("SKUs", done, of: of) }
            return isRemoved
                ? try await place.removeSamplingPlan(name, reason: reason, report: show)
                : try await place.defineSamplingPlan(plan, reason: reason, report: show)
        }
        try json.put(StepView(AppliedPlans(changed))) {
            "plan \(name) is \(isRemoved ? "out of" : "in") force\n\(AppliedPlans(changed).text)"
        }
    }
}

struct SamplingPlansCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plans", abstract: "The sampling plans in force.",
        discussion: """
            Examples:
              stockroom inspection plans
              stockroom inspection plans --history
            """)

    @Flag(help: "What they were, who set them and why, the oldest first.") var history = false
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        if history { return try await showHistory() }
        let views = try await work.use(json) { place in try await place.samplingPlans().map(SamplingPlanView.init) }
        try json.put(views) {
            guard !views.isEmpty else { return "no plan is in force" }
            var table = TextTable()
            table.add("plan", "for", "sample", "checklist")
            for view in views {
                table.add(
                    view.name + (view.isRegulated ? " (regulated)" : ""),
                    [view.scope, view.code ?? ""].joined(separator: " "),
                    view.sample, view.checklist.joined(separator: ", "))
            }
            return table.text()
        }
    }

    private func showHistory() async throws {
        let views = try await work.use(json) { place in
            try await place.revisions(of: SamplingPlans.key, as: SamplingPlans.self).map(SamplingPlansRevisionView.init)
        }
        try json.put(views) { views.isEmpty ? "no plan was ever set" : views.map(\.text).joined(separator: "\n") }
    }
}
