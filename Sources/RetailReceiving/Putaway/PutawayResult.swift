public import StockModel

/// What a putaway came to.
public struct PutawayResult: Hashable, Sendable {
    /// What was put away.
    public var sku: SKU
    /// Which units went where.
    public var assignments: [PutawayAssignment]
    /// Base units for which there was no room: they lie where they lay.
    public var unassigned: Int64
    /// The promises that waited for the units and have them now, in order of promise.
    public var served: [ServedPromise]
    /// Base units that lie where they lay since they belong to records of inspections that are not released.
    public var claimed: Int64 = 0
    /// These records, by reference.
    public var claimedBy: [String] = []

    /// Made of its parts.
    public init(
        _ sku: SKU, assignments: [PutawayAssignment] = [], unassigned: Int64 = 0, served: [ServedPromise] = []
    ) {
        self.sku = sku
        self.assignments = assignments
        self.unassigned = unassigned
        self.served = served
    }

    init(_ sku: SKU, _ plan: PutawayPlan, _ outcomes: [Outcome]) {
        self.init(
            sku, assignments: plan.assignments, unassigned: plan.unassigned,
            served: outcomes.flatMap { outcome -> [ServedPromise] in
                if case .moved(let effects) = outcome { effects.served } else { [] }
            })
    }

    /// Base units that reached a place.
    public var units: Int64 { assignments.reduce(0) { $0 + $1.units } }
}
