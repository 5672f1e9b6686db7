public import RetailDocuments
import RetailMasterData
public import StockModel

/// One line of an order: a document of its own, so that two clerks who receive two lines do not meet.
///
/// Always: ordered = received + open + cancelled. What came beyond what was ordered, and was accepted, is counted beside
/// that, as `over`.
public struct PurchaseOrderLine: WorkflowDocument {
    /// What it is.
    public static let kind = DocumentKind.purchaseOrderLine
    /// The number of its order.
    public var order: UInt64
    /// Its number within the order, from 1 on.
    public var line: UInt32
    /// What another system calls it, such as the id of its row.
    public var externalKey: String?
    /// The code of the supplier.
    public var supplier: String
    /// The number of the SKU.
    public var sku: UInt64
    /// Base units that the supplier was asked for, after all amendments.
    public var ordered: Int64
    /// Base units that have come, of those ordered.
    public var received: Int64 = 0
    /// Base units that are not expected any more.
    public var cancelled: Int64 = 0
    /// Base units that have come beyond what was ordered, and were accepted.
    public var over: Int64 = 0
    /// Base units of those that came which have failed an inspection.
    public var rejected: Int64 = 0
    /// Base units of those that came which have been sent back to the supplier.
    public var returned: Int64 = 0
    /// Base units of those sent back that had failed before; nil: not told apart, so as many as can be.
    public var returnedOfRejected: Int64?
    /// Base units that bills of the supplier have been accepted for.
    public var billed: Int64 = 0
    /// Of a base unit, as agreed.
    public var unitCost: Money
    /// What all that has come has cost, as said at each receipt.
    public var receivedCost = Money.zero
    /// The day that was asked for.
    public var requestedDay: CalendarDay
    /// The day that was agreed last: as ordered, or as the supplier has confirmed.
    public var dueDay: CalendarDay
    /// How much came on which day, by day.
    public var deliveries: [Delivery] = []

    /// What came of a line on one day.
    public struct Delivery: Codable, Hashable, Sendable {
        /// When.
        public var day: CalendarDay
        /// Base units.
        public var quantity: Int64
    }

    /// A line of which nothing has come.
    public init(
        order: UInt64, line: UInt32, externalKey: String? = nil, supplier: String, sku: SKU, ordered: Int64,
        unitCost: Money, dueDay: CalendarDay
    ) {
        self.order = order
        self.line = line
        self.externalKey = externalKey
        self.supplier = supplier
        self.sku = sku.rawValue
        self.ordered = ordered
        self.unitCost = unitCost
        requestedDay = dueDay
        self.dueDay = dueDay
    }

    /// Base units that are still expected.
    public var open: Int64 { ordered - received - cancelled }

    /// Base units that have come, of those ordered and beyond.
    public var arrived: Int64 { received + over }

    /// Base units of the rejected ones that have not gone back.
    public var rejectedHere: Int64 { max(0, rejected - (returnedOfRejected ?? min(rejected, returned))) }

    /// Base units of those that came which were rejected or have gone back: one that was rejected and went back counts once.
    public var rejectedOrReturned: Int64 {
        let twice = returnedOfRejected ?? min(rejected, returned)
        // Units that went back before they were looked at may be counted as rejected later.
        return min(arrived, rejected + returned - twice)
    }

    /// Base units that the supplier may bill: those that came, and are neither rejected nor sent back.
    public var billable: Int64 { arrived - rejectedOrReturned }

    /// Base units for which a bill is expected; below zero: those that were billed beyond all that came.
    ///
    /// What was billed and is rejected or sent back later is neither: the supplier owes for it by the return.
    public var notInvoiced: Int64 { billed < billable ? billable - billed : min(0, arrived - billed) }

    /// Where it is stored.
    public var key: DocumentKey { Self.key(of: order, line) }

    /// Where the line of an order is stored.
    public static func key(of order: UInt64, _ line: UInt32) -> DocumentKey {
        DocumentKey("\(prefix(of: order))\(UInt64(line).padded(to: 4))")
    }

    /// What the keys of all lines of an order begin with.
    public static func prefix(of order: UInt64) -> String { "\(PurchaseOrder.key(of: order))/" }

    /// What the terms of lines begin with that are open, before their due day.
    public static let dueTerms = "po.due/"

    /// What the terms of lines begin with for which bills are expected, or which are billed for more than came, before their
    /// supplier.
    public static let notInvoicedTerms = "po.not-invoiced/"

    /// What the terms of the lines of an order begin with that are about a SKU.
    public static func terms(of sku: SKU, in order: UInt64) -> String {
        "po.line-of-sku/\(StockKeepingUnit.name(of: sku))/\(order.keyText)/"
    }

    /// By SKU; while units are open by the day on which they are due, and by supplier while bills are not what came.
    public var terms: [IndexTerm] {
        let number = UInt64(line).padded(to: 4)
        let place = "\(order.keyText)/\(number)"
        let skuName = StockKeepingUnit.name(of: SKU(rawValue: sku))
        var terms = [IndexTerm(Self.terms(of: SKU(rawValue: sku), in: order) + number)]
        if open > 0 {
            terms.append(IndexTerm("\(Self.dueTerms)\(dueDay.keyText)/\(place)"))
            terms.append(IndexTerm("po.open-sku/\(skuName)/\(dueDay.keyText)/\(place)"))
        }
        if notInvoiced != 0 { terms.append(IndexTerm("\(Self.notInvoicedTerms)\(supplier.keyPart)/\(place)")) }
        if let externalKey { terms.append(IndexTerm("po.external-line/\(externalKey.keyPart)")) }
        return terms
    }
}

/// Which line of which order.
public struct PurchaseOrderLineNumber: Codable, Hashable, Sendable {
    /// The number of the order.
    public var order: UInt64
    /// The number of the line in it.
    public var line: UInt32

    /// Made of its parts.
    public init(_ order: UInt64, _ line: UInt32) {
        self.order = order
        self.line = line
    }
}
