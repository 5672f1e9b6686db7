/// What a channel may promise of one SKU now.
public struct Availability: Hashable, Sendable {
    /// Which SKU.
    public var sku: SKU
    /// Never below zero.
    public var availableToSell: Quantity
    /// The caps that bind the channel now: that of the SKU, or those of a kit and its components.
    public var caps: [CapUse]
    /// Why, site by site in the channel's order of rank, when it was asked for.
    public var reasons: [SiteAvailability]?

    /// Made of its parts.
    public init(sku: SKU, availableToSell: Quantity, caps: [CapUse] = [], reasons: [SiteAvailability]?) {
        self.sku = sku
        self.availableToSell = availableToSell
        self.caps = caps
        self.reasons = reasons
    }
}

/// What a channel may promise of a SKU before and after a change.
public struct AvailabilityChange: Hashable, Sendable {
    /// Which SKU, or which kit.
    public var sku: SKU
    /// The channel that promises.
    public var channel: ChannelID
    /// Available to sell now; zero where SKU or channel are not defined yet.
    public var before: Quantity
    /// Available to sell then.
    public var after: Quantity

    /// Made of its parts.
    public init(sku: SKU, channel: ChannelID, before: Quantity, after: Quantity) {
        self.sku = sku
        self.channel = channel
        self.before = before
        self.after = after
    }
}

/// A SKU, or a kit, as a channel sees it.
public struct ChannelSKU: Hashable, Sendable {
    /// Which SKU, or which kit.
    public var sku: SKU
    /// The channel that would promise.
    public var channel: ChannelID

    /// Made of its parts.
    public init(_ sku: SKU, _ channel: ChannelID) {
        self.sku = sku
        self.channel = channel
    }
}

/// The terms of the sum at one eligible site, over its sellable locations.
public struct SiteAvailability: Hashable, Sendable {
    /// Which site.
    public var site: SiteID
    /// Units that are there.
    public var onHand: Quantity
    /// Under holds whose deadline has not passed.
    public var held: Quantity
    /// Units promised to a confirmed order and not yet shipped.
    public var committed: Quantity
    /// Units that the channel leaves there.
    public var buffer: Quantity
    /// Units that other channels have earmarked there and do not use yet.
    public var earmarked: Quantity
    /// on hand − held − committed − buffer − earmarked, not below zero.
    ///
    /// Of a kit: as many as the components there are enough for; the figures before it are zero.
    public var free: Quantity
    /// Of a kit: the component that is enough for fewest.
    public var limitingComponent: SKU?

    /// Made of its parts.
    public init(
        site: SiteID, onHand: Quantity, held: Quantity, committed: Quantity, buffer: Quantity = 0,
        earmarked: Quantity = 0, free: Quantity, limitingComponent: SKU? = nil
    ) {
        self.site = site
        self.onHand = onHand
        self.held = held
        self.committed = committed
        self.buffer = buffer
        self.earmarked = earmarked
        self.free = free
        self.limitingComponent = limitingComponent
    }
}

/// The stock of one SKU at one location.
public struct Level: Hashable, Sendable {
    /// Which SKU.
    public var sku: SKU
    /// Which location.
    public var location: LocationID
    /// Units that are there.
    public var onHand: Quantity
    /// Under holds whose deadline has not passed.
    public var held: Quantity
    /// Units promised to a confirmed order and not yet shipped.
    public var committed: Quantity
    /// Its newest movement, or `.none`.
    public var newestMovement: MovementID

    /// on hand − held − committed.
    public var available: Quantity { onHand &- held &- committed }

    /// Made of its parts.
    public init(
        sku: SKU, location: LocationID, onHand: Quantity, held: Quantity, committed: Quantity,
        newestMovement: MovementID
    ) {
        self.sku = sku
        self.location = location
        self.onHand = onHand
        self.held = held
        self.committed = committed
        self.newestMovement = newestMovement
    }
}
