public import RetailDocuments
public import StockModel

/// What is bought from one supplier: the head of an order, whose lines are documents of their own under it.
///
/// ```
///          submit            approve         send       confirm
///   draft ────────▶ waiting ─────────▶ approved ───▶ sent ─────▶ confirmed ↺
///     │  ▲ decline, │                     ▲           │ close       │ close
///     │  └ withdraw ┘                     │           └──▶ closed ◀─┘
///     └───────────────────────────────────┘
///        submit, where no approval is needed         cancel: ▶ cancelled
/// ```
///
/// Partly received and received are no states of it: they follow from its lines (`status(_:)`), so that two clerks who
/// receive two lines do not meet.
public struct PurchaseOrder: WorkflowDocument {
    /// What it is.
    public static let kind = DocumentKind.purchaseOrder

    /// How far it is.
    public enum State: String, Codable, Hashable, Sendable, CaseIterable {
        /// Being written.
        case draft
        /// Somebody else has to approve it.
        case waiting
        /// It may be sent.
        case approved
        /// The supplier has it.
        case sent
        /// The supplier has said what comes, and when.
        case confirmed
        /// Nothing more is expected.
        case closed
        /// Nothing was received, and nothing will be.
        case cancelled
    }

    /// Its number, from 1 on.
    public var number: UInt64
    /// The code of the supplier.
    public var supplier: String
    /// What its amounts are in: the supplier's currency, ISO 4217.
    public var currency: String
    /// The site that it is delivered to.
    public var site: UInt32
    /// Who buys: he has written it first.
    public var buyer: UInt32
    /// Who else has changed what it says, in the order of their first change; nil: nobody.
    public var coauthors: [UInt32]?
    /// How far it is.
    public var state = State.draft
    /// The day of the order: prices are those of that day, and lead times begin.
    public var orderedDay: CalendarDay
    /// The day on which the supplier got it.
    public var sentDay: CalendarDay?
    /// How many lines it has: they are numbered from 1 on.
    public var lineCount: UInt32
    /// How often an approval of it was asked for.
    public var approvals: UInt64 = 0
    /// How many amendments it has: they are numbered from 1 on.
    public var amendments: UInt64 = 0
    /// The amendment that waits for an approval.
    public var waitingAmendment: UInt64?
    /// When it was approved, in milliseconds since 1970: from then on it waits to be sent.
    public var approvedMilliseconds: Int64?
    /// The value that somebody has approved last; nil: nobody had to.
    public var approvedValue: Money?
    /// What was accepted that none of its lines asks for, at the costs said at its receipts; nil: nothing.
    public var unlistedValue: Money?
    /// What other systems know about it, by name.
    public var attributes: [String: String]

    /// A draft.
    public init(
        number: UInt64, supplier: String, currency: String, site: SiteID, buyer: PrincipalID, orderedDay: CalendarDay,
        lineCount: UInt32, attributes: [String: String] = [:]
    ) {
        self.number = number
        self.supplier = supplier
        self.currency = currency
        self.site = site.rawValue
        self.buyer = buyer.rawValue
        self.orderedDay = orderedDay
        self.lineCount = lineCount
        self.attributes = attributes
    }

    /// Where it is stored.
    public var key: DocumentKey { Self.key(of: number) }

    /// Where the order of a number is stored.
    public static func key(of number: UInt64) -> DocumentKey { DocumentKey("po/\(number.keyText)") }

    /// The most lines of an order.
    public static let linesMax = 120

    /// All that it is found under.
    public var terms: [IndexTerm] {
        var terms = [
            IndexTerm("po.state/\(state.rawValue)/\(number.keyText)"),
            IndexTerm("po.supplier/\(supplier.keyPart)/\(number.keyText)"),
        ]
        if state == .approved {
            let since = Instant(millisecondsSinceEpoch: approvedMilliseconds ?? 0)
            terms.append(WaitingTask(owner: "principal-\(buyer)", due: since, reason: "purchase-order.send").term)
        }
        return terms
    }

    /// All who have written what it says, in the order of their first writing: none of them approves it.
    public var authors: [PrincipalID] { ([buyer] + (coauthors ?? [])).map { PrincipalID(rawValue: $0) } }

    /// Counts somebody among its authors who changes what it says.
    mutating func addAuthor(_ principal: PrincipalID) {
        if !authors.contains(principal) { coauthors = (coauthors ?? []) + [principal.rawValue] }
    }

    /// Whether the supplier may deliver on it.
    public var isWithSupplier: Bool { state == .sent || state == .confirmed }
}

/// How far an order is, its lines included.
public enum PurchaseOrderStatus: String, Codable, Hashable, Sendable, CaseIterable {
    case draft
    case waiting
    case approved
    case sent
    case confirmed
    case partlyReceived = "partly-received"
    case received
    case closed
    case cancelled
}

extension PurchaseOrder {
    /// How far it is, by its lines too.
    public func status(_ lines: some Sequence<PurchaseOrderLine>) -> PurchaseOrderStatus {
        switch state {
        case .draft: return .draft
        case .waiting: return .waiting
        case .approved: return .approved
        case .closed: return .closed
        case .cancelled: return .cancelled
        case .sent, .confirmed:
            var (isAnyReceived, isAnyOpen) = (false, false)
            for line in lines {
                if line.received > 0 || line.over > 0 { isAnyReceived = true }
                if line.open > 0 { isAnyOpen = true }
            }
            guard isAnyReceived else { return state == .sent ? .sent : .confirmed }
            return isAnyOpen ? .partlyReceived : .received
        }
    }
}
