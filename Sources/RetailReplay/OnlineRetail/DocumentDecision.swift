/// Returned units that were sold on one earlier row.
public struct SaleMatch: Equatable, Sendable {
    /// Number of the sale's document.
    public let document: String
    /// The row of that document, from 1.
    public let ordinal: UInt32
    /// Pieces, at least one.
    public let units: Int64

    /// `units` of the row `ordinal` of the sale `document`.
    public init(document: String, ordinal: UInt32, units: Int64) {
        self.document = document
        self.ordinal = ordinal
        self.units = units
    }
}

/// Why returned units have no sale to go back to.
public enum OrphanReason: Equatable, Sendable, CaseIterable {
    /// The row names no customer.
    case noCustomer
    /// The customer has not bought this code before.
    case noEarlierSale
    /// All that the customer has bought of it before has been returned.
    case usedUp
}

/// What one row of a document does.
public enum RowEffect: Equatable, Sendable {
    /// Nothing: a charge, or goods of quantity zero.
    case none
    /// stock → customer.
    case sold(units: Int64)
    /// customer → returns: the matched units are inspected and go to stock, the orphans to
    /// quarantine, flagged and without refund. `orphanReason` is nil when there are no orphans.
    case returned(matches: [SaleMatch], orphanUnits: Int64, orphanReason: OrphanReason?)
    /// stock → loss.
    case lost(units: Int64)
    /// loss → stock.
    case found(units: Int64)

    /// By how much the sellable stock changes.
    public var stockChange: Int64 {
        switch self {
        case .none: 0
        case .sold(let units), .lost(let units): -units
        case .returned(let matches, _, _): matches.reduce(0) { $0 + $1.units }
        case .found(let units): units
        }
    }
}

/// What a document does, row by row.
///
/// One decision is one transaction.
public struct DocumentDecision: Equatable, Sendable {
    /// The document it is about.
    public let document: RetailDocument
    /// One for each row of the document, in the same order.
    public let effects: [RowEffect]

    /// The numbers of the sales that its returned units go back to.
    var salesReturnedTo: Set<String> {
        var sales: Set<String> = []
        for case .returned(let matches, _, _) in effects { sales.formUnion(matches.map(\.document)) }
        return sales
    }
}
