/// One entry of the master data that the engine checks requests against.
public enum Definition: Hashable, Sendable {
    case sku(SKUDefinition)
    case site(SiteDefinition)
    case location(LocationDefinition)
    case channel(ChannelDefinition)
    case policy(ChannelPolicy)
    case threshold(StockThreshold)
}

/// A SKU as the retailer knows it.
public struct SKUDefinition: Hashable, Sendable {
    /// Which SKU.
    public var sku: SKU
    /// The retailer's own code, UTF-8, at most 255 bytes.
    public var code: String
    /// An inactive SKU is not reserved or sold any more; what is promised already is honoured.
    public var isActive: Bool
    /// Somebody has to look at its units before they reach a shelf from a supplier, from receiving or from a transformation.
    ///
    /// It is about the SKU that lies there: of a kit it says nothing.
    public var needsInspection: Bool
    /// What one unit of a kit is made of; empty for a SKU that lies on shelves itself.
    ///
    /// Components may be kits, nested to a depth of 8. Promises are made of, and kept with, the SKUs that remain when all
    /// kits are taken apart.
    public var components: [KitComponent]

    /// Made of its parts.
    public init(
        _ sku: SKU, code: String, isActive: Bool = true, needsInspection: Bool = false, components: [KitComponent] = []
    ) {
        self.sku = sku
        self.code = code
        self.isActive = isActive
        self.needsInspection = needsInspection
        self.components = components
    }
}

/// So many units of a SKU for each unit of a kit.
public struct KitComponent: Hashable, Sendable {
    /// Which SKU.
    public var sku: SKU
    /// Units for one kit, greater than zero.
    public var quantity: Quantity

    /// Made of its parts.
    public init(_ sku: SKU, quantity: Quantity) {
        self.sku = sku
        self.quantity = quantity
    }
}

/// A store or a warehouse, and how its days run.
public struct SiteDefinition: Hashable, Sendable {
    /// Which site.
    public var site: SiteID
    /// The retailer's own code, UTF-8, 1 to 255 bytes.
    public var code: String
    /// Minutes to add to UTC for the site's clock, used where a movement does not state its business date.
    ///
    /// Summer time is the client's to know: it states the date.
    public var utcOffsetMinutes: Int16
    /// Minutes after midnight at which the business day of the site begins.
    public var dayCutMinutes: Int16
    /// The most units of a SKU that one command may bring from `loss` to a place of the site without an approval.
    public var foundWithoutApprovalMax: Quantity

    /// Made of its parts.
    public init(
        _ site: SiteID, code: String, utcOffsetMinutes: Int16 = 0, dayCutMinutes: Int16 = 0,
        foundWithoutApprovalMax: Quantity = 0
    ) {
        self.site = site
        self.code = code
        self.utcOffsetMinutes = utcOffsetMinutes
        self.dayCutMinutes = dayCutMinutes
        self.foundWithoutApprovalMax = foundWithoutApprovalMax
    }
}

/// A place for units; its kind and site are for ever.
public struct LocationDefinition: Hashable, Sendable {
    /// Which location.
    public var location: LocationID
    /// What the place is for.
    public var kind: LocationKind
    /// The site that a physical location belongs to; for `transit` its destination.
    ///
    /// Nil for virtual ones.
    public var site: SiteID?
    /// The retailer's own code, UTF-8, 1 to 255 bytes.
    public var code: String

    /// Made of its parts.
    public init(_ location: LocationID, kind: LocationKind, site: SiteID? = nil, code: String) {
        self.location = location
        self.kind = kind
        self.site = site
        self.code = code
    }
}

/// Who promises: from which sites, and for how long.
public struct ChannelDefinition: Hashable, Sendable {
    /// The channel that promises.
    public var channel: ChannelID
    /// The retailer's own code, UTF-8, 1 to 255 bytes.
    public var code: String
    /// The sites it may promise from, best first; at most 1,024.
    public var sites: [ChannelSite]
    /// How long a hold lasts where the request does not say.
    public var defaultHoldMilliseconds: Int64
    /// The longest a hold can be extended, from when it was first held.
    public var longestHoldMilliseconds: Int64
    /// The most live holds of one owner through the channel; nil: any number.
    ///
    /// Holds of nobody are not counted.
    public var holdsPerOwnerMax: UInt32?
    /// Whether a request may wait for what is not there.
    public var acceptsBackorders: Bool

    /// Made of its parts.
    public init(
        _ channel: ChannelID, code: String, sites: [ChannelSite],
        defaultHoldMilliseconds: Int64 = 15 * 60_000, longestHoldMilliseconds: Int64 = 60 * 60_000,
        holdsPerOwnerMax: UInt32? = nil, acceptsBackorders: Bool = false
    ) {
        self.channel = channel
        self.code = code
        self.sites = sites
        self.defaultHoldMilliseconds = defaultHoldMilliseconds
        self.longestHoldMilliseconds = longestHoldMilliseconds
        self.holdsPerOwnerMax = holdsPerOwnerMax
        self.acceptsBackorders = acceptsBackorders
    }
}

/// A site that a channel may promise from.
public struct ChannelSite: Hashable, Sendable {
    /// Which site.
    public var site: SiteID
    /// Units of each SKU at the site that the channel may not promise; zero or more.
    ///
    /// A threshold at check time: nothing is moved.
    public var buffer: Quantity

    /// Made of its parts.
    public init(_ site: SiteID, buffer: Quantity = 0) {
        self.site = site
        self.buffer = buffer
    }
}

extension ChannelDefinition {
    /// A channel that keeps no buffer at any site.
    @_disfavoredOverload
    public init(
        _ channel: ChannelID, code: String, sites: [SiteID],
        defaultHoldMilliseconds: Int64 = 15 * 60_000, longestHoldMilliseconds: Int64 = 60 * 60_000,
        holdsPerOwnerMax: UInt32? = nil, acceptsBackorders: Bool = false
    ) {
        self.init(
            channel, code: code, sites: sites.map { ChannelSite($0) },
            defaultHoldMilliseconds: defaultHoldMilliseconds, longestHoldMilliseconds: longestHoldMilliseconds,
            holdsPerOwnerMax: holdsPerOwnerMax, acceptsBackorders: acceptsBackorders)
    }
}
