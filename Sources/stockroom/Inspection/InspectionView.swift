import RetailDocuments
import RetailMasterData
import RetailReceiving
import StockModel

/// Goods that wait for an inspection, as they are shown.
struct InspectionOrderView: Encodable {
    var reference: String
    var state: String
    var sku: UInt64
    var units: Int64
    var sample: Int64
    var location: UInt32
    var plan: String
    var checklist: [String]
    var isRegulated: Bool
    var due: String

    enum CodingKeys: String, CodingKey {
        case reference, state, sku, units, sample, location, plan, checklist, due
        case isRegulated = "is_regulated"
    }

    init(_ order: InspectionOrder) {
        reference = order.reference
        state = order.state.rawValue
        sku = order.sku
        units = order.units
        sample = order.sample
        location = order.location
        plan = order.plan
        checklist = order.checklist
        isRegulated = order.isRegulated
        due = Instant(millisecondsSinceEpoch: order.dueMilliseconds).text
    }

    var text: String {
        let points = checklist.isEmpty ? "" : "\n  checklist: \(checklist.joined(separator: ", "))"
        let regulated = isRegulated ? ", regulated" : ""
        return """
            inspection \(reference): \(state)
              \(NumberText.grouped(units)) of SKU \(sku) at location \(location), under plan \(plan)\(regulated)
              look at \(NumberText.grouped(sample)) of them or more, until \(due.prefix(16))\(points)
            """
    }
}

/// The record of an inspection, as it is shown.
struct InspectionView: TextView {
    struct Answer: Encodable {
        var point: String
        var isFulfilled: Bool

        enum CodingKeys: String, CodingKey {
            case point
            case isFulfilled = "is_fulfilled"
        }
    }

    var reference: String
    var sku: UInt64
    var location: UInt32
    var plan: String?
    var verdict: String
    var units: Int64
    var sampled: Int64
    var accepted: Int64
    var rejected: Int64
    var stocked: Int64
    var quarantined: Int64
    var damaged: Int64
    var returned: Int64
    var answers: [Answer]
    var reason: String
    /// Nobody has looked: a buyer has accepted the goods.
    var isBuyersWord: Bool
    var voidings: [Voiding]

    /// That somebody has ended what was left of it.
    struct Voiding: Encodable {
        var principal: UInt32
        var time: String
        var reason: String
        var units: Int64
    }

    enum CodingKeys: String, CodingKey {
        case reference, sku, location, plan, verdict, units, sampled, accepted, rejected, stocked, quarantined, damaged
        case returned, answers, reason, voidings
        case isBuyersWord = "is_buyers_word"
    }

    init(_ inspection: Inspection) {
        reference = inspection.reference
        sku = inspection.sku
        location = inspection.location
        plan = inspection.plan
        verdict = inspection.finding.verdict.rawValue
        units = inspection.units
        sampled = inspection.finding.sampled
        accepted = inspection.accepted
        rejected = inspection.rejected
        stocked = inspection.stocked
        quarantined = inspection.quarantined
        damaged = inspection.damaged
        returned = inspection.returned
        answers = inspection.finding.answers.map { Answer(point: $0.point, isFulfilled: $0.isFulfilled) }
        reason = inspection.finding.reason
        isBuyersWord = inspection.basis == .buyersWord
        voidings = (inspection.voidings ?? []).map {
            Voiding(
                principal: $0.principal, time: Instant(millisecondsSinceEpoch: $0.timeMilliseconds).text,
                reason: $0.reason, units: $0.accepted + $0.rejected + $0.quarantined)
        }
    }

    var text: String {
        let why = reason.isEmpty ? "" : " (\(reason))"
        var lines = [
            "inspection \(reference): \(verdict)\(why)",
            "  \(NumberText.grouped(units)) of SKU \(sku), "
                + (isBuyersWord ? "by the buyer's word, " : "\(NumberText.grouped(sampled)) looked at, ")
                + "\(NumberText.grouped(accepted)) accepted, \(NumberText.grouped(rejected)) rejected",
            "  on a shelf: \(NumberText.grouped(stocked)); damaged: \(NumberText.grouped(damaged)); "
                + "back to the supplier: \(NumberText.grouped(returned))",
        ]
        lines += answers.map { "  \($0.isFulfilled ? "yes" : "no"): \($0.point)" }
        lines += voidings.map {
            "  ended for \(NumberText.grouped($0.units)) by principal \($0.principal), \($0.time.prefix(16)): \($0.reason)"
        }
        return lines.joined(separator: "\n")
    }
}

/// What the release of a lot came to, as it is shown.
struct InspectionReleaseView: TextView {
    var inspection: InspectionView
    var putaway: PutawayView
    var quarantined: Int64

    init(_ release: InspectionRelease) {
        inspection = InspectionView(release.inspection)
        putaway = PutawayView(release.putaway)
        quarantined = release.quarantined
    }

    var text: String {
        let rejected = quarantined > 0 ? "\nSKU \(putaway.sku): \(NumberText.grouped(quarantined)) to quarantine" : ""
        return putaway.text + rejected
    }
}

/// A sampling plan, as it is shown.
struct SamplingPlanView: Encodable {
    struct Row: Encodable {
        var lotMax: Int64
        var sample: Int64

        enum CodingKeys: String, CodingKey {
            case sample
            case lotMax = "lot_max"
        }
    }

    var name: String
    var scope: String
    var code: String?
    var basisPoints: Int64?
    var table: [Row]?
    var checklist: [String]
    var isRegulated: Bool

    enum CodingKeys: String, CodingKey {
        case name, scope, code, table, checklist
        case basisPoints = "basis_points"
        case isRegulated = "is_regulated"
    }

    init(_ plan: SamplingPlan) {
        name = plan.name
        switch plan.scope {
        case .supplier(let code): (scope, self.code) = ("supplier", code)
        case .category(let code): (scope, self.code) = ("category", code)
        case .brand(let code): (scope, self.code) = ("brand", code)
        case .privateLabel: scope = "private-label"
        }
        switch plan.sample {
        case .basisPoints(let share): basisPoints = share
        case .table(let rows): table = rows.map { Row(lotMax: $0.lotMax, sample: $0.sample) }
        }
        checklist = plan.checklist
        isRegulated = plan.isRegulated
    }

    /// How many units of a lot are looked at, for a person.
    var sample: String {
        if let basisPoints { return "\(basisPoints) basis points" }
        return (table ?? []).map { "\($0.sample) of \($0.lotMax)" }.joined(separator: ", ")
    }
}
