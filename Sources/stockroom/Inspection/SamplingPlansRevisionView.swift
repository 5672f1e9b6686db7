import RetailDocuments
import RetailMasterData
import StockModel

/// What the sampling plans were from one setting to the next.
struct SamplingPlansRevisionView: Encodable {
    var revision: UInt64
    var setBy: UInt32
    var setAt: String
    var reason: String
    var plans: [SamplingPlanView]

    enum CodingKeys: String, CodingKey {
        case revision, reason, plans
        case setBy = "set_by"
        case setAt = "set_at"
    }

    init(_ stored: Stored<PolicyRevision<SamplingPlans>>) {
        revision = stored.content.policy.revision
        setBy = stored.principal.rawValue
        setAt = stored.time.text
        reason = stored.content.reason
        plans = stored.content.policy.plans.map(SamplingPlanView.init)
    }

    var text: String {
        let names = plans.isEmpty ? "no plan" : plans.map(\.name).joined(separator: ", ")
        let head = "revision \(revision), set by principal \(setBy) on \(setAt.prefix(10))"
        return (reason.isEmpty ? head : "\(head): \(reason)") + "\n  \(names)"
    }
}
