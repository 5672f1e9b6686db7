public import RetailDocuments
public import StockModel

/// Who delivers.
public struct Supplier: MasterData {
    /// What its documents are.
    public static let kind = DocumentKind.supplier
    /// The folder of its documents.
    public static let folder = "supplier"
    /// The retailer's code.
    public var code: String
    /// What it is called.
    public var description: String
    /// ISO 4217, three capital letters.
    public var currency: String
    /// Days from the order to the delivery, where a price does not say otherwise.
    public var leadTimeDays: Int32
    /// The weekdays on which it delivers, 1 Monday to 7 Sunday, ascending; empty: any.
    public var deliveryDays: [UInt8]
    /// Days on which it does not deliver, since 1970-01-01, ascending.
    public var closedDays: [Int32]
    /// The least value of an order; nil: any.
    public var orderValueMin: Money?
    /// Whether it can be ordered from.
    public var isActive: Bool

    /// Made of its parts.
    public init(
        code: String, description: String, currency: String, leadTimeDays: Int32 = 0, deliveryDays: [UInt8] = [],
        closedDays: [Int32] = [], orderValueMin: Money? = nil, isActive: Bool = true
    ) {
        self.code = code
        self.description = description
        self.currency = currency
        self.leadTimeDays = leadTimeDays
        self.deliveryDays = deliveryDays
        self.closedDays = closedDays
        self.orderValueMin = orderValueMin
        self.isActive = isActive
    }

    /// What it is called by within its folder.
    public var name: String { code }
}

/// What a supplier asks for a SKU from a day on.
public struct SupplierPrice: MasterData {
    /// What its documents are.
    public static let kind = DocumentKind.supplierPrice
    /// The folder of its documents.
    public static let folder = "supplier-price"
    /// The code of the supplier.
    public var supplier: String
    /// The number of the SKU.
    public var sku: UInt64
    /// The first day, since 1970-01-01.
    public var fromDay: Int32
    /// The last day; nil: until another one begins.
    public var toDay: Int32?
    /// The code of the unit that is ordered.
    public var unit: String
    /// Orders are in multiples of so many base units.
    public var pack: Int64
    /// The least base units of a line.
    public var quantityMin: Int64
    /// The most base units of a line; nil: any.
    public var quantityMax: Int64?
    /// Days from the order to the delivery; nil: as the supplier says.
    public var leadTimeDays: Int32?
    /// By quantity, ascending; the first one from the smallest quantity on.
    public var breaks: [PriceBreak]

    /// From so many base units on, each costs this.
    public struct PriceBreak: Codable, Hashable, Sendable {
        /// Base units.
        public var from: Int64
        /// Of a base unit.
        public var unitCost: Money

        /// Made of its parts.
        public init(from: Int64, unitCost: Money) {
            self.from = from
            self.unitCost = unitCost
        }
    }

    /// Made of its parts.
    public init(
        supplier: String, sku: UInt64, fromDay: Int32, toDay: Int32? = nil, unit: String, pack: Int64 = 1,
        quantityMin: Int64 = 1, quantityMax: Int64? = nil, leadTimeDays: Int32? = nil, breaks: [PriceBreak]
    ) {
        self.supplier = supplier
        self.sku = sku
        self.fromDay = fromDay
        self.toDay = toDay
        self.unit = unit
        self.pack = pack
        self.quantityMin = quantityMin
        self.quantityMax = quantityMax
        self.leadTimeDays = leadTimeDays
        self.breaks = breaks
    }

    /// What it is called by within its folder.
    public var name: String {
        "\(supplier)/\(StockKeepingUnit.name(of: SKU(rawValue: sku)))/\(UInt64(bitPattern: Int64(fromDay)) ^ (1 << 63))"
    }
    /// All that it is found under, besides its name.
    public var terms: [IndexTerm] { [IndexTerm(Self.termPrefix(of: SKU(rawValue: sku)) + supplier)] }

    /// What the terms of all prices for a SKU begin with.
    static func termPrefix(of sku: SKU) -> String { "supplier-price.sku/\(StockKeepingUnit.name(of: sku))/" }

    /// What a base unit costs where so many are ordered; nil below the first break.
    public func unitCost(of quantity: Int64) -> Money? { breaks.last { $0.from <= quantity }?.unitCost }
}
