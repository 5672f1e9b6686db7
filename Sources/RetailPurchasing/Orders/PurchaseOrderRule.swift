public import RetailDocuments
public import StockModel

/// What does not allow something of a purchase order.
public enum PurchaseOrderRule: Rule {
    /// There is no such order.
    case notFound(UInt64)
    /// It has no such line.
    case noLine(UInt64, UInt32)
    /// The same line stands twice.
    case lineTwice(UInt64, UInt32)
    /// Who amends says why.
    case needsReason
    /// An order of that number is there already.
    case exists(UInt64)
    /// It has no line, or more than an order may have.
    case lineCount(Int)
    /// This cannot happen to an order that is so far.
    case notInState(UInt64, String, PurchaseOrder.State)
    /// Something was received already.
    case hasReceived(UInt64)
    /// An amendment of it waits for an approval.
    case amendmentWaits(UInt64, UInt64)
    /// No amendment of that number waits.
    case noAmendment(UInt64, UInt64)
    /// The amendment was made of what has changed since.
    case amendmentOvertaken(UInt64, UInt64, line: UInt32)
    /// With the amendment the order comes to more by now than was asked to be approved.
    case amendmentOutgrown(UInt64, UInt64, value: Money, asked: Money)
    /// It would change nothing.
    case changesNothing(UInt64)
    /// A quantity is zero or less.
    case quantityNotPositive
    /// A quantity or an amount leaves the range that is counted in.
    case beyondRange
    /// More has come than was ordered and is tolerated: `OVER_RECEIPT`.
    case overReceipt(UInt64, UInt32, quantity: Int64, open: Int64, tolerance: Int64)
    /// More would have failed than has come.
    case rejectsTooMuch(UInt64, UInt32, quantity: Int64, left: Int64)
    /// More would go back than has come and is still here.
    case returnsTooMuch(UInt64, UInt32, quantity: Int64, left: Int64)
    /// The supplier would send more than is open.
    case confirmsTooMuch(UInt64, UInt32, quantity: Int64, open: Int64)
    /// Less would be ordered than has come or is cancelled.
    case belowReceived(UInt64, UInt32, ordered: Int64, settled: Int64)
    /// More would be cancelled than is open.
    case cancelsTooMuch(UInt64, UInt32, quantity: Int64, open: Int64)
    /// A cost below zero.
    case costIsNegative(UInt64, UInt32)
    /// There is no such supplier.
    case unknownSupplier(String)
    /// Nothing is ordered from him.
    case supplierInactive(String)
    /// The supplier is paid in another currency.
    case otherCurrency(String, asked: String, currency: String)
    /// No such SKU is defined.
    case unknownSKU(SKU)
    /// It is not bought any more.
    case skuInactive(SKU)
    /// The supplier has no price for it on that day.
    case noPrice(SKU, supplier: String, on: CalendarDay)
    /// It is ordered in whole packs.
    case notWholePacks(SKU, quantity: Int64, pack: Int64)
    /// Fewer than the supplier delivers.
    case belowQuantity(SKU, quantity: Int64, min: Int64)
    /// More than the supplier delivers.
    case aboveQuantity(SKU, quantity: Int64, max: Int64)
    /// The order comes to less than the supplier delivers for.
    case belowValue(UInt64, value: Money, min: Money)
    /// The site is not defined.
    case unknownSite(SiteID)
}
