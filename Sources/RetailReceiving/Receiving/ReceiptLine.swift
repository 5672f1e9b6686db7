public import RetailDocuments
public import StockModel

/// What a clerk has counted of one SKU in a delivery.
public struct Arrival: Codable, Hashable, Sendable {
    /// The number of the SKU.
    public var sku: UInt64
    /// Base units that are as they should be.
    public var good: Int64
    /// Base units that came damaged.
    public var damaged: Int64
    /// The line of the order; nil: whichever lines of it are about the SKU, those due first before others.
    public var orderLine: UInt32?
    /// What a base unit costs; nil: what the order says.
    public var unitCost: Money?
    /// Nothing more is expected of the lines of the order that it is counted on.
    public var closesShort: Bool

    /// Made of its parts.
    public init(
        _ sku: SKU, good: Int64, damaged: Int64 = 0, orderLine: UInt32? = nil, unitCost: Money? = nil,
        closesShort: Bool = false
    ) {
        self.sku = sku.rawValue
        self.good = good
        self.damaged = damaged
        self.orderLine = orderLine
        self.unitCost = unitCost
        self.closesShort = closesShort
    }
}

/// A line of a receipt: what was counted, which lines of the order it is counted on, and what was too much.
///
/// Always: good + damaged = counted on the order, or on none + surplus.
public struct ReceiptLine: WorkflowDocument {
    /// What it is.
    public static let kind = DocumentKind.receiptLine

    /// So many units that are counted on a line of the order.
    public struct Allocation: Codable, Hashable, Sendable {
        /// The line of the order.
        public var orderLine: UInt32
        /// Base units, the tolerated ones included.
        public var units: Int64

        /// Made of its parts.
        public init(orderLine: UInt32, units: Int64) {
            self.orderLine = orderLine
            self.units = units
        }
    }

    /// The reference of its receipt.
    public var receipt: String
    /// Its number within the receipt, from 1 on: the caller's own.
    public var line: UInt32
    /// What was counted.
    public var arrival: Arrival
    /// Who has counted it; nil: not known.
    public var receivedBy: UInt32?
    /// The number of the order; nil: none.
    public var order: UInt64?
    /// The code of the supplier; nil: not known.
    public var supplier: String?
    /// The lines of the order that it is counted on.
    public var allocations: [Allocation]
    /// Base units that are counted on no order, since there is none.
    public var unordered: Int64
    /// Of a base unit.
    public var unitCost: Money
    /// The name of the sampling plan that the goods are under; nil: none.
    public var plan: String?
    /// Base units that went to `receiving`.
    public var toReceiving: Int64
    /// Base units that went to quarantine since they are under a plan.
    public var toInspection: Int64
    /// Base units that went to `damaged`.
    public var toDamaged: Int64
    /// What the order does not ask for; nil: nothing.
    public var surplus: Surplus?
    /// Base units of those in `receiving` that records of inspections were about; nil: none.
    public var inspected: Int64?

    /// What it is after so many more units, or fewer where they are below zero, have been inspected in `receiving`.
    func inspecting(_ units: Int64) -> ReceiptLine {
        var next = self
        next.inspected = Swift.max(0, (inspected ?? 0) + units)
        return next
    }

    /// Where it is stored.
    public var key: DocumentKey { Self.key(of: receipt, line) }

    /// Where the line of a receipt is stored.
    public static func key(of receipt: String, _ line: UInt32) -> DocumentKey {
        DocumentKey(Receipt.prefix(of: receipt) + UInt64(line).padded(to: 4))
    }

    /// What an inspection of its goods is called.
    public var inspectionReference: String { "\(receipt)/\(UInt64(line).padded(to: 4))" }

    /// What an inspection of surplus goods is called that were accepted by the nth decision.
    public func inspectionReference(ofDecision number: Int) -> String { "\(inspectionReference)/\(number)" }

    /// Base units of goods for which a bill is expected, and which are on no order that a bill could be matched with.
    public var withoutOrder: Int64 { unordered + (surplus?.cause == .notOrdered ? surplus?.accepted ?? 0 : 0) }

    /// What the terms of lines begin with whose goods are on no order.
    static let withoutOrderTerms = "receipt.without-order/"

    /// All that it is found under.
    public var terms: [IndexTerm] {
        var terms: [IndexTerm] = []
        if withoutOrder > 0 {
            terms.append(
                IndexTerm(
                    "\(Self.withoutOrderTerms)\((supplier ?? "").keyPart)/\(receipt)/\(UInt64(line).padded(to: 4))"))
        }
        if let surplus, surplus.open > 0 {
            let due = Instant(millisecondsSinceEpoch: surplus.dueMilliseconds)
            terms.append(WaitingTask(owner: Surplus.owner, due: due, reason: surplus.cause.reason).term)
        }
        return terms
    }

    /// What it is after a buyer has decided about surplus units.
    ///
    /// - Throws: `ReceivingRule.ownSurplus` where who has counted them would keep them; `surplusExceeded` where so many do
    ///   not wait for a decision.
    public func after(_ decision: Surplus.Decision) throws(ReceivingRule) -> ReceiptLine {
        guard !decision.accepts || decision.principal != receivedBy else { throw .ownSurplus(receipt, line) }
        if let surplus, surplus.open <= 0, let last = surplus.decisions.last {
            throw .isDecided(receipt, line, last)
        }
        guard surplus == nil || decision.units > 0 else { throw .quantityNotPositive(decision.units) }
        guard var surplus, decision.units <= surplus.open else {
            throw .surplusExceeded(receipt, line, asked: decision.units, waiting: surplus?.open ?? 0)
        }
        guard surplus.decisions.count < Surplus.decisionsMax else { throw .tooManyDecisions(receipt, line) }
        if !decision.accepts, decision.reason.isEmpty { throw .needsReason }
        // Good units are kept first, and damaged ones go back first.
        let damaged =
            decision.accepts
            ? Swift.max(0, decision.units - (surplus.open - damagedSurplus)) : Swift.min(decision.units, damagedSurplus)
        var counted = decision
        counted.damaged = damaged > 0 ? damaged : nil
        surplus.decisions.append(counted)
        var next = self
        next.surplus = surplus
        return next
    }

    /// Base units of the surplus that came damaged, and that wait for a decision.
    public var damagedSurplus: Int64 {
        guard let surplus else { return 0 }
        let decided = surplus.decisions.reduce(0) { $0 + ($1.damaged ?? 0) }
        return Swift.max(0, Swift.min(surplus.open, arrival.damaged - toDamaged - decided))
    }

    /// Nobody has said what a unit of the surplus costs: neither the order nor the receipt.
    public var costIsMissing: Bool {
        guard let surplus else { return false }
        return surplus.cause == .notOrdered && arrival.unitCost == nil && surplus.unitCost == nil
    }

    /// What it is after a buyer has said what a unit of the surplus costs; nil: he has not.
    ///
    /// - Throws: `ReceivingRule.surplusNeedsCost` where nobody has; `costDiffers` where it is known, and another one.
    func costing(_ cost: Money?) throws(ReceivingRule) -> ReceiptLine {
        guard let cost else {
            if costIsMissing { throw .surplusNeedsCost(receipt, line) }
            return self
        }
        guard cost >= .zero else { throw .costIsNegative }
        guard costIsMissing || cost == unitCost else { throw .costDiffers(receipt, line, unitCost) }
        guard costIsMissing else { return self }
        var next = self
        next.unitCost = cost
        next.surplus?.unitCost = cost
        return next
    }
}

/// Units that the order does not ask for: they lie in quarantine until a buyer has decided about each.
public struct Surplus: Codable, Hashable, Sendable {
    /// Why they were not expected.
    public enum Cause: String, Codable, Hashable, Sendable, CaseIterable {
        /// More than was ordered and is tolerated.
        case over
        /// The order does not name the SKU: the wrong item.
        case notOrdered

        /// Why it waits for a buyer.
        var reason: String {
            switch self {
            case .over: "receipt.over"
            case .notOrdered: "receipt.not-ordered"
            }
        }
    }

    /// What a buyer says about some of them.
    public struct Decision: Codable, Hashable, Sendable {
        /// They are kept, and paid; else they go back.
        public var accepts: Bool
        /// Base units.
        public var units: Int64
        /// Who decides.
        public var principal: UInt32
        /// Why.
        public var reason: String
        /// Base units of these that came damaged; nil: none.
        public var damaged: Int64?
        /// When, in milliseconds since 1970; nil: not known.
        public var timeMilliseconds: Int64?

        /// Made of its parts.
        public init(accepts: Bool, units: Int64, by principal: PrincipalID, at time: Instant? = nil, reason: String) {
            self.accepts = accepts
            self.units = units
            self.principal = principal.rawValue
            self.reason = reason
            timeMilliseconds = time?.millisecondsSinceEpoch
        }
    }

    /// Why they were not expected.
    public var cause: Cause
    /// Base units.
    public var units: Int64
    /// The line of the order that there are too many of; nil: none.
    public var orderLine: UInt32?
    /// Until when a buyer should decide, in milliseconds since 1970.
    public var dueMilliseconds: Int64
    /// What a base unit costs, as a buyer has said where nobody else had; nil: he has not.
    public var unitCost: Money?
    /// What was decided, in order.
    public var decisions: [Decision] = []

    /// Who decides.
    public static let owner = "buyer"
    static let decisionsMax = 100

    /// Base units that are kept.
    public var accepted: Int64 { decisions.filter(\.accepts).reduce(0) { $0 + $1.units } }
    /// Base units that went back.
    public var refused: Int64 { decisions.filter { !$0.accepts }.reduce(0) { $0 + $1.units } }
    /// Base units that wait for a decision.
    public var open: Int64 { units - accepted - refused }
}
