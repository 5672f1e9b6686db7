public import RetailDocuments
public import StockModel

/// What does not allow something of a supplier's bill.
public enum SupplierBillRule: Rule {
    /// There is no such bill.
    case notFound(String, String)
    /// The supplier's bill of that number is there already, and says something else.
    case exists(String, String)
    /// The supplier's number is empty, or too long.
    case numberLength
    /// It has no line, or more than one may have.
    case lineCount(Int)
    /// The same line of an order stands twice.
    case lineTwice(UInt64, UInt32)
    /// A quantity is zero or less, or beyond what can be counted.
    case quantity
    /// A cost below zero.
    case costIsNegative
    /// It comes to more than can be counted.
    case beyondRange
    /// The line of the order is of another supplier.
    case otherSupplier(UInt64, UInt32, String)
    /// Nobody accepts a difference of a bill that he has entered himself; these may.
    case isOwn(String, String, [PrincipalID])
    /// Only these accept the difference: the buyers of the order, or whom the policy names.
    case notTheBuyer(PrincipalID, [PrincipalID])
    /// It is decided.
    case isDecided(String, String, SupplierBill.State)
    /// Who accepts or disputes says why.
    case needsReason

    /// The name of the rule, the same whatever it is about.
    public var name: String {
        switch self {
        case .notFound: "supplier-bill.not-found"
        case .exists: "supplier-bill.exists"
        case .numberLength: "supplier-bill.number-length"
        case .lineCount: "supplier-bill.line-count"
        case .lineTwice: "supplier-bill.line-twice"
        case .quantity: "supplier-bill.quantity"
        case .costIsNegative: "supplier-bill.cost-is-negative"
        case .beyondRange: "supplier-bill.beyond-range"
        case .otherSupplier: "supplier-bill.other-supplier"
        case .isOwn: "supplier-bill.own"
        case .notTheBuyer: "supplier-bill.not-the-buyer"
        case .isDecided(_, _, let state): "supplier-bill.is-\(state.rawValue)"
        case .needsReason: "supplier-bill.needs-reason"
        }
    }

    /// What is wrong.
    public var description: String {
        switch self {
        case .notFound(let supplier, let number): "there is no bill \(number) of supplier \(supplier)"
        case .exists(let supplier, let number):
            "bill \(number) of supplier \(supplier) is there already, and says something else"
        case .numberLength: "a bill has the supplier's number, of 1 to \(SupplierBill.numberBytesMax) bytes"
        case .lineCount(let count): "a bill of \(count) lines: it has 1 to \(SupplierBill.linesMax)"
        case .lineTwice(let order, let line): "line \(line) of purchase order \(order) stands twice"
        case .quantity: "a quantity is greater than zero, and no more than can be counted"
        case .costIsNegative: "a cost is not below zero"
        case .beyondRange: "the bill comes to more than can be counted"
        case .otherSupplier(let order, let line, let supplier):
            "line \(line) of purchase order \(order) is ordered from supplier \(supplier)"
        case .isOwn(let supplier, let number, _):
            "nobody accepts a difference of a bill that he has entered himself: bill \(number) of supplier \(supplier)"
        case .notTheBuyer(let principal, _): "principal \(principal.rawValue) may not accept this difference"
        case .isDecided(let supplier, let number, let state):
            "bill \(number) of supplier \(supplier) is \(state.rawValue) already"
        case .needsReason: "who accepts or disputes says why"
        }
    }

    /// What would be needed.
    public var remedy: String {
        switch self {
        case .notFound: "see: stockroom bill list"
        case .exists(let supplier, let number):
            "see: stockroom bill show \(supplier) \(number); a corrected bill has a number of its own"
        case .numberLength: "give the number that stands on it"
        case .lineCount: "enter it in parts, each with a number of its own"
        case .lineTwice: "add the quantities up"
        case .quantity: "give a quantity of 1 or more"
        case .costIsNegative: "enter what is credited as a credit note: stockroom supplier-return credit --help"
        case .beyondRange: "look at the quantities and costs"
        case .otherSupplier(let order, _, _): "see: stockroom po show \(order)"
        case .isOwn(_, _, let others): "\(Self.acceptance(by: others)), or dispute it"
        case .notTheBuyer(_, let others): Self.acceptance(by: others)
        case .isDecided(_, _, let state):
            state == .disputed ? "accept it, or match it again" : "nothing is left to do"
        case .needsReason: "give a reason"
        }
    }

    private static func acceptance(by others: [PrincipalID]) -> String {
        others.isEmpty
            ? "name who may: stockroom policy set bill-tolerance --accepted-by NUMBERS"
            : "have it accepted by \(others.map { "principal \($0.rawValue)" }.joined(separator: " or "))"
    }
}
