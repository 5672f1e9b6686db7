public import RetailDocuments
import RetailMasterData
public import StockModel

/// A place for goods: a location of kind `stock`, with what it takes and how soon it is chosen.
///
/// The engine knows no bins: a shelf, a bay or a back room that has a capacity of its own is a location of its own. Every
/// putaway into a place writes this document, and is refused where it has changed since the space was measured: so two at
/// once do not fill the same space.
public struct PutawayPlace: WorkflowDocument {
    /// What it is.
    public static let kind = DocumentKind.putawayPlace
    /// The site that the location belongs to.
    public var site: UInt32
    /// The location.
    public var location: UInt32
    /// 1 is chosen first.
    public var priority: Int32
    /// The most base units of all SKUs together; nil: any number.
    public var capacity: Int64?
    /// Goods without a rule of their own may go here.
    public var takesAnything: Bool
    /// How often goods have been put here.
    public var timesUsed: UInt64

    /// Made of its parts.
    public init(
        _ location: LocationID, at site: SiteID, priority: Int32 = 1, capacity: Int64? = nil, takesAnything: Bool = true
    ) {
        self.site = site.rawValue
        self.location = location.rawValue
        self.priority = priority
        self.capacity = capacity
        self.takesAnything = takesAnything
        timesUsed = 0
    }

    /// Where it is stored.
    public var key: DocumentKey { Self.key(of: LocationID(rawValue: location), at: SiteID(rawValue: site)) }

    /// Where the place at a location is stored.
    public static func key(of location: LocationID, at site: SiteID) -> DocumentKey {
        DocumentKey(prefix(of: site) + UInt64(location.rawValue).keyText)
    }

    /// What the keys of the places of a site begin with.
    public static func prefix(of site: SiteID) -> String { "putaway/place/\(UInt64(site.rawValue).keyText)/" }
}

/// Where the units of one SKU go: a place, how many of them it takes, and how soon it is chosen.
///
/// A SKU that has rules at a site goes where they say and nowhere else.
public struct PutawayRule: WorkflowDocument {
    /// What it is.
    public static let kind = DocumentKind.putawayRule
    /// The site that the location belongs to.
    public var site: UInt32
    /// The number of the SKU.
    public var sku: UInt64
    /// The location.
    public var location: UInt32
    /// 1 is chosen first.
    public var priority: Int32
    /// The most base units of the SKU at the place.
    public var capacity: Int64

    /// Made of its parts.
    public init(_ sku: SKU, to location: LocationID, at site: SiteID, priority: Int32 = 1, capacity: Int64) {
        self.site = site.rawValue
        self.sku = sku.rawValue
        self.location = location.rawValue
        self.priority = priority
        self.capacity = capacity
    }

    /// Where it is stored.
    public var key: DocumentKey {
        Self.key(of: SKU(rawValue: sku), to: LocationID(rawValue: location), at: SiteID(rawValue: site))
    }

    /// Where the rule of a SKU for a location is stored.
    public static func key(of sku: SKU, to location: LocationID, at site: SiteID) -> DocumentKey {
        DocumentKey(prefix(of: sku, at: site) + UInt64(location.rawValue).keyText)
    }

    /// What the keys of the rules of a SKU at a site begin with.
    public static func prefix(of sku: SKU, at site: SiteID) -> String {
        "putaway/rule/\(UInt64(site.rawValue).keyText)/\(StockKeepingUnit.name(of: sku))/"
    }
}
