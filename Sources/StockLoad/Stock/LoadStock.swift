import StockModel

/// What a rehearsal is about: SKUs, where they lie, and who promises them.
public struct LoadStock: Codable, Hashable, Sendable {
    /// The SKUs, the most popular ones first.
    public var skus: NumberRanges
    /// The channels that promise, at least one, in turn at random.
    public var channels: [UInt32]
    /// The sellable places that tills sell from, and that receipts go to.
    public var locations: [UInt32]
    /// Where sold units go; nil: nothing can be sold.
    public var customer: UInt32?
    /// Where received units come from; nil: nothing can be received.
    public var supplier: UInt32?

    /// Made of its parts.
    public init(
        skus: NumberRanges, channels: [UInt32], locations: [UInt32], customer: UInt32?, supplier: UInt32?
    ) {
        self.skus = skus
        self.channels = channels
        self.locations = locations
        self.customer = customer
        self.supplier = supplier
    }

    func sku(at place: Int) -> SKU { SKU(rawValue: skus.number(at: place)) }
}
