public import RetailDocuments
public import StockModel

/// A delivery that is taken in: the head of a receipt, whose lines are documents of their own under it.
///
/// ```
///            open             finish
///   (none) ────────▶ open ↺ ──────────▶ finished
///                      receive
/// ```
///
/// Receiving a line does not write it, so that two clerks who receive two lines do not meet.
public struct Receipt: WorkflowDocument {
    /// What it is.
    public static let kind = DocumentKind.receipt

    /// How far it is.
    public enum State: String, Codable, Hashable, Sendable, CaseIterable {
        /// Goods are being counted.
        case open
        /// The delivery has been counted.
        case finished
    }

    /// What can happen to it.
    public enum Event: String, Sendable, CaseIterable {
        case receive, finish
    }

    /// What it is called by whoever wrote it, such as the number of the delivery note: unique.
    public var reference: String
    /// How far it is.
    public var state: State
    /// The number of the order that is delivered on; nil: none.
    public var order: UInt64?
    /// The code of the supplier; nil: not known.
    public var supplier: String?
    /// Whoever counts does not see what was ordered.
    public var isBlind: Bool
    /// The day of the delivery.
    public var day: CalendarDay
    /// The site that it came to.
    public var site: UInt32
    /// Where the goods come from.
    public var supplierLocation: UInt32
    /// Where goods lie that nobody doubts.
    public var receivingLocation: UInt32
    /// Where goods lie that somebody has to look at; nil: the site has no such place.
    public var quarantineLocation: UInt32?
    /// Where damaged goods lie; nil: the site has no such place.
    public var damagedLocation: UInt32?

    /// Where it is stored.
    public var key: DocumentKey { Self.key(of: reference) }

    /// Where the receipt of a reference is stored.
    public static func key(of reference: String) -> DocumentKey { DocumentKey("receipt/\(reference)") }

    /// What the keys of its lines begin with.
    static func prefix(of reference: String) -> String { "receipt/\(reference)/" }

    /// What the terms of receipts of an order begin with.
    static func orderTerms(_ order: UInt64) -> String { "receipt.order/\(order.keyText)/" }

    /// All that it is found under.
    public var terms: [IndexTerm] {
        var terms: [IndexTerm] = []
        if state == .open { terms.append(IndexTerm("receipt.open/\(reference)")) }
        if let order { terms.append(IndexTerm(Self.orderTerms(order) + reference)) }
        return terms
    }

    /// What it is after something has happened.
    ///
    /// - Throws: `ReceivingRule.isFinished` where it has been finished already.
    public func after(_ event: Event) throws(ReceivingRule) -> Receipt {
        guard state == .open else { throw .isFinished(reference) }
        var next = self
        if event == .finish { next.state = .finished }
        return next
    }
}

/// A delivery as it is announced: what a receipt is opened with.
public struct ReceiptDraft: Hashable, Sendable {
    /// What it is called: unique, 1 to 80 bytes without a slash.
    public var reference: String
    /// The number of the order that is delivered on; nil: none.
    public var order: UInt64?
    /// The code of the supplier; nil: that of the order, or not known.
    public var supplier: String?
    /// The site that it came to; nil: that of the order.
    public var site: SiteID?
    /// Whoever counts does not see what was ordered.
    public var isBlind: Bool
    /// The day of the delivery.
    public var day: CalendarDay

    /// Made of its parts.
    public init(
        _ reference: String, order: UInt64? = nil, supplier: String? = nil, site: SiteID? = nil, isBlind: Bool = false,
        day: CalendarDay
    ) {
        self.reference = reference
        self.order = order
        self.supplier = supplier
        self.site = site
        self.isBlind = isBlind
        self.day = day
    }
}
