public import RetailDocuments
public import StockModel

/// The record that somebody has looked at goods, what was found, and what has become of each unit.
///
/// The engine lets nothing from quarantine onto a shelf without such a document. It is written first; what it allows is
/// moved afterwards, with it as a precondition:
///
/// ```
///   accepted ──▶ stocked                     accepted = stocked + not yet stocked
///   rejected ──▶ damaged, returned           rejected = damaged + returned + still in quarantine
/// ```
public struct Inspection: WorkflowDocument {
    /// What it is.
    public static let kind = DocumentKind.inspection

    /// What can become of inspected units.
    public enum Disposition: String, Codable, Hashable, Sendable, CaseIterable {
        /// Accepted ones onto a shelf.
        case stock
        /// Rejected ones out of `receiving`, where only goods lie that nobody doubts.
        case quarantine
        /// Rejected ones to `damaged`.
        case damaged
        /// Rejected ones back to the supplier.
        case supplierReturn
    }

    /// What it is called by: that of its order, or one of the caller.
    public var reference: String
    /// The number of the SKU.
    public var sku: UInt64
    /// Where the goods lay.
    public var location: UInt32
    /// The site that they lay at.
    public var site: UInt32
    /// The goods lay in `receiving`, under no plan.
    public var wasInReceiving: Bool
    /// Base units of the lot.
    public var units: Int64
    /// The name of the plan; nil: none asked for it.
    public var plan: String?
    /// Where the goods have come from; nil: not known.
    public var source: GoodsSource?
    /// What was found.
    public var finding: Finding
    /// Until when each unit should be where it belongs, in milliseconds since 1970.
    public var dueMilliseconds: Int64
    /// Accepted units that are on a shelf.
    public var stocked: Int64
    /// Rejected units that have been taken out of `receiving`.
    public var quarantined: Int64
    /// Rejected units that are in `damaged`.
    public var damaged: Int64
    /// Rejected units that the supplier has back.
    public var returned: Int64

    init(
        _ reference: String, of units: Int64, sku: SKU, at location: LocationID, site: SiteID, wasInReceiving: Bool,
        plan: String?, finding: Finding, due: Instant, from source: GoodsSource? = nil
    ) {
        self.reference = reference
        self.sku = sku.rawValue
        self.location = location.rawValue
        self.site = site.rawValue
        self.wasInReceiving = wasInReceiving
        self.units = units
        self.plan = plan
        self.source = source
        self.finding = finding
        dueMilliseconds = due.millisecondsSinceEpoch
        stocked = 0
        quarantined = 0
        damaged = 0
        returned = 0
    }

    /// Where it is stored.
    public var key: DocumentKey { Self.key(of: reference) }

    /// Where the inspection of a reference is stored.
    public static func key(of reference: String) -> DocumentKey { DocumentKey("inspection/\(reference)") }

    /// Base units that may be sold.
    public var accepted: Int64 { finding.accepted }
    /// Base units that may not.
    public var rejected: Int64 { units - finding.accepted }
    /// Base units for which this can still happen.
    public func left(for disposition: Disposition) -> Int64 {
        switch disposition {
        case .stock: accepted - stocked
        case .quarantine: wasInReceiving ? rejected - quarantined : 0
        case .damaged, .supplierReturn: (wasInReceiving ? quarantined : rejected) - damaged - returned
        }
    }

    /// Something of the lot has not yet found its place: accepted units, or rejected ones that wait in quarantine.
    public var waits: Bool { Disposition.allCases.contains { left(for: $0) > 0 } }

    /// What waits for a person: accepted units, and rejected ones in `receiving`, for their release; rejected ones in
    /// quarantine for somebody who discards them.
    var tasks: [WaitingTask] {
        let due = Instant(millisecondsSinceEpoch: dueMilliseconds)
        var tasks: [WaitingTask] = []
        if left(for: .stock) > 0 || left(for: .quarantine) > 0 {
            tasks.append(WaitingTask(owner: InspectionOrder.owner, due: due, reason: "inspection.release"))
        }
        if left(for: .damaged) > 0 {
            tasks.append(WaitingTask(owner: InspectionOrder.owner, due: due, reason: "inspection.discard"))
        }
        return tasks
    }

    /// All that it is found under.
    public var terms: [IndexTerm] {
        waits ? [IndexTerm("inspection.waits/\(reference)")] + tasks.map(\.term) : []
    }

    /// What it is after units have gone where it allows.
    ///
    /// - Throws: `InspectionRule.exceeds` where it does not allow so many.
    public func after(_ disposition: Disposition, units: Int64) throws(InspectionRule) -> Inspection {
        guard units > 0 else { throw .quantityNotPositive(units) }
        let left = left(for: disposition)
        guard units <= left else { throw .exceeds(reference, disposition, asked: units, left: left) }
        var next = self
        switch disposition {
        case .stock: next.stocked += units
        case .quarantine: next.quarantined += units
        case .damaged: next.damaged += units
        case .supplierReturn: next.returned += units
        }
        return next
    }
}
