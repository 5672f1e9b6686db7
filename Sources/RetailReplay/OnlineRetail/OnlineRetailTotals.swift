/// The figures of a replay, added up from decisions: what the store must show when all are performed.
public struct OnlineRetailTotals: Equatable, Sendable {
    /// Documents, goods lines and units of one kind of document.
    public struct Side: Equatable, Sendable {
        /// Documents of the kind, those without goods included.
        public internal(set) var documents = 0
        /// Rows with a goods code.
        public internal(set) var goodsLines = 0
        /// Pieces, without sign.
        public internal(set) var units: Int64 = 0
        /// quantity × price of the goods lines without sign, in 1/10,000 of the currency unit.
        public internal(set) var valueTenThousandths: Int64 = 0
    }

    /// Rows of all documents.
    public private(set) var rows = 0
    /// Σ quantity of all rows, charges included.
    public private(set) var quantity: Int64 = 0
    /// Σ quantity × price of all rows, in 1/10,000 of the currency unit.
    public private(set) var valueTenThousandths: Int64 = 0
    /// Σ quantity × price of the rows that are charges, in 1/10,000 of the currency unit.
    public private(set) var chargesValueTenThousandths: Int64 = 0
    /// By kind of document.
    public private(set) var sides: [RetailDocument.Kind: Side] = [:]
    /// Lines of returns of which every unit was matched.
    public private(set) var linesMatchedInFull = 0
    /// Lines of returns of which some units were matched.
    public private(set) var linesMatchedInPart = 0
    /// Lines of returns of which no unit was matched, by reason.
    public private(set) var orphanLines: [OrphanReason: Int] = [:]
    /// Returned units that were matched: back in stock.
    public private(set) var matchedUnits: Int64 = 0
    /// Returned units that were not: in quarantine.
    public private(set) var orphanUnits: Int64 = 0
    /// Σ of all changes of the sellable stock; with the opening stock, what is left.
    public private(set) var stockChange: Int64 = 0

    private var goods: Set<UInt64> = []

    /// Nothing added yet.
    public init() {}

    /// The totals of all documents of `file`.
    public init(of file: OnlineRetailFile) {
        var rule = OnlineRetailRule()
        for document in file.documents { add(rule.decide(document)) }
    }

    /// Different goods codes.
    public var goodsCodes: Int { goods.count }

    /// Documents of all kinds.
    public var documents: Int { sides.values.reduce(0) { $0 + $1.documents } }

    /// The figures of one kind; zeros when there is no such document.
    public subscript(kind: RetailDocument.Kind) -> Side { sides[kind] ?? Side() }

    /// Adds what one document does.
    public mutating func add(_ decision: DocumentDecision) {
        var side = self[decision.document.kind]
        side.documents += 1
        for (row, effect) in zip(decision.document.rows, decision.effects) {
            rows += 1
            quantity += row.quantity
            valueTenThousandths += row.valueTenThousandths
            stockChange += effect.stockChange
            if let sku = row.item.sku {
                goods.insert(sku)
                side.goodsLines += 1
                side.units += abs(row.quantity)
                side.valueTenThousandths += abs(row.valueTenThousandths)
            } else {
                chargesValueTenThousandths += row.valueTenThousandths
            }
            if case .returned(let matches, let orphans, let reason) = effect {
                add(matched: matches.reduce(0) { $0 + $1.units }, orphans: orphans, reason: reason)
            }
        }
        sides[decision.document.kind] = side
    }

    private mutating func add(matched: Int64, orphans: Int64, reason: OrphanReason?) {
        matchedUnits += matched
        orphanUnits += orphans
        if let reason {
            if matched > 0 { linesMatchedInPart += 1 } else { orphanLines[reason, default: 0] += 1 }
        } else {
            linesMatchedInFull += 1
        }
    }
}
