public import RetailDocuments
public import StockModel

/// What is added to a price.
public struct TaxCode: MasterData {
    /// What its documents are.
    public static let kind = DocumentKind.taxCode
    /// The folder of its documents.
    public static let folder = "tax-code"
    /// The retailer's code.
    public var code: String
    /// What it is called.
    public var description: String
    /// In 1/10,000 of a percent, exact: 19 % are 190,000.
    public var tenThousandthsOfPercent: Int64

    /// Made of its parts.
    public init(code: String, description: String = "", tenThousandthsOfPercent: Int64) {
        self.code = code
        self.description = description
        self.tenThousandthsOfPercent = tenThousandthsOfPercent
    }

    /// What it is called by within its folder.
    public var name: String { code }
}

/// Prices that belong together: of one currency, for some customers.
public struct PriceList: MasterData {
    /// What its documents are.
    public static let kind = DocumentKind.priceList
    /// The folder of its documents.
    public static let folder = "price-list"
    /// The retailer's code.
    public var code: String
    /// What it is called.
    public var description: String
    /// ISO 4217, three capital letters.
    public var currency: String
    /// Whether its prices have the tax in them.
    public var includesTax: Bool

    /// Made of its parts.
    public init(code: String, description: String = "", currency: String, includesTax: Bool = false) {
        self.code = code
        self.description = description
        self.currency = currency
        self.includesTax = includesTax
    }

    /// What it is called by within its folder.
    public var name: String { code }
}

/// What a base unit of a SKU is sold for in a price list, from a day on.
public struct Price: MasterData {
    /// What its documents are.
    public static let kind = DocumentKind.price
    /// The folder of its documents.
    public static let folder = "price"
    /// The code of the price list.
    public var priceList: String
    /// The number of the SKU.
    public var sku: UInt64
    /// The first day, since 1970-01-01.
    public var fromDay: Int32
    /// The last day; nil: until another one begins.
    public var toDay: Int32?
    /// Of a base unit.
    public var price: Money

    /// Made of its parts.
    public init(priceList: String, sku: UInt64, fromDay: Int32, toDay: Int32? = nil, price: Money) {
        self.priceList = priceList
        self.sku = sku
        self.fromDay = fromDay
        self.toDay = toDay
        self.price = price
    }

    /// What it is called by within its folder.
    public var name: String {
        "\(priceList)/\(StockKeepingUnit.name(of: SKU(rawValue: sku)))/\(CalendarDay(fromDay).keyText)"
    }
    /// All that it is found under, besides its name.
    public var terms: [IndexTerm] {
        [IndexTerm("price.sku/\(StockKeepingUnit.name(of: SKU(rawValue: sku)))/\(priceList)")]
    }
}

/// Who buys, without anything personal: that comes with orders, encrypted.
public struct Customer: MasterData {
    /// What its documents are.
    public static let kind = DocumentKind.customer
    /// The folder of its documents.
    public static let folder = "customer"
    /// The retailer's code.
    public var code: String
    /// The retailer's group of customers; nil: none.
    public var group: String?
    /// The code of the price list; nil: the usual one.
    public var priceList: String?
    /// The code of the tax; nil: as the SKU says.
    public var taxCode: String?
    /// ISO 4217, three capital letters.
    public var currency: String

    /// Made of its parts.
    public init(
        code: String, group: String? = nil, priceList: String? = nil, taxCode: String? = nil, currency: String
    ) {
        self.code = code
        self.group = group
        self.priceList = priceList
        self.taxCode = taxCode
        self.currency = currency
    }

    /// What it is called by within its folder.
    public var name: String { code }
}

/// What lay at a place when the books were opened: booked once, as movements at cost.
public struct OpeningStock: MasterData {
    /// What its documents are.
    public static let kind = DocumentKind.openingStock
    /// The folder of its documents.
    public static let folder = "opening-stock"
    /// The document that its movements stand on.
    public static let movementDocument: DocumentKey = "opening-stock"
    /// The number of the location.
    public var location: UInt32
    /// The number of the SKU.
    public var sku: UInt64
    /// Base units, zero or more.
    public var quantity: Int64
    /// Of a base unit.
    public var unitCost: Money

    /// Made of its parts.
    public init(location: UInt32, sku: UInt64, quantity: Int64, unitCost: Money) {
        self.location = location
        self.sku = sku
        self.quantity = quantity
        self.unitCost = unitCost
    }

    /// What it is called by within its folder.
    public var name: String { "\(UInt64(location).keyText)/\(StockKeepingUnit.name(of: SKU(rawValue: sku)))" }
}
