public import RetailDocuments
public import StockModel

/// What was changed of an order after it was written: who, when and why stand with it for good.
///
/// Where the order is approved and its value needs an approval, the amendment waits for one of its own, and the order stays
/// what it is meanwhile: goods may come.
public struct PurchaseOrderAmendment: WorkflowDocument {
    /// What it is.
    public static let kind = DocumentKind.purchaseOrderAmendment

    /// How far it is.
    public enum State: String, Codable, Hashable, Sendable, CaseIterable {
        /// Somebody else has to approve it.
        case waiting
        /// The order is like that.
        case applied
        /// It has been declined: nothing has changed.
        case declined
        /// Who made it has taken it back: nothing has changed.
        case withdrawn
    }

    /// What is different in one line.
    public struct Change: Codable, Hashable, Sendable {
        /// The number of the line.
        public var line: UInt32
        /// The SKU, of a line that is new.
        public var sku: UInt64?
        /// What another system calls it, of a line that is new.
        public var externalKey: String?
        /// Base units ordered, before and after.
        public var orderedBefore: Int64?
        /// Base units ordered, before and after.
        public var ordered: Int64?
        /// Of a base unit, before.
        public var unitCostBefore: Money?
        /// Of a base unit, after.
        public var unitCost: Money?
        /// The day that it is due, before.
        public var dueDayBefore: CalendarDay?
        /// The day that it is due, after.
        public var dueDay: CalendarDay?

        /// Nothing yet.
        public init(line: UInt32) { self.line = line }

        /// Whether what is to be paid changes.
        public var changesValue: Bool { ordered != nil || unitCost != nil }
    }

    /// The number of the order.
    public var order: UInt64
    /// Its number within the order, from 1 on.
    public var number: UInt64
    /// How far it is.
    public var state: State
    /// What is different.
    public var changes: [Change]
    /// Why.
    public var reason: String
    /// Who made it.
    public var maker: UInt32
    /// When it was made, in milliseconds since 1970.
    public var madeMilliseconds: Int64

    /// Made of its parts.
    public init(
        order: UInt64, number: UInt64, state: State, changes: [Change], reason: String, maker: UInt32,
        madeMilliseconds: Int64
    ) {
        self.order = order
        self.number = number
        self.state = state
        self.changes = changes
        self.reason = reason
        self.maker = maker
        self.madeMilliseconds = madeMilliseconds
    }

    /// Where it is stored.
    public var key: DocumentKey { Self.key(of: order, number) }

    /// Where the nth amendment of an order is stored.
    public static func key(of order: UInt64, _ number: UInt64) -> DocumentKey {
        DocumentKey("\(prefix(of: order))\(number.padded(to: 4))")
    }

    /// What the keys of all amendments of an order begin with.
    public static func prefix(of order: UInt64) -> String { "\(PurchaseOrder.key(of: order))/amendment/" }
}

extension PurchaseOrderAmendment {
    /// What it is after a decision.
    ///
    /// - Throws: `noAmendment` where it does not wait any more.
    public func after(_ event: Approval.Event) throws(PurchaseOrderRule) -> PurchaseOrderAmendment {
        guard state == .waiting else { throw .noAmendment(order, number) }
        var next = self
        next.state =
            switch event {
            case .approve: .applied
            case .decline: .declined
            case .withdraw: .withdrawn
            }
        return next
    }

    /// A line of the order as the amendment makes it.
    ///
    /// - Throws: `amendmentOvertaken` where it is not what it was when the amendment was written; what the line does not
    ///   allow.
    public func applied(to line: PurchaseOrderLine) throws(PurchaseOrderRule) -> PurchaseOrderLine {
        guard let change = changes.first(where: { $0.line == line.line }) else { return line }
        guard change.orderedBefore.map({ $0 == line.ordered }) ?? true,
            change.unitCostBefore.map({ $0 == line.unitCost }) ?? true,
            change.dueDayBefore.map({ $0 == line.dueDay }) ?? true
        else { throw .amendmentOvertaken(order, number, line: line.line) }
        return try line.after(.amend(ordered: change.ordered, unitCost: change.unitCost, due: change.dueDay))
    }
}
