import RetailDocuments
import RetailReceiving
import StockModel

/// What came of putting goods away, SKU by SKU, as it is shown.
struct PutawayGoodsView: TextView {
    /// What came of one SKU.
    struct Step: Encodable {
        /// What has become of the units that were asked for.
        enum State: String, Encodable {
            /// All of them reached a place.
            case done
            /// Some or all of them stay in receiving: there is no room, or somebody has to look at them first.
            case left
            /// Nothing was moved.
            case refused
        }

        var sku: UInt64
        var state: State
        /// Base units that reached a place.
        var units: Int64
        /// Base units for which there was no room.
        var unassigned: Int64
        /// Base units that belong to inspections that are not released.
        var claimed: Int64 = 0
        /// Base units that lie in receiving in the end; nil: not known.
        var inReceiving: Int64?
        var assignments: [PutawayView.Assignment]
        var served: [PutawayView.Served]
        var rule: WorkflowFailureView.BrokenRule?
        var refusal: RefusalView?
        var failure: WorkflowFailureView.Failure?
        var text: String

        enum CodingKeys: String, CodingKey {
            case sku, state, units, unassigned, claimed, assignments, served, rule, refusal, failure
            case inReceiving = "in_receiving"
        }
    }

    /// Where the goods lay.
    private var location: UInt32
    /// All that lie there are meant: what waits for an inspection is left, as it should be.
    private var isAll: Bool
    /// All that was asked for reached a place.
    private(set) var accepted = true
    private(set) var result: [Step] = []
    /// Base units of all SKUs that lie in receiving in the end; nil: not known.
    private(set) var inReceiving: Int64?
    /// What ended it before the last SKU.
    private(set) var failure: WorkflowFailure?

    enum CodingKeys: String, CodingKey {
        case location, accepted, result, failure
        case inReceiving = "in_receiving"
    }

    init(location: LocationID, isAll: Bool) {
        self.location = location.rawValue
        self.isAll = isAll
    }

    /// Notes what was put away of a SKU.
    mutating func add(_ putaway: PutawayResult) {
        let view = PutawayView(putaway)
        if view.unassigned > 0 || view.claimed > 0 && !isAll { accepted = false }
        result.append(
            Step(
                sku: view.sku, state: view.unassigned > 0 || view.claimed > 0 ? .left : .done, units: putaway.units,
                unassigned: view.unassigned, claimed: view.claimed, assignments: view.assignments, served: view.served,
                text: view.text))
    }

    /// Notes that nothing was moved of a SKU, or what ends it all.
    mutating func add(_ failure: WorkflowFailure, of sku: SKU) {
        let view = WorkflowFailureView(failure)
        guard CommandFailure.status(of: failure) == .differs else {
            self.failure = failure
            return accepted = false
        }
        let waits = failure.asksForInspection
        if !(waits && isAll) { accepted = false }
        result.append(
            Step(
                sku: sku.rawValue, state: waits ? .left : .refused, units: 0, unassigned: 0, assignments: [],
                served: [], rule: view.rule, refusal: view.refusal, failure: view.failure,
                text: "SKU \(sku.rawValue) \(waits ? "is left in receiving" : "is not put away"): "
                    + view.text.trimmingPrefix("refused: ")))
    }

    /// Notes what lies in receiving in the end.
    mutating func count(what goods: [(sku: SKU, units: Int64)]) {
        let units = Dictionary(goods.map { ($0.sku.rawValue, $0.units) }) { first, _ in first }
        for place in result.indices { result[place].inReceiving = units[result[place].sku] ?? 0 }
        inReceiving = goods.reduce(0) { sum, line in
            let (next, overflow) = sum.addingReportingOverflow(line.units)
            return overflow ? .max : next
        }
    }

    /// What is said after the steps, which were told when they were done.
    var text: String {
        guard let inReceiving else { return "the rest was not tried" }
        let nothing = result.isEmpty ? "nothing to put away; " : ""
        return nothing
            + "\(NumberText.counted(inReceiving, "unit lies", "units lie")) in receiving at location \(location)"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(location, forKey: .location)
        try container.encode(accepted, forKey: .accepted)
        try container.encode(result, forKey: .result)
        try container.encodeIfPresent(inReceiving, forKey: .inReceiving)
        try container.encodeIfPresent(
            failure.map { WorkflowFailureView.Failure(message: $0.description) }, forKey: .failure)
    }
}

extension WorkflowFailure {
    /// Somebody has to look at the goods first.
    fileprivate var asksForInspection: Bool {
        switch self {
        case .refused(.guarded(DocumentType.inspection, _)): true
        default: if case .needsInspection = rule(as: PutawayObstacle.self) { true } else { false }
        }
    }
}
