/// What a channel may promise of one SKU, beyond what its definition says of every SKU.
///
/// One without a cap and without sites takes the policy away.
public struct ChannelPolicy: Hashable, Sendable {
    /// The channel that promises.
    public var channel: ChannelID
    /// Which SKU.
    public var sku: SKU
    /// The most units that it may promise; nil: as many as there are.
    public var cap: Cap?
    /// Buffers and earmarks, by site; of a kit they mean nothing, its components have theirs.
    public var sites: [SitePolicy]

    /// Made of its parts.
    public init(_ channel: ChannelID, _ sku: SKU, cap: Cap? = nil, sites: [SitePolicy] = []) {
        self.channel = channel
        self.sku = sku
        self.cap = cap
        self.sites = sites
    }
}

/// The most units of a SKU that a channel may hold, commit and, within a window, sell.
///
/// Without a window it counts what is held and committed, always. With one, a promotion, it counts only within [start, end),
/// and what was sold within it as well. A return gives nothing back to it.
public struct Cap: Hashable, Sendable {
    /// Zero or more.
    public var units: Quantity
    /// Nil: always.
    public var window: Window?

    /// From `start` until before `end`.
    public struct Window: Hashable, Sendable {
        /// The first moment within.
        public var start: Instant
        /// The first moment after.
        public var end: Instant

        /// Made of its parts.
        public init(start: Instant, end: Instant) {
            self.start = start
            self.end = end
        }

        /// Whether a moment is within.
        public func contains(_ moment: Instant) -> Bool { start <= moment && moment < end }
    }

    /// Made of its parts.
    public init(_ units: Quantity, window: Window? = nil) {
        self.units = units
        self.window = window
    }

    /// Whether it limits promises made at a moment.
    public func isInForce(at moment: Instant) -> Bool { window?.contains(moment) ?? true }
}

/// What a channel leaves to others, and keeps from them, of one SKU at one site.
public struct SitePolicy: Hashable, Sendable {
    /// Which site.
    public var site: SiteID
    /// Units that the channel may not promise; nil: the buffer that its definition states for the site.
    public var buffer: Quantity?
    /// Units that other channels may not use.
    public var earmark: Quantity

    /// Made of its parts.
    public init(_ site: SiteID, buffer: Quantity? = nil, earmark: Quantity = 0) {
        self.site = site
        self.buffer = buffer
        self.earmark = earmark
    }
}
