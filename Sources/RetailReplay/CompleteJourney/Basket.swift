/// One line of a till receipt or of a web order.
public struct TillLine: Equatable, Sendable {
    /// The product's number in the file, which is also its SKU.
    public let product: UInt64

    /// Pieces, 1 to `CompleteJourneySlice.quantityMax`.
    public let quantity: Int64

    /// What was paid for the line, in 1/10,000 of the currency unit.
    public let salesValueTenThousandths: Int64

    /// The line of the file, counted from 1.
    public let fileLine: Int

    /// A line as the file would say it.
    public init(product: UInt64, quantity: Int64, salesValueTenThousandths: Int64, fileLine: Int) {
        self.product = product
        self.quantity = quantity
        self.salesValueTenThousandths = salesValueTenThousandths
        self.fileLine = fileLine
    }
}

/// What one household took at one store in one visit: all of its remaining lines, in the file's order.
public struct Basket: Equatable, Sendable {
    /// How the goods are handed over.
    ///
    /// The file does not say it: see `Basket.fulfilment`.
    public enum Fulfilment: Equatable, Sendable {
        /// Each line is sold at once, in full, or refused.
        case till
        /// A web order for pickup at the store: reserved as a whole, committed, fulfilled.
        case pickup
    }

    /// The basket's number in the file.
    public let id: UInt64

    /// The store of all of its lines.
    public let store: UInt32

    /// The household of all of its lines.
    public let household: UInt64

    /// Local time as written, of its first remaining line, in milliseconds since 1970, as if UTC.
    public let occurredAtMilliseconds: Int64

    /// At least one.
    public let lines: [TillLine]

    /// Derived, not recorded: a number divisible by three is a web order for pickup.
    public var fulfilment: Fulfilment { id.isMultiple(of: 3) ? .pickup : .till }

    /// Pieces asked for, over all lines.
    public var units: Int64 { lines.reduce(0) { $0 + $1.quantity } }
}
