/// What the store holds of the Complete Journey baskets replayed into it.
///
/// Everything is read from there: rows from the file's import record, baskets and refusals from documents, units sold
/// and received from movements, units left from levels. `opening_units` = `web_units` + `till_units` + `units_left`.
public struct CompleteJourneyFigures: Codable, Equatable, Sendable {
    /// Records of the file.
    public var rows = 0
    /// Of those, fuel and coupon pseudo-products.
    public var skipped = 0
    /// Of those, malformed rows.
    public var malformedRows = 0
    /// Baskets that a malformed row has taken with it.
    public var basketsLeftOut = 0
    /// Baskets in the store.
    public var baskets = 0
    /// Pairs of store and product with opening stock.
    public var levels = 0
    /// Received from the supplier before the first basket.
    public var openingUnits: Int64 = 0
    /// Web orders fulfilled.
    public var webOrders = 0
    /// Web orders refused, whole.
    public var webRefused = 0
    /// Units of fulfilled web orders.
    public var webUnits: Int64 = 0
    /// Units that refused web orders asked for.
    public var webUnitsRefused: Int64 = 0
    /// Till lines sold.
    public var tillLines = 0
    /// Till lines refused.
    public var tillLinesRefused = 0
    /// Units sold at tills.
    public var tillUnits: Int64 = 0
    /// Units of refused till lines.
    public var tillUnitsRefused: Int64 = 0
    /// On hand in the stores, less what movements other than the replay's have brought.
    public var unitsLeft: Int64 = 0
    /// Unmet demand by store, the greatest first; ties by the lower number.
    public var shortagesByStore: [StoreShortage] = []

    /// What one store could not sell.
    public struct StoreShortage: Codable, Equatable, Sendable {
        /// The store's number.
        public var store: UInt32
        /// Web orders refused there.
        public var orders = 0
        /// Till lines refused there.
        public var lines = 0
        /// Units of both.
        public var units: Int64 = 0

        /// So many orders, lines and units refused at `store`.
        public init(store: UInt32, orders: Int = 0, lines: Int = 0, units: Int64 = 0) {
            self.store = store
            self.orders = orders
            self.lines = lines
            self.units = units
        }
    }

    /// Nothing yet.
    public init() {}

    enum CodingKeys: String, CodingKey {
        case rows, skipped, baskets, levels
        case malformedRows = "malformed_rows"
        case basketsLeftOut = "baskets_left_out"
        case openingUnits = "opening_units"
        case webOrders = "web_orders"
        case webRefused = "web_refused"
        case webUnits = "web_units"
        case webUnitsRefused = "web_units_refused"
        case tillLines = "till_lines"
        case tillLinesRefused = "till_lines_refused"
        case tillUnits = "till_units"
        case tillUnitsRefused = "till_units_refused"
        case unitsLeft = "units_left"
        case shortagesByStore = "shortages_by_store"
    }
}
