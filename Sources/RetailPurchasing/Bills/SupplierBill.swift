public import RetailDocuments
public import StockModel

/// What a supplier asks to be paid, beside what was ordered and what has come.
///
/// ```
///            no difference above the tolerance
///   (none) ─────────────────────────────────────▶ matched
///     │            match again │ ▲
///     └─────────▶ waiting ─────┘ │    accept
///                    │ ▲ └───────┼───────────────▶ accepted
///            dispute ▼ │ match   │                   ▲
///                  disputed ─────┴───────────────────┘
/// ```
///
/// What is matched or accepted is counted as billed on the lines of the orders, once.
public struct SupplierBill: WorkflowDocument {
    /// What it is.
    public static let kind = DocumentKind.supplierBill

    /// How far it is.
    public enum State: String, Codable, Hashable, Sendable, CaseIterable {
        /// It differs by more than is tolerated: a buyer has to look at it.
        case waiting
        /// It is as ordered and received, or differs by no more than is tolerated.
        case matched
        /// A buyer has accepted the differences.
        case accepted
        /// A buyer has not: the supplier has to say why, or to credit.
        case disputed
    }

    /// What is asked for on one line of an order.
    public struct Line: Codable, Hashable, Sendable {
        /// The line of the order.
        public var orderLine: PurchaseOrderLineNumber
        /// Base units.
        public var quantity: Int64
        /// Of a base unit.
        public var unitCost: Money

        /// Made of its parts.
        public init(_ order: UInt64, _ line: UInt32, quantity: Int64, unitCost: Money) {
            orderLine = PurchaseOrderLineNumber(order, line)
            self.quantity = quantity
            self.unitCost = unitCost
        }
    }

    /// What is above the tolerance on a line.
    public enum Difference: String, Codable, Hashable, Sendable {
        /// More is billed than has come, is kept, and is not billed yet.
        case quantity
        /// A unit costs more than was agreed.
        case cost
    }

    /// A line of the bill beside the order and the receipts, as they were when it was matched last.
    public struct Match: Codable, Hashable, Sendable {
        /// The line of the order.
        public var orderLine: PurchaseOrderLineNumber
        /// The number of the SKU.
        public var sku: UInt64
        /// Base units ordered.
        public var ordered: Int64
        /// Of a base unit, as agreed.
        public var agreedCost: Money
        /// Base units that had come.
        public var arrived: Int64
        /// Base units of these that were rejected or had gone back; nil: not known.
        public var rejectedOrReturned: Int64?
        /// What all that had come was received at.
        public var receivedCost: Money
        /// Base units on bills before.
        public var billedBefore: Int64
        /// Base units on this bill.
        public var quantity: Int64
        /// Of a base unit, on this bill.
        public var unitCost: Money
        /// What is above the tolerance.
        public var differences: [Difference]

        /// Made of its parts.
        public init(
            orderLine: PurchaseOrderLineNumber, sku: UInt64, ordered: Int64, agreedCost: Money, arrived: Int64,
            rejectedOrReturned: Int64? = nil, receivedCost: Money, billedBefore: Int64, quantity: Int64,
            unitCost: Money, differences: [Difference]
        ) {
            self.orderLine = orderLine
            self.sku = sku
            self.ordered = ordered
            self.agreedCost = agreedCost
            self.arrived = arrived
            self.rejectedOrReturned = rejectedOrReturned
            self.receivedCost = receivedCost
            self.billedBefore = billedBefore
            self.quantity = quantity
            self.unitCost = unitCost
            self.differences = differences
        }
    }

    /// The code of the supplier.
    public var supplier: String
    /// The supplier's number: he uses each once.
    public var number: String
    /// Of which day.
    public var day: CalendarDay
    /// What it asks for, line by line.
    public var lines: [Line]
    /// How far it is.
    public var state: State
    /// Order, receipts and bill side by side.
    public var matches: [Match]
    /// Who has written its first order.
    public var buyer: UInt32
    /// Who may accept what differs, as it was when it was matched or disputed last: its tasks are theirs, or the role's
    /// `buyer` where there is nobody; nil: not known, the buyer's.
    public var acceptors: [UInt32]?
    /// Who has entered it: he does not accept what differs; nil: not known.
    public var enteredBy: UInt32?
    /// Why it was accepted or disputed, in the words of who did.
    public var reason: String?
    /// Who accepted or disputed it.
    public var decidedBy: UInt32?
    /// When it was disputed.
    public var disputedDay: CalendarDay?

    /// Made of its parts, before it is matched; who has entered it is its buyer until that of its orders is known.
    ///
    /// - Throws: the rule that a line breaks.
    public init(
        supplier: String, number: String, day: CalendarDay, lines: [Line], buyer: PrincipalID
    ) throws(SupplierBillRule) {
        self.supplier = supplier
        self.number = number
        self.day = day
        self.lines = lines
        self.buyer = buyer.rawValue
        enteredBy = buyer.rawValue
        state = .waiting
        matches = []
        guard (1...Self.numberBytesMax).contains(number.utf8.count) else { throw .numberLength }
        guard (1...Self.linesMax).contains(lines.count) else { throw .lineCount(lines.count) }
        var seen: Set<PurchaseOrderLineNumber> = []
        for line in lines {
            guard line.quantity > 0, line.quantity <= PurchaseOrderLine.quantityMax else { throw .quantity }
            guard line.unitCost >= .zero else { throw .costIsNegative }
            guard seen.insert(line.orderLine).inserted else {
                throw .lineTwice(line.orderLine.order, line.orderLine.line)
            }
        }
        guard value != nil else { throw .beyondRange }
    }

    /// Where it is stored.
    public var key: DocumentKey { Self.key(of: supplier, number) }

    /// Where the bill of a number is stored.
    public static func key(of supplier: String, _ number: String) -> DocumentKey {
        DocumentKey("bill/\(supplier.keyPart)/\(number.keyPart)")
    }

    /// The most lines of one.
    public static let linesMax = 100
    /// The most bytes of a supplier's number.
    public static let numberBytesMax = 40

    /// All that it is found under.
    public var terms: [IndexTerm] {
        var terms = [IndexTerm("bill.state/\(state.rawValue)/\(supplier.keyPart)/\(number.keyPart)")]
        switch state {
        case .waiting:
            terms += taskOwners.map {
                WaitingTask(owner: $0, due: day.start, reason: "supplier-bill.difference").term
            }
        case .disputed:
            let due = (disputedDay ?? day).adding(Self.disputeDays).start
            terms += taskOwners.map { WaitingTask(owner: $0, due: due, reason: "bill.disputed").term }
        case .matched, .accepted: break
        }
        return terms
    }

    private var taskOwners: [String] {
        guard let acceptors else { return ["principal-\(buyer)"] }
        guard !acceptors.isEmpty else { return [Self.buyerRole] }
        return acceptors.prefix(PolicyRule.namedMax).map { "principal-\($0)" }
    }

    /// Whose task it is where nobody may accept what differs.
    static let buyerRole = "buyer"

    /// After how many days a supplier should have answered.
    static let disputeDays: Int32 = 7

    /// What it comes to; nil: more than can be counted.
    public var value: Money? {
        lines.reduce(Money.zero) { sum, line in
            line.unitCost.times(line.quantity).flatMap { value in sum?.adding(value) }
        }
    }

    /// Whether it counts as billed on the lines of the orders.
    public var isBilled: Bool { state == .matched || state == .accepted }
}

extension SupplierBill {
    /// What can happen to it.
    public enum Event: Hashable, Sendable {
        /// It is laid beside orders and receipts; what differs may be accepted by these.
        case match([Match], by: [PrincipalID] = [])
        /// A buyer accepts the differences, who is one of these.
        case accept([Match], by: [PrincipalID], reason: String)
        /// A buyer does not; these still may.
        case dispute(reason: String, on: CalendarDay, by: [PrincipalID] = [])

        var name: String {
            switch self {
            case .match: "match"
            case .accept: "accept"
            case .dispute: "dispute"
            }
        }
    }

    /// What it is after something has happened.
    ///
    /// - Throws: the rule that does not allow it.
    public func after(_ event: Event, by principal: PrincipalID) throws(SupplierBillRule) -> SupplierBill {
        guard !isBilled else { throw .isDecided(supplier, number, state) }
        var next = self
        switch event {
        case .match(let matches, let acceptors):
            next.matches = matches
            next.acceptors = others(acceptors).map(\.rawValue)
            if matches.allSatisfy(\.differences.isEmpty) { next.state = .matched }
        case .accept(let matches, let acceptors, let reason):
            guard !reason.isEmpty else { throw .needsReason }
            if matches.contains(where: { !$0.differences.isEmpty }) {
                let others = others(acceptors)
                guard principal.rawValue != enteredBy else { throw .isOwn(supplier, number, others) }
                guard others.contains(principal) else { throw .notTheBuyer(principal, others) }
            }
            next.matches = matches
            next.state = .accepted
            next.reason = reason
            next.decidedBy = principal.rawValue
        case .dispute(let reason, let day, let acceptors):
            guard state == .waiting else { throw .isDecided(supplier, number, state) }
            guard !reason.isEmpty else { throw .needsReason }
            next.state = .disputed
            next.disputedDay = day
            next.acceptors = others(acceptors).map(\.rawValue)
            next.reason = reason
            next.decidedBy = principal.rawValue
        }
        return next
    }

    /// Those of these who have not entered it.
    private func others(_ acceptors: [PrincipalID]) -> [PrincipalID] {
        acceptors.filter { $0.rawValue != enteredBy }
    }

    /// A line of the bill beside the line of the order.
    func match(_ line: Line, with order: PurchaseOrderLine, _ tolerance: BillTolerance.Tolerance) -> Match {
        var differences: [Difference] = []
        if !tolerance.allows(
            quantity: line.quantity, notBilled: order.billable - order.billed, ordered: order.ordered)
        {
            differences.append(.quantity)
        }
        if !tolerance.allows(cost: line.unitCost, agreed: order.unitCost) { differences.append(.cost) }
        return Match(
            orderLine: line.orderLine, sku: order.sku, ordered: order.ordered, agreedCost: order.unitCost,
            arrived: order.arrived, rejectedOrReturned: order.rejectedOrReturned, receivedCost: order.receivedCost,
            billedBefore: order.billed, quantity: line.quantity, unitCost: line.unitCost, differences: differences)
    }
}
