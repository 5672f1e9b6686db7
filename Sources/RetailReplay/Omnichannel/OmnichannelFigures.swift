/// What became of orders, kits, backorders and promises in a retailer's six weeks.
public struct OmnichannelFigures: Codable, Equatable, Sendable {
    /// Orders of the web shop.
    public var web = Web()
    /// Orders for pickup at a store.
    public var pickup = Pickup()
    /// Orders of the marketplace.
    public var marketplace = Marketplace()
    /// The kits of the promotion.
    public var kits = Kits()
    /// What waited for stock.
    public var backorders = Backorders()
    /// The till that was offline, and the promises that its sales took units from.
    public var offline = Offline()
    /// Units that tills sold, the offline one left out.
    public var tillUnits: Int64 = 0
    /// Units that tills could not sell.
    public var tillUnitsRefused: Int64 = 0
    /// How often a watched product ran low, ran out and came back.
    public var ranLow = 0
    /// See `ranLow`.
    public var ranOut = 0
    /// See `ranLow`.
    public var cameBack = 0

    /// Orders of the web shop.
    public struct Web: Codable, Equatable, Sendable {
        /// All that were accepted.
        public var orders = 0
        /// By the number of further sites that they come from: none to three.
        public var bySplits = [0, 0, 0, 0]
        /// Nothing of them was there: they wait whole.
        public var waitingWhole = 0
        /// Units that were there.
        public var unitsPromised: Int64 = 0
        /// Orders that were refused.
        public var refused = 0

        enum CodingKeys: String, CodingKey {
            case orders, refused
            case bySplits = "by_splits"
            case waitingWhole = "waiting_whole"
            case unitsPromised = "units_promised"
        }
    }

    /// Orders for pickup at a store.
    public struct Pickup: Codable, Equatable, Sendable {
        /// All that were accepted.
        public var orders = 0
        /// Fetched.
        public var collected = 0
        /// Given back because nobody came.
        public var givenBack = 0
        /// The store did not have all of it.
        public var refused = 0

        enum CodingKeys: String, CodingKey {
            case orders, collected, refused
            case givenBack = "given_back"
        }
    }

    /// Orders of the marketplace.
    public struct Marketplace: Codable, Equatable, Sendable {
        /// All that were accepted.
        public var orders = 0
        /// Beyond a cap.
        public var refusedByCap = 0
        /// Not there.
        public var refusedShort = 0

        enum CodingKeys: String, CodingKey {
            case orders
            case refusedByCap = "refused_by_cap"
            case refusedShort = "refused_short"
        }
    }

    /// The kits of the promotion.
    public struct Kits: Codable, Equatable, Sendable {
        /// Pairs of products that were sold together.
        public var pairs = 0
        /// What the promotion sells at most, over all pairs.
        public var cap: Int64 = 0
        /// What it has sold when its window closed, as the store counts it.
        public var sold: Int64 = 0
        /// Orders that asked for more kits than were left, and got the products alone.
        public var beyondCap = 0

        enum CodingKeys: String, CodingKey {
            case pairs, cap, sold
            case beyondCap = "orders_beyond_cap"
        }
    }

    /// What waited for stock.
    public struct Backorders: Codable, Equatable, Sendable {
        /// Units that were not there when they were ordered.
        public var units: Int64 = 0
        /// Units that trucks brought for those who waited.
        public var served: Int64 = 0
        /// Units that still wait at the end.
        public var waiting: Int64 = 0
        /// Orders that wait for something at the end.
        public var ordersWaiting = 0

        enum CodingKeys: String, CodingKey {
            case units, served, waiting
            case ordersWaiting = "orders_waiting"
        }
    }

    /// The till that was offline, and the promises that its sales took units from.
    public struct Offline: Codable, Equatable, Sendable {
        /// Receipts that it uploaded.
        public var receipts = 0
        /// Units on them.
        public var units: Int64 = 0
        /// Units that the book did not have, found from `loss`.
        public var unitsFound: Int64 = 0
        /// Levels that are marked for a recount.
        public var recounts = 0
        /// Orders that have lost units.
        public var displaced = 0
        /// Units of theirs that come from another store.
        public var reSourced: Int64 = 0
        /// Units of theirs that nobody had.
        public var short: Int64 = 0
        /// Of those, how many a truck has brought since.
        public var shortServed: Int64 = 0

        enum CodingKeys: String, CodingKey {
            case receipts, units, recounts, displaced, short
            case unitsFound = "units_found"
            case reSourced = "re_sourced"
            case shortServed = "short_served"
        }
    }

    /// Nothing yet.
    public init() {}

    enum CodingKeys: String, CodingKey {
        case web, pickup, marketplace, kits, backorders, offline
        case tillUnits = "till_units"
        case tillUnitsRefused = "till_units_refused"
        case ranLow = "ran_low"
        case ranOut = "ran_out"
        case cameBack = "came_back"
    }
}
