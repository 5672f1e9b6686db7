public import RetailDocuments

/// What does not allow something of a return to a supplier.
public enum SupplierReturnRule: Rule {
    /// There is no such return.
    case notFound(UInt64)
    /// It has no line, or more than one may have.
    case lineCount(Int)
    /// This cannot happen to one that is so far.
    case notInState(UInt64, String, SupplierReturn.State)
    /// A quantity is zero or less.
    case quantityNotPositive
    /// An amount is below what it may be.
    case amountNotPositive
    /// The amounts are beyond what can be counted.
    case beyondRange
    /// A credit note has no number.
    case creditNoteWithoutNumber
    /// The credit note has been counted already.
    case creditNoteTwice(String)
    /// More would be credited than is owed.
    case creditsTooMuch(UInt64, amount: Money, owed: Money)
    /// Who writes off says why.
    case needsReason
    /// The line of the order is of another supplier or SKU.
    case otherOrder(UInt64, UInt32)
    /// Nothing says what the supplier owes for a unit.
    case noCost(UInt64)
    /// The SKU is not defined.
    case unknownSKU(UInt64)
    /// No goods can lie at the location: it is not defined, or of a kind where none do.
    case noGoodsThere(UInt32)

    /// The name of the rule, the same whatever it is about.
    public var name: String {
        switch self {
        case .notFound: "supplier-return.not-found"
        case .lineCount: "supplier-return.line-count"
        case .notInState(_, _, let state): "supplier-return.is-\(state.rawValue)"
        case .quantityNotPositive: "supplier-return.quantity-not-positive"
        case .amountNotPositive: "supplier-return.amount-not-positive"
        case .beyondRange: "supplier-return.beyond-range"
        case .creditNoteWithoutNumber: "supplier-return.credit-note-without-number"
        case .creditNoteTwice: "supplier-return.credit-note-twice"
        case .creditsTooMuch: "supplier-return.credits-too-much"
        case .needsReason: "supplier-return.needs-reason"
        case .otherOrder: "supplier-return.other-order"
        case .noCost: "supplier-return.no-cost"
        case .unknownSKU: "supplier-return.unknown-sku"
        case .noGoodsThere: "supplier-return.unknown-location"
        }
    }

    /// What is wrong.
    public var description: String {
        switch self {
        case .notFound(let number): "there is no return \(number) to a supplier"
        case .lineCount(let count): "\(count) lines or credit notes are none, or more than one return has"
        case .notInState(let number, let event, let state):
            "return \(number) is \(state.rawValue): \(event) does not go with that"
        case .quantityNotPositive: "a quantity is greater than zero"
        case .amountNotPositive: "an amount is not below zero, and that of a credit note above it"
        case .beyondRange: "an amount is beyond what can be counted"
        case .creditNoteWithoutNumber: "a credit note has the supplier's number"
        case .creditNoteTwice(let number): "credit note \(number) has been counted already"
        case .creditsTooMuch(let number, let amount, let owed):
            "\(amount) would be credited on return \(number), for which \(owed) is owed"
        case .needsReason: "who writes off says why"
        case .otherOrder(let order, let line):
            "line \(line) of purchase order \(order) is of another supplier or SKU"
        case .noCost(let sku): "nothing says what the supplier owes for SKU \(sku)"
        case .unknownSKU(let sku): "SKU \(sku) is not defined"
        case .noGoodsThere(let location): "there is no location \(location) where goods lie"
        }
    }

    /// What would be needed.
    public var remedy: String {
        switch self {
        case .notFound: "see: stockroom supplier-return list"
        case .lineCount: "give 1 to \(SupplierReturn.linesMax) lines; make several returns of more"
        case .notInState(let number, _, let state):
            switch state {
            case .open: "send it first: stockroom supplier-return send \(number)"
            case .sent: "credit it, or write off what is owed: stockroom supplier-return credit \(number)"
            case .credited, .cancelled: "nothing is left to do; make another return"
            }
        case .quantityNotPositive: "give a quantity of 1 or more"
        case .amountNotPositive: "give an amount above 0"
        case .beyondRange: "make several returns"
        case .creditNoteWithoutNumber: "give the number that stands on it"
        case .creditNoteTwice: "nothing is left to do"
        case .creditsTooMuch(_, _, let owed): "credit \(owed) at most"
        case .needsReason: "give a reason"
        case .otherOrder(let order, _): "see: stockroom po show \(order)"
        case .noCost: "give the cost, SKU:QUANTITY@COST, or the line of the order, SKU:QUANTITY#ORDER/LINE"
        case .unknownSKU(let sku): "define it: stockroom define sku \(sku), or load the master data"
        case .noGoodsThere: "name the location that the goods leave: stockroom define location --help"
        }
    }
}
