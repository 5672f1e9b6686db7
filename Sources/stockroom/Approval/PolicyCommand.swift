import ArgumentParser
import RetailDocuments
import RetailPurchasing
import StockModel

/// What decides who has to approve what, and what is tolerated.
struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Who has to approve what, and what is tolerated.",
        discussion: """
            A policy is data with a history. What is decided by one is refused if the policy \
            has been set anew meanwhile.

              purchase-order   from which value on an order needs an approval
              bill-tolerance   by how much a supplier's bill may differ

            Examples:
              stockroom policy show purchase-order --history
              stockroom policy set purchase-order --above 1000:2,3 --reason "new buyers"
            """,
        subcommands: [PolicyShowCommand.self, PolicySetCommand.self])
}

/// A revision of a policy as it is shown.
struct PolicyView: Encodable {
    var subject: String
    var revision: UInt64
    var setBy: UInt32
    var setAt: String
    var reason: String?
    var thresholds: [Threshold]?
    var tolerances: [Tolerance]?

    struct Threshold: Encodable {
        var above: String
        var party: String?
        var approvers: [UInt32]
    }

    struct Tolerance: Encodable {
        var party: String?
        var costBasisPoints: Int64
        var costAmount: String
        var quantityBasisPoints: Int64
        var quantityUnits: Int64

        enum CodingKeys: String, CodingKey {
            case party
            case costBasisPoints = "cost_basis_points"
            case costAmount = "cost_amount"
            case quantityBasisPoints = "quantity_basis_points"
            case quantityUnits = "quantity_units"
        }
    }

    enum CodingKeys: String, CodingKey {
        case subject, revision, reason, thresholds, tolerances
        case setBy = "set_by"
        case setAt = "set_at"
    }

    init(_ stored: Stored<PolicyRevision<ApprovalPolicy>>) {
        self.init(stored.content.policy.subject, stored)
        thresholds = stored.content.policy.thresholds.map { threshold in
            Threshold(above: threshold.above.description, party: threshold.party, approvers: threshold.approvers)
        }
    }

    init(_ stored: Stored<PolicyRevision<BillTolerance>>) {
        self.init(PolicySubject.billTolerance, stored)
        tolerances = stored.content.policy.tolerances.map { tolerance in
            Tolerance(
                party: tolerance.party, costBasisPoints: tolerance.costBasisPoints,
                costAmount: tolerance.costAmount.description, quantityBasisPoints: tolerance.quantityBasisPoints,
                quantityUnits: tolerance.quantityUnits)
        }
    }

    private init<Content: Policy>(_ subject: String, _ stored: Stored<PolicyRevision<Content>>) {
        self.subject = subject
        revision = stored.content.policy.revision
        setBy = stored.principal.rawValue
        setAt = stored.time.text
        reason = stored.content.reason
    }

    var text: String {
        var lines = [
            "\(subject), revision \(revision), set by principal \(setBy) on \(setAt.prefix(10)): \(reason ?? "")"
        ]
        for threshold in thresholds ?? [] {
            let approvers = threshold.approvers.map { "\($0)" }.joined(separator: ", ")
            lines.append("  \(threshold.party ?? "anybody"): above \(threshold.above) approved by \(approvers)")
        }
        for tolerance in tolerances ?? [] {
            lines.append(
                "  \(tolerance.party ?? "anybody"): a unit may cost \(tolerance.costBasisPoints) basis points or "
                    + "\(tolerance.costAmount) more,\n    a line be \(tolerance.quantityBasisPoints) basis points or "
                    + "\(tolerance.quantityUnits) units more")
        }
        if thresholds?.isEmpty ?? false { lines.append("  nothing needs an approval") }
        return lines.joined(separator: "\n")
    }
}

enum PolicySubject {
    static let billTolerance = "bill-tolerance"
    static let all = [PurchaseOrder.policy, billTolerance]

    static func revisions(of subject: String, at place: Workplace) async throws -> [PolicyView] {
        if subject == billTolerance {
            return try await place.revisions(of: BillTolerance.key, as: BillTolerance.self).map(PolicyView.init)
        }
        return try await place.revisions(of: ApprovalPolicy.key(of: subject), as: ApprovalPolicy.self)
            .map(PolicyView.init)
    }
}

struct PolicyShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "What the policies say, and what they said before.",
        discussion: """
            Examples:
              stockroom policy show
              stockroom policy show purchase-order --history
            """)

    @Argument(help: "purchase-order or bill-tolerance; without one, all.") var subject: String?
    @Flag(help: "All revisions, the oldest first.") var history = false
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let (subjects, history) = (subject.map { [$0] } ?? PolicySubject.all, history)
        let views = try await work.use(json) { place in
            var views: [PolicyView] = []
            for subject in subjects {
                let revisions = try await PolicySubject.revisions(of: subject, at: place)
                views += history ? revisions : Array(revisions.suffix(1))
            }
            return views
        }
        try json.put(views) {
            views.isEmpty
                ? "no policy is set: nothing needs an approval, and no difference is tolerated"
                : views.map(\.text).joined(separator: "\n")
        }
    }
}

struct PolicySetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Set a policy anew; what it said before is kept.",
        discussion: """
            All thresholds are given at once: those that are left out are gone. A threshold \
            is AMOUNT:APPROVERS, or SUPPLIER=AMOUNT:APPROVERS for one supplier alone, whose \
            own go before those for anybody. Without a threshold nothing needs an approval.

            Examples:
              stockroom policy set purchase-order --above 1000:2,3 --above 50000:3 \\
                --reason "as of this year"
              stockroom policy set purchase-order --above NEWCO=0:5 --reason trial
              stockroom policy set bill-tolerance --cost-basis-points 100 \\
                --cost-amount 0.05 --reason "rounding"
            """)

    @Argument(help: "purchase-order or bill-tolerance.") var subject: String
    @Option(help: ArgumentHelp("From which value on who approves.", valueName: "threshold"))
    var above: [ThresholdArgument] = []
    @Option(help: ArgumentHelp("For bills of this supplier alone.", valueName: "supplier")) var party: String?
    @Option(help: ArgumentHelp("Of the cost that was agreed.", valueName: "1/100 %")) var costBasisPoints: Int64 = 0
    @Option(help: ArgumentHelp("Of a base unit.", valueName: "amount")) var costAmount: Money = .zero
    @Option(help: ArgumentHelp("Of the quantity ordered.", valueName: "1/100 %")) var quantityBasisPoints: Int64 = 0
    @Option(help: ArgumentHelp("Base units of a line.", valueName: "count")) var quantityUnits: Int64 = 0
    @Option(help: ArgumentHelp("Why it is set.", valueName: "text")) var reason: String
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    func validate() throws {
        guard PolicySubject.all.contains(subject) else {
            throw ValidationError("There is no policy \"\(subject)\": \(PolicySubject.all.joined(separator: ", ")).")
        }
        guard above.isEmpty || subject != PolicySubject.billTolerance else {
            throw ValidationError("--above is for approvals, not for tolerances.")
        }
        guard costBasisPoints >= 0, costAmount >= .zero, quantityBasisPoints >= 0, quantityUnits >= 0 else {
            throw ValidationError("A tolerance is not below zero.")
        }
    }

    mutating func run() async throws {
        let command = self
        let view = try await work.use(json) { place in
            if command.subject == PolicySubject.billTolerance {
                var policy =
                    try await place.read(BillTolerance.self, at: BillTolerance.key)?.content
                    ?? BillTolerance(tolerances: [])
                policy.tolerances.removeAll { $0.party == command.party }
                policy.tolerances.append(
                    BillTolerance.Tolerance(
                        party: command.party, costBasisPoints: command.costBasisPoints,
                        costAmount: command.costAmount, quantityBasisPoints: command.quantityBasisPoints,
                        quantityUnits: command.quantityUnits))
                try await place.set(policy, reason: command.reason)
            } else {
                try await place.set(
                    ApprovalPolicy(subject: command.subject, thresholds: command.above.map(\.threshold)),
                    reason: command.reason)
            }
            return try await PolicySubject.revisions(of: command.subject, at: place).last
        }
        try json.put(StepView(view)) { view?.text ?? "" }
    }
}

/// `1000:2,3`, or `NEWCO=0:5` for one party alone.
struct ThresholdArgument: ExpressibleByArgument {
    var threshold: ApprovalPolicy.Threshold

    init?(argument: String) {
        guard let colon = argument.lastIndex(of: ":") else { return nil }
        let approvers = argument[argument.index(after: colon)...].split(
            separator: ",", omittingEmptySubsequences: false
        ).map { UInt32($0) }
        let before = argument[..<colon]
        let equals = before.lastIndex(of: "=")
        let amount = equals.map { before[before.index(after: $0)...] } ?? before
        let party = equals.map { String(before[..<$0]) }
        guard !approvers.isEmpty, !approvers.contains(nil), !(party?.isEmpty ?? false), let above = Money(amount),
            above >= .zero
        else { return nil }
        threshold = .init(above: above, party: party, approvers: approvers.compactMap { $0 })
    }
}
