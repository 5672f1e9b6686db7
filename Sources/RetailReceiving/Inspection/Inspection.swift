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
    /// The goods lay in `receiving`, else in quarantine.
    public var wasInReceiving: Bool
    /// Base units of the lot.
    public var units: Int64
    /// The name of the plan; nil: none asked for it.
    public var plan: String?
    /// Where the goods have come from; nil: not known.
    public var source: GoodsSource?
    /// What was found.
    public var finding: Finding
    /// Until when each unit should be where it belongs, in milliseconds since 1970; nil: nobody has said, so at once.
    public var dueMilliseconds: Int64?
    /// Accepted units that are on a shelf.
    public var stocked: Int64
    /// Rejected units that have been taken out of `receiving`.
    public var quarantined: Int64
    /// Rejected units that are in `damaged`.
    public var damaged: Int64
    /// Rejected units that the supplier has back.
    public var returned: Int64
    /// The receipt whose line brought the goods to `receiving`; nil: not known.
    public var receipt: String?
    /// The line of that receipt.
    public var receiptLine: UInt32?
    /// What the finding stands on; nil: somebody has looked.
    public var basis: Basis?
    /// How parts of it were ended without going where they were allowed to.
    public var voidings: [Voiding]?

    /// What a finding can stand on besides a look at the goods.
    public enum Basis: String, Codable, Hashable, Sendable, CaseIterable {
        /// A buyer has accepted what came in good state beyond what was ordered; nobody has looked at it.
        case buyersWord
    }

    /// That somebody has ended what was still to be done about units.
    public struct Voiding: Codable, Hashable, Sendable {
        /// Who.
        public var principal: UInt32
        /// When, in milliseconds since 1970.
        public var timeMilliseconds: Int64
        /// Why.
        public var reason: String
        /// Accepted units that do not go onto a shelf by this record.
        public var accepted: Int64
        /// Rejected units that do not go out of `receiving` by it.
        public var rejected: Int64
        /// Rejected units that do not go out of quarantine by it.
        public var quarantined: Int64
    }

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
        case .stock: accepted - stocked - ended(\.accepted)
        case .quarantine: wasInReceiving ? rejected - quarantined - ended(\.rejected) : 0
        case .damaged, .supplierReturn:
            (wasInReceiving ? quarantined : rejected) - damaged - returned - ended(\.quarantined)
        }
    }

    private func ended(_ part: KeyPath<Voiding, Int64>) -> Int64 {
        (voidings ?? []).reduce(0) { $0 + $1[keyPath: part] }
    }

    /// Base units in `receiving` that nobody else may take: accepted and rejected ones that have not been released.
    public var claimed: Int64 { wasInReceiving ? left(for: .stock) + left(for: .quarantine) : 0 }

    /// Something of the lot has not yet found its place: accepted units, or rejected ones that wait in quarantine.
    public var waits: Bool { Disposition.allCases.contains { left(for: $0) > 0 } }

    /// What waits for a person: accepted units, and rejected ones in `receiving`, for their release; rejected ones in
    /// quarantine for somebody who discards them.
    var tasks: [WaitingTask] {
        let due = Instant(millisecondsSinceEpoch: dueMilliseconds ?? 0)
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
        guard waits else { return [] }
        let claims = Self.claimTerms(of: SKU(rawValue: sku), at: LocationID(rawValue: location)) + reference
        return [IndexTerm(Self.waitingTerms + reference)] + (claimed > 0 ? [IndexTerm(claims)] : [])
            + tasks.map(\.term)
    }

    /// What the terms of records begin with that are not finished.
    static let waitingTerms = "inspection.waits/"

    /// What the terms of records begin with that claim units of a SKU at a location of kind `receiving`.
    static func claimTerms(of sku: SKU, at location: LocationID) -> String {
        "inspection.claims/\(UInt64(location.rawValue).keyText)/\(sku.rawValue.keyText)/"
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

    /// What it is after somebody has ended what is left of it: the units in `receiving`, else those in quarantine.
    ///
    /// - Throws: `InspectionRule.nothingLeft` where nothing is, `needsVoidingReason` without a reason.
    func afterVoiding(by principal: PrincipalID, at time: Instant, because reason: String) throws(InspectionRule)
        -> Inspection
    {
        guard !reason.isEmpty else { throw .needsVoidingReason(reference) }
        guard waits else { throw .nothingLeft(reference) }
        var voiding = Voiding(
            principal: principal.rawValue, timeMilliseconds: time.millisecondsSinceEpoch, reason: reason,
            accepted: left(for: .stock), rejected: left(for: .quarantine), quarantined: 0)
        if claimed == 0 { voiding.quarantined = left(for: .damaged) }
        var next = self
        next.voidings = (voidings ?? []) + [voiding]
        return next
    }
}
