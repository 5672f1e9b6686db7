public import RetailDocuments
public import StockModel

/// What somebody wants to buy: the order that is to be written.
public struct PurchaseOrderDraft: Hashable, Sendable {
    /// What is wanted of one SKU.
    public struct Line: Hashable, Sendable {
        /// Which SKU.
        public var sku: SKU
        /// How many of the unit.
        public var quantity: Int64
        /// The unit that is counted in, of those of the SKU in the master data; nil: base units.
        public var unit: String?
        /// Of a base unit; nil: as the supplier's price says, whose pack, minimum and maximum hold then.
        public var unitCost: Money?
        /// When it should come; nil: the first day on which the supplier delivers, after the lead time.
        public var dueDay: CalendarDay?
        /// What another system calls the line.
        public var externalKey: String?

        /// Made of its parts.
        public init(
            _ sku: SKU, quantity: Int64, unit: String? = nil, unitCost: Money? = nil, dueDay: CalendarDay? = nil,
            externalKey: String? = nil
        ) {
            self.sku = sku
            self.quantity = quantity
            self.unit = unit
            self.unitCost = unitCost
            self.dueDay = dueDay
            self.externalKey = externalKey
        }
    }

    /// The number of the order; nil: the next one.
    public var number: UInt64?
    /// The code of the supplier.
    public var supplier: String
    /// The site that it is to be delivered to.
    public var site: SiteID
    /// The day of the order.
    public var orderedDay: CalendarDay
    /// What it should be paid in; nil: as the supplier says.
    public var currency: String?
    /// What is wanted, 1 to 120 lines.
    public var lines: [Line]
    /// What other systems know about it, by name.
    public var attributes: [String: String]

    /// Made of its parts.
    public init(
        number: UInt64? = nil, supplier: String, site: SiteID, orderedDay: CalendarDay, currency: String? = nil,
        lines: [Line], attributes: [String: String] = [:]
    ) {
        self.number = number
        self.supplier = supplier
        self.site = site
        self.orderedDay = orderedDay
        self.currency = currency
        self.lines = lines
        self.attributes = attributes
    }
}
