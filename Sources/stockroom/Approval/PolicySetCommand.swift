import ArgumentParser
import RetailDocuments
import RetailPurchasing
import StockModel

struct PolicySetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Set a policy anew; what it said before is kept.",
        discussion: """
            All thresholds are given at once: those that are left out are gone. A threshold \
            is AMOUNT:APPROVERS, or SUPPLIER=AMOUNT:APPROVERS for one supplier alone, whose \
            own go before those for anybody. Without a threshold nothing needs an approval.

            With bill-tolerance, --accepted-by names who accepts a bill that differs by \
            more; as long as nobody is named the buyers of its orders do. Given alone, it \
            leaves the tolerances as they are, and left out it stays as it is itself.

            As long as policies is not set anybody may set a policy: so a shop begins. Once \
            it is, only those may whom it names, and only they name others. It holds for \
            receipt tolerance too.

            Examples:
              stockroom policy set purchase-order --above 1000:2,3 --above 50000:3 \\
                --reason "as of this year"
              stockroom policy set purchase-order --above NEWCO=0:5 --reason trial
              stockroom policy set bill-tolerance --cost-basis-points 100 \\
                --cost-amount 0.05 --reason "rounding"
              stockroom policy set bill-tolerance --accepted-by 5,6 --reason "as of May"
              stockroom policy set policies --by 3,4 --reason "the shop opens"
            """)

    @Argument(help: "purchase-order, bill-tolerance or policies.") var subject: String
    @Option(help: ArgumentHelp("From which value on who approves.", valueName: "threshold"))
    var above: [ThresholdArgument] = []
    @Option(help: ArgumentHelp("Who may set policies.", valueName: "numbers")) var by: PrincipalList?
    @Option(help: ArgumentHelp("For bills of this supplier alone.", valueName: "supplier")) var party: String?
    @Option(help: ArgumentHelp("Of the cost that was agreed.", valueName: "1/100 %")) var costBasisPoints: Int64?
    @Option(help: ArgumentHelp("Of a base unit.", valueName: "amount")) var costAmount: Money?
    @Option(help: ArgumentHelp("Of the quantity ordered.", valueName: "1/100 %")) var quantityBasisPoints: Int64?
    @Option(help: ArgumentHelp("Base units of a line.", valueName: "count")) var quantityUnits: Int64?
    @Option(help: ArgumentHelp("Who accepts a bill that differs by more.", valueName: "numbers"))
    var acceptedBy: PrincipalList?
    @Flag(help: "A bill that differs by more is accepted by the buyers of its orders.") var acceptedByBuyers = false
    @Option(help: ArgumentHelp("Why it is set.", valueName: "text")) var reason: String
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    func validate() throws {
        let settable = PolicySubject.settable
        guard settable.contains(subject) else {
            throw ValidationError("There is no policy \"\(subject)\": \(settable.joined(separator: ", ")).")
        }
        guard above.isEmpty || subject == PurchaseOrder.policy else {
            throw ValidationError("--above is for approvals: policy set \(PurchaseOrder.policy).")
        }
        guard (by != nil) == (subject == PolicySubject.policies) else {
            throw ValidationError("--by goes with policy set \(PolicySubject.policies), and only with that.")
        }
        let numbers = [costBasisPoints, costAmount?.tenThousandths, quantityBasisPoints, quantityUnits]
        guard numbers.allSatisfy({ ($0 ?? 0) >= 0 }) else { throw ValidationError("A tolerance is not below zero.") }
        guard (acceptedBy == nil && !acceptedByBuyers) || subject == PolicySubject.billTolerance else {
            throw ValidationError("Who accepts bills is said by policy set \(PolicySubject.billTolerance).")
        }
        guard acceptedBy == nil || !acceptedByBuyers else {
            throw ValidationError("Choose --accepted-by or --accepted-by-buyers, not both.")
        }
    }

    mutating func run() async throws {
        let command = self
        let view = try await work.use(json) { place in
            switch command.subject {
            case PolicySubject.policies:
                let named = command.by?.principals ?? []
                let policy = try decided { () throws(PolicyRule) in try PolicyAdministrators(named) }
                try await place.set(policy, reason: command.reason)
            case PolicySubject.billTolerance:
                var policy =
                    try await place.read(BillTolerance.self, at: BillTolerance.key)?.content
                    ?? BillTolerance(tolerances: [])
                command.change(&policy)
                try await place.set(policy, reason: command.reason)
            default:
                try await place.set(
                    ApprovalPolicy(subject: command.subject, thresholds: command.above.map(\.threshold)),
                    reason: command.reason)
            }
            return try await PolicySubject.revisions(of: command.subject, at: place).last
        }
        try json.put(StepView(view)) { view?.text ?? "" }
    }

    /// Who accepts differences, or the tolerances of a party, or both; who accepts stays as it was where it is not said,
    /// and so do the tolerances where only that is said.
    private func change(_ policy: inout BillTolerance) {
        if let acceptedBy { policy.acceptedBy = acceptedBy.principals.map(\.rawValue) }
        if acceptedByBuyers { policy.acceptedBy = nil }
        let saysTolerance =
            costBasisPoints != nil || costAmount != nil || quantityBasisPoints != nil || quantityUnits != nil
        guard saysTolerance || (acceptedBy == nil && !acceptedByBuyers) else { return }
        policy.tolerances.removeAll { $0.party == party }
        policy.tolerances.append(
            BillTolerance.Tolerance(
                party: party, costBasisPoints: costBasisPoints ?? 0, costAmount: costAmount ?? .zero,
                quantityBasisPoints: quantityBasisPoints ?? 0, quantityUnits: quantityUnits ?? 0))
    }
}

/// `1000:2,3`, or `NEWCO=0:5` for one party alone.
struct ThresholdArgument: ExpressibleByArgument {
    var threshold: ApprovalPolicy.Threshold

    init?(argument: String) {
        guard let colon = argument.lastIndex(of: ":") else { return nil }
        let approvers = PrincipalList(argument: String(argument[argument.index(after: colon)...]))
        let before = argument[..<colon]
        let equals = before.lastIndex(of: "=")
        let amount = equals.map { before[before.index(after: $0)...] } ?? before
        let party = equals.map { String(before[..<$0]) }
        guard let approvers, !(party?.isEmpty ?? false), let above = Money(amount), above >= .zero else { return nil }
        threshold = .init(above: above, party: party, approvers: approvers.principals.map(\.rawValue))
    }
}

/// Principals, as in `1,2`.
struct PrincipalList: ExpressibleByArgument {
    var principals: [PrincipalID]

    init?(argument: String) {
        let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map { UInt32($0) }
        guard !numbers.isEmpty, !numbers.contains(nil), !numbers.contains(0) else { return nil }
        principals = numbers.compactMap { $0.map { PrincipalID(rawValue: $0) } }
    }

    /// For a person: `1, 2`.
    static func text(of principals: [UInt32]) -> String { principals.map { "\($0)" }.joined(separator: ", ") }
}
