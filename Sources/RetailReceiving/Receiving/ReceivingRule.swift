public import RetailDocuments
public import StockModel

/// What does not allow something of a receipt.
public enum ReceivingRule: Rule {
    /// There is no such receipt.
    case notFound(String)
    /// It has no such line.
    case noLine(String, UInt32)
    /// It has been finished.
    case isFinished(String)
    /// The same reference with another content.
    case differs(String)
    /// The same line with another content.
    case lineDiffers(String, UInt32)
    /// 1 to 80 bytes of printable characters, no slash.
    case referenceUnreadable(String)
    /// Lines are numbered from 1 to 9,999.
    case lineNumber(UInt32)
    /// Without an order, the site has to be named.
    case needsSite
    /// The order is delivered to another site.
    case otherSite(UInt64, SiteID)
    /// The order is another supplier's.
    case otherSupplier(UInt64, String)
    /// There is no such supplier.
    case unknownSupplier(String)
    /// The site is not defined.
    case unknownSite(SiteID)
    /// There is no place of this kind.
    case noPlace(SiteID, LocationKind)
    /// The line of the order is about another SKU.
    case otherSKU(UInt64, UInt32, SKU)
    /// Quantities are more than zero.
    case quantityNotPositive(Int64)
    /// More than can be counted.
    case beyondRange
    /// So many units, and so many times what was ordered, that it is taken for a slip of the hand.
    case implausible(Int64, ordered: Int64)
    /// Without an order, the cost has to be said.
    case needsCost
    /// Neither the order nor the receipt says what the units cost.
    case surplusNeedsCost(String, UInt32)
    /// The cost is known, and another one.
    case costDiffers(String, UInt32, Money)
    /// A cost is zero or more.
    case costIsNegative
    /// Nobody accepts more than was ordered of what he has counted himself.
    case ownSurplus(String, UInt32)
    /// With it the order comes to more than was approved, which only these may accept.
    case surplusNeedsApproval(String, UInt32, order: UInt64, value: Money, by: [PrincipalID])
    /// Who accepts what needs an approval says why.
    case approvalNeedsReason(String, UInt32, order: UInt64)
    /// Nothing more is accepted on an order that was given up.
    case orderIsCancelled(String, UInt32, order: UInt64)
    /// All units that were too many are decided about.
    case isDecided(String, UInt32, Surplus.Decision)
    /// So many units do not wait for a decision.
    case surplusExceeded(String, UInt32, asked: Int64, waiting: Int64)
    /// More decisions than one line can have.
    case tooManyDecisions(String, UInt32)
    /// Who refuses says why.
    case needsReason
    /// No such barcode.
    case unknownBarcode(String)
    /// Not the hash of a file.
    case hashUnreadable(String)
    /// More documents than a file can be attached to.
    case attachedTooOften(String)
    /// A tolerance that cannot be.
    case toleranceMakesNoSense

    /// The name that stays the same.
    public var name: String {
        switch self {
        case .notFound: "receipt.not-found"
        case .noLine: "receipt.no-line"
        case .isFinished: "receipt.finished"
        case .differs: "receipt.differs"
        case .lineDiffers: "receipt.line-differs"
        case .referenceUnreadable: "receipt.reference"
        case .lineNumber: "receipt.line-number"
        case .needsSite: "receipt.needs-site"
        case .otherSite: "receipt.other-site"
        case .otherSupplier: "receipt.other-supplier"
        case .unknownSupplier: "receipt.unknown-supplier"
        case .unknownSite: "receipt.unknown-site"
        case .noPlace: "receipt.no-place"
        case .otherSKU: "receipt.other-sku"
        case .quantityNotPositive: "receipt.quantity-not-positive"
        case .beyondRange: "receipt.beyond-range"
        case .implausible: "receipt.implausible"
        case .needsCost, .surplusNeedsCost: "receipt.needs-cost"
        case .costDiffers: "receipt.cost-differs"
        case .costIsNegative: "receipt.cost-negative"
        case .ownSurplus: "receipt.own-surplus"
        case .surplusNeedsApproval: "receipt.surplus-needs-approval"
        case .approvalNeedsReason: "receipt.approval-needs-reason"
        case .orderIsCancelled: "receipt.order-cancelled"
        case .isDecided: "receipt.decided"
        case .surplusExceeded: "receipt.surplus-exceeded"
        case .tooManyDecisions: "receipt.too-many-decisions"
        case .needsReason: "receipt.needs-reason"
        case .unknownBarcode: "receipt.unknown-barcode"
        case .hashUnreadable: "attachment.hash"
        case .attachedTooOften: "attachment.too-often"
        case .toleranceMakesNoSense: "receipt.tolerance"
        }
    }
}
