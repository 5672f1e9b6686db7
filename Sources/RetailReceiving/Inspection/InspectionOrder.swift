public import RetailDocuments
import RetailMasterData
public import StockModel

/// Goods that somebody has to look at before they reach a shelf.
///
/// ```
///            receive               record
///   (none) ──────────▶ waiting ──────────────▶ recorded
/// ```
///
/// It opens no shelf: the engine asks for the inspection itself, which is written when somebody has looked.
public struct InspectionOrder: WorkflowDocument {
    /// What it is.
    public static let kind = DocumentKind.inspectionOrder

    /// How far it is.
    public enum State: String, Codable, Hashable, Sendable, CaseIterable {
        case waiting, recorded
    }

    /// What it is called by: that of the receipt line, such as `RC-7/0000000001`.
    public var reference: String
    /// How far it is.
    public var state: State
    /// The number of the SKU.
    public var sku: UInt64
    /// Where the goods lie.
    public var location: UInt32
    /// The site that they lie at.
    public var site: UInt32
    /// Base units of the lot.
    public var units: Int64
    /// How many of them have to be looked at.
    public var sample: Int64
    /// The name of the plan.
    public var plan: String
    /// What is looked at.
    public var checklist: [String]
    /// No part of the lot passes under conditions.
    public var isRegulated: Bool
    /// Until when it should be done, in milliseconds since 1970.
    public var dueMilliseconds: Int64
    /// Where the goods have come from; nil: not known.
    public var source: GoodsSource?

    /// Who inspects goods.
    public static let owner = "inspector"

    init(
        _ reference: String, of units: Int64, sku: SKU, at location: LocationID, site: SiteID, by plan: SamplingPlan,
        due: Instant, from source: GoodsSource?
    ) {
        self.reference = reference
        state = .waiting
        self.sku = sku.rawValue
        self.location = location.rawValue
        self.site = site.rawValue
        self.units = units
        sample = plan.sample.units(of: units)
        self.plan = plan.name
        checklist = plan.checklist
        isRegulated = plan.isRegulated
        dueMilliseconds = due.millisecondsSinceEpoch
        self.source = source
    }

    /// Where it is stored.
    public var key: DocumentKey { Self.key(of: reference) }

    /// Where the order of a reference is stored.
    public static func key(of reference: String) -> DocumentKey { DocumentKey("inspection-order/\(reference)") }

    /// What the terms of orders begin with that wait.
    static let waitingTerms = "inspection-order.waiting/"

    /// All that it is found under.
    public var terms: [IndexTerm] {
        guard state == .waiting else { return [] }
        let due = Instant(millisecondsSinceEpoch: dueMilliseconds)
        return [
            IndexTerm(Self.waitingTerms + reference),
            WaitingTask(owner: Self.owner, due: due, reason: "inspection.waiting").term,
        ]
    }

    /// What it is after somebody has looked.
    ///
    /// - Throws: `InspectionRule.isRecorded` where somebody has already.
    func recorded() throws(InspectionRule) -> InspectionOrder {
        guard state == .waiting else { throw .isRecorded(reference) }
        var next = self
        next.state = .recorded
        return next
    }
}
