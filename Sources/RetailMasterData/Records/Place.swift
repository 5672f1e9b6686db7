public import RetailDocuments
public import StockModel

/// A store or a warehouse; the engine's definition says the same.
public struct Site: MasterData {
    /// What its documents are.
    public static let kind = DocumentKind.site
    /// The folder of its documents.
    public static let folder = "site"
    /// Its number in the engine, not zero.
    public var number: UInt32
    /// The retailer's code.
    public var code: String
    /// What it is called.
    public var description: String
    /// Minutes to add to UTC for its clock.
    public var utcOffsetMinutes: Int16
    /// Minutes after midnight at which its business day begins.
    public var dayCutMinutes: Int16
    /// The most units of a SKU that may be found there without an approval.
    public var foundWithoutApprovalMax: Int64

    /// Made of its parts.
    public init(
        number: UInt32, code: String, description: String = "", utcOffsetMinutes: Int16 = 0, dayCutMinutes: Int16 = 0,
        foundWithoutApprovalMax: Int64 = 0
    ) {
        self.number = number
        self.code = code
        self.description = description
        self.utcOffsetMinutes = utcOffsetMinutes
        self.dayCutMinutes = dayCutMinutes
        self.foundWithoutApprovalMax = foundWithoutApprovalMax
    }

    /// What it is called by within its folder.
    public var name: String { UInt64(number).keyText }

    /// As the engine knows it.
    public var definition: SiteDefinition {
        SiteDefinition(
            SiteID(rawValue: number), code: code, utcOffsetMinutes: utcOffsetMinutes, dayCutMinutes: dayCutMinutes,
            foundWithoutApprovalMax: foundWithoutApprovalMax)
    }
}

/// A place for units; the engine's definition says the same.
public struct Location: MasterData {
    /// What its documents are.
    public static let kind = DocumentKind.location
    /// The folder of its documents.
    public static let folder = "location"
    /// Its number in the engine, not zero.
    public var number: UInt32
    /// The retailer's code.
    public var code: String
    /// The number of the engine's `LocationKind`.
    public var placeKind: UInt8
    /// The number of its site; nil for those that are nowhere, such as suppliers.
    public var site: UInt32?
    /// What it is called.
    public var description: String

    /// Made of its parts.
    public init(number: UInt32, code: String, kind: LocationKind, site: UInt32? = nil, description: String = "") {
        self.number = number
        self.code = code
        placeKind = kind.rawValue
        self.site = site
        self.description = description
    }

    /// What it is called by within its folder.
    public var name: String { UInt64(number).keyText }

    /// As the engine knows it; nil where a newer program knows the kind.
    public var definition: LocationDefinition? {
        LocationKind(rawValue: placeKind).map {
            LocationDefinition(
                LocationID(rawValue: number), kind: $0, site: site.map { SiteID(rawValue: $0) }, code: code)
        }
    }
}

/// Who promises; the engine's definition says the same.
public struct Channel: MasterData {
    /// What its documents are.
    public static let kind = DocumentKind.channel
    /// The folder of its documents.
    public static let folder = "channel"
    /// Its number in the engine, not zero.
    public var number: UInt32
    /// The retailer's code.
    public var code: String
    /// What it is called.
    public var description: String
    /// The sites that it may promise from, the best first.
    public var sites: [Source]
    /// How long a hold lasts where nobody says.
    public var defaultHoldSeconds: Int64
    /// The longest that a hold can be extended to.
    public var longestHoldSeconds: Int64
    /// The most live holds of one owner; nil: any number.
    public var holdsPerOwnerMax: UInt32?
    /// Whether a request may wait for what is not there.
    public var acceptsBackorders: Bool

    /// A site that a channel may promise from.
    public struct Source: Codable, Hashable, Sendable {
        /// The number of the site.
        public var site: UInt32
        /// Units of each SKU that the channel leaves there.
        public var buffer: Int64

        /// Made of its parts.
        public init(site: UInt32, buffer: Int64 = 0) {
            self.site = site
            self.buffer = buffer
        }
    }

    /// Made of its parts.
    public init(
        number: UInt32, code: String, description: String = "", sites: [Source], defaultHoldSeconds: Int64 = 900,
        longestHoldSeconds: Int64 = 3_600, holdsPerOwnerMax: UInt32? = nil, acceptsBackorders: Bool = false
    ) {
        self.number = number
        self.code = code
        self.description = description
        self.sites = sites
        self.defaultHoldSeconds = defaultHoldSeconds
        self.longestHoldSeconds = longestHoldSeconds
        self.holdsPerOwnerMax = holdsPerOwnerMax
        self.acceptsBackorders = acceptsBackorders
    }

    /// What it is called by within its folder.
    public var name: String { UInt64(number).keyText }

    /// As the engine knows it.
    public var definition: ChannelDefinition {
        ChannelDefinition(
            ChannelID(rawValue: number), code: code,
            sites: sites.map { ChannelSite(SiteID(rawValue: $0.site), buffer: $0.buffer) },
            defaultHoldMilliseconds: defaultHoldSeconds * 1_000, longestHoldMilliseconds: longestHoldSeconds * 1_000,
            holdsPerOwnerMax: holdsPerOwnerMax, acceptsBackorders: acceptsBackorders)
    }
}
