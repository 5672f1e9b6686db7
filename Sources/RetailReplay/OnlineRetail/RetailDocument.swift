/// One row of an invoice, as the file says it.
///
/// Exact duplicates are rows of their own: a row is known by its document and its place there.
public struct RetailRow: Equatable, Sendable {
    /// What it is about.
    public let item: ItemCode

    /// As written, for people; not UTF-8 in the file becomes U+FFFD.
    public let description: String

    /// Signed pieces as written: in sales and returns the opposite of the change of stock, in
    /// adjustments the change itself.
    public let quantity: Int64

    /// Local time as written, in milliseconds since 1970, as if UTC.
    public let occurredAtMilliseconds: Int64

    /// Price of one piece in 1/10,000 of the currency unit; may be zero or, in charges, below.
    public let unitPriceTenThousandths: Int64

    /// The digits of the customer's number before the dot; nil when the file names none.
    public let customer: UInt64?

    /// As written.
    public let country: String

    /// quantity × unit price in 1/10,000 of the currency unit; within `ReplayLimits`.
    public var valueTenThousandths: Int64 { quantity * unitPriceTenThousandths }
}

/// One invoice: all rows of one number.
///
/// One document is one transaction.
public struct RetailDocument: Equatable, Sendable {
    /// What a document does to the stock.
    public enum Kind: Equatable, Sendable, CaseIterable {
        /// stock → customer; free goods included.
        case sale
        /// customer → returns, and on to stock or quarantine.
        case customerReturn
        /// Nothing: bad debt and its like.
        case charge
        /// stock → loss.
        case adjustmentDown
        /// loss → stock.
        case adjustmentUp
    }

    /// The invoice's number, folded to upper case.
    public let number: String

    /// Derived from the number and the rows: see `RetailDocument.kind(ofNumber:rows:)`.
    public let kind: Kind

    /// In the file's order; at least one.
    public let rows: [RetailRow]

    /// The line of the file on which each row stands.
    ///
    /// Not part of what the document says.
    public let fileLines: [Int]

    /// The time of its first row, in milliseconds since 1970, as if UTC.
    public var occurredAtMilliseconds: Int64 { rows.first?.occurredAtMilliseconds ?? 0 }

    /// Whether `other` is the same document, wherever in a file it stood: then loading it again changes
    /// nothing.
    ///
    /// A document of the same number that says anything else is a conflict.
    public func isIdentical(to other: RetailDocument) -> Bool {
        number == other.number && rows == other.rows
    }

    /// The kind of a document; nil when its goods rows contradict each other or the number.
    ///
    /// `C…` is a return, `A…` a charge. Of the others, a negative quantity makes an adjustment down; a
    /// single row at price zero, without customer and with a positive quantity, an adjustment up;
    /// everything else is a sale. When there are goods rows, they alone decide the direction.
    public static func kind(ofNumber number: String, rows: [RetailRow]) -> Kind? {
        let goods = rows.lazy.filter(\.item.isGoods)
        let isUp = goods.contains { $0.quantity > 0 }
        let isDown = goods.contains { $0.quantity < 0 }
        switch number.utf8.first {
        case UInt8(ascii: "A"): return .charge
        case UInt8(ascii: "C"): return isUp ? nil : .customerReturn
        default: break
        }
        if isUp && isDown { return nil }
        if isDown || (goods.isEmpty && rows.allSatisfy { $0.quantity < 0 }) { return .adjustmentDown }
        if rows.count == 1, let row = rows.first, row.unitPriceTenThousandths == 0, row.customer == nil,
            row.quantity > 0
        {
            return .adjustmentUp
        }
        return .sale
    }
}
