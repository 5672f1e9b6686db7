import ArgumentParser
import RetailDocuments
import RetailPurchasing
import RetailReceiving
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
              policies         who may set policies, this one included
              receipt          how much more than was ordered is taken in, which is set by
                               stockroom receipt tolerance

            Which goods are looked at is said by sampling plans: stockroom inspection plans

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
    var principals: [UInt32]?
    var thresholds: [Threshold]?
    var tolerances: [Tolerance]?
    var acceptedBy: [UInt32]?
    var receipt: Receipt?

    /// More than was ordered of a line, in all.
    struct Receipt: Encodable {
        var supplier: String?
        var basisPoints: Int64?
        var units: Int64?

        enum CodingKeys: String, CodingKey {
            case supplier, units
            case basisPoints = "basis_points"
        }

        init(_ policy: ReceivingPolicy) {
            supplier = policy.supplier
            switch policy.tolerance {
            case .basisPoints(let share): basisPoints = share
            case .units(let count): units = count
            }
        }

        var text: String {
            let more = basisPoints.map { "\($0) basis points" } ?? "\(units ?? 0) units"
            return "  \(supplier ?? "anybody"): \(more) more than was ordered of a line are taken in"
        }
    }

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
        case subject, revision, reason, principals, thresholds, tolerances, receipt
        case acceptedBy = "accepted_by"
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
        acceptedBy = stored.content.policy.acceptedBy
        tolerances = stored.content.policy.tolerances.map { tolerance in
            Tolerance(
                party: tolerance.party, costBasisPoints: tolerance.costBasisPoints,
                costAmount: tolerance.costAmount.description, quantityBasisPoints: tolerance.quantityBasisPoints,
                quantityUnits: tolerance.quantityUnits)
        }
    }

    init(_ stored: Stored<PolicyRevision<PolicyAdministrators>>) {
        self.init(PolicySubject.policies, stored)
        principals = stored.content.policy.principals
    }

    init(_ stored: Stored<PolicyRevision<ReceivingPolicy>>) {
        self.init(PolicySubject.receipt, stored)
        receipt = Receipt(stored.content.policy)
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
        if let principals { lines.append("  policies are set by \(PrincipalList.text(of: principals))") }
        for threshold in thresholds ?? [] {
            let approvers = PrincipalList.text(of: threshold.approvers)
            lines.append("  \(threshold.party ?? "anybody"): above \(threshold.above) approved by \(approvers)")
        }
        for tolerance in tolerances ?? [] {
            lines.append(
                "  \(tolerance.party ?? "anybody"): a unit may cost \(tolerance.costBasisPoints) basis points or "
                    + "\(tolerance.costAmount) more,\n    a line be \(tolerance.quantityBasisPoints) basis points or "
                    + "\(tolerance.quantityUnits) units more")
        }
        if let receipt { lines.append(receipt.text) }
        if let acceptedBy {
            lines.append("  what differs by more is accepted by \(PrincipalList.text(of: acceptedBy))")
        }
        if thresholds?.isEmpty ?? false { lines.append("  nothing needs an approval") }
        return lines.joined(separator: "\n")
    }
}

enum PolicySubject {
    static let billTolerance = "bill-tolerance"
    static let policies = "policies"
    static let receipt = "receipt"
    /// Those that are set by `policy set`.
    static let settable = [PurchaseOrder.policy, billTolerance, policies]
    static let all = settable + [receipt]

    /// What is shown: the last revision of each policy of a subject, or all revisions.
    static func views(of subject: String, history: Bool, at place: Workplace) async throws -> [PolicyView] {
        guard subject == receipt else {
            let revisions = try await revisions(of: subject, at: place)
            return history ? revisions : Array(revisions.suffix(1))
        }
        var views: [PolicyView] = []
        for policy in try await place.receivingPolicies() {
            let revisions = try await place.revisions(of: policy.key, as: ReceivingPolicy.self).map(PolicyView.init)
            views += history ? revisions : Array(revisions.suffix(1))
        }
        return views
    }

    static func revisions(of subject: String, at place: Workplace) async throws -> [PolicyView] {
        switch subject {
        case billTolerance:
            try await place.revisions(of: BillTolerance.key, as: BillTolerance.self).map(PolicyView.init)
        case policies:
            try await place.revisions(of: PolicyAdministrators.key, as: PolicyAdministrators.self).map(PolicyView.init)
        default:
            try await place.revisions(of: ApprovalPolicy.key(of: subject), as: ApprovalPolicy.self)
                .map(PolicyView.init)
        }
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

    @Argument(help: "purchase-order, bill-tolerance, policies or receipt; without one, all.") var subject: String?
    @Flag(help: "All revisions, the oldest first.") var history = false
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    func validate() throws {
        guard let subject, !PolicySubject.all.contains(subject) else { return }
        throw ValidationError("There is no policy \"\(subject)\": \(PolicySubject.all.joined(separator: ", ")).")
    }

    mutating func run() async throws {
        let (subjects, history) = (subject.map { [$0] } ?? PolicySubject.all, history)
        let views = try await work.use(json) { place in
            var views: [PolicyView] = []
            for subject in subjects {
                views += try await PolicySubject.views(of: subject, history: history, at: place)
            }
            return views
        }
        try json.put(views) { Self.text(of: views, about: subject) }
    }

    private static func text(of views: [PolicyView], about subject: String?) -> String {
        let said = views.map(\.text).joined(separator: "\n")
        if let subject { return views.isEmpty ? "policy \(subject) is not set" : said }
        let nothing = """
            no policy is set: nothing needs an approval, no difference is tolerated,
              and anybody may set one
            """
        return """
            \(views.isEmpty ? nothing : said)
            which goods are looked at is said by: stockroom inspection plans
            """
    }
}
