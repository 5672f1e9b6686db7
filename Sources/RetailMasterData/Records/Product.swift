public import RetailDocuments
public import StockModel

/// A style that is sold in variants.
public struct Product: MasterData {
    /// What its documents are.
    public static let kind = DocumentKind.product
    /// The folder of its documents.
    public static let folder = "product"
    /// The retailer's code of the style.
    public var code: String
    /// What it is called.
    public var description: String
    /// The code of its category; nil: none.
    public var category: String?
    /// The code of its brand; nil: none.
    public var brand: String?

    /// Made of its parts.
    public init(code: String, description: String, category: String? = nil, brand: String? = nil) {
        self.code = code
        self.description = description
        self.category = category
        self.brand = brand
    }

    /// What it is called by within its folder.
    public var name: String { code }
}

/// One sellable variant of a product.
public struct StockKeepingUnit: MasterData {
    /// What its documents are.
    public static let kind = DocumentKind.stockKeepingUnit
    /// The folder of its documents.
    public static let folder = "sku"
    /// Its number in the engine, not zero.
    public var number: UInt64
    /// The retailer's code, 1 to 255 bytes.
    public var code: String
    /// The code of the style that it is a variant of; nil: it stands alone.
    public var product: String?
    /// What it is called.
    public var description: String
    /// Of the variant; nil: it has none.
    public var size: String?
    /// Of the variant; nil: it has none.
    public var colour: String?
    /// The code of the unit that it is counted in.
    public var baseUnit: String
    /// Other units of this SKU, each as so many of its base unit.
    public var packs: [UnitRatio]
    /// The code of its tax; nil: none.
    public var taxCode: String?
    /// Whether it can be bought and sold.
    public var isActive: Bool

    /// Made of its parts.
    public init(
        number: UInt64, code: String, product: String? = nil, description: String = "", size: String? = nil,
        colour: String? = nil, baseUnit: String, packs: [UnitRatio] = [], taxCode: String? = nil, isActive: Bool = true
    ) {
        self.number = number
        self.code = code
        self.product = product
        self.description = description
        self.size = size
        self.colour = colour
        self.baseUnit = baseUnit
        self.packs = packs
        self.taxCode = taxCode
        self.isActive = isActive
    }

    /// By its number in the engine.
    public var sku: SKU { SKU(rawValue: number) }
    /// What it is called by within its folder.
    public var name: String { Self.name(of: SKU(rawValue: number)) }
    /// What the SKU of that number is called by.
    public static func name(of sku: SKU) -> String { sku.rawValue.padded(to: 20) }
    /// All that it is found under, besides its name.
    public var terms: [IndexTerm] {
        [IndexTerm("sku.code/\(code)")] + (product.map { [IndexTerm("sku.product/\($0)/\(name)")] } ?? [])
    }
}

/// A group of products, within another one perhaps.
public struct Category: MasterData {
    /// What its documents are.
    public static let kind = DocumentKind.category
    /// The folder of its documents.
    public static let folder = "category"
    /// The retailer's code.
    public var code: String
    /// Its number on movements, not zero.
    public var number: UInt32
    /// What it is called.
    public var description: String
    /// The code of the category that it is part of; nil: of none.
    public var parent: String?

    /// Made of its parts.
    public init(code: String, number: UInt32, description: String, parent: String? = nil) {
        self.code = code
        self.number = number
        self.description = description
        self.parent = parent
    }

    /// What it is called by within its folder.
    public var name: String { code }
}

/// Who stands behind a product.
public struct Brand: MasterData {
    /// What its documents are.
    public static let kind = DocumentKind.brand
    /// The folder of its documents.
    public static let folder = "brand"
    /// The retailer's code.
    public var code: String
    /// Its number on movements, not zero.
    public var number: UInt32
    /// What it is called.
    public var description: String
    /// It is the retailer's own.
    public var isPrivateLabel: Bool

    /// Made of its parts.
    public init(code: String, number: UInt32, description: String, isPrivateLabel: Bool = false) {
        self.code = code
        self.number = number
        self.description = description
        self.isPrivateLabel = isPrivateLabel
    }

    /// What it is called by within its folder.
    public var name: String { code }
}

/// What is printed on goods and scanned: so many units of a SKU.
public struct Barcode: MasterData {
    /// What its documents are.
    public static let kind = DocumentKind.barcode
    /// The folder of its documents.
    public static let folder = "barcode"
    /// A GTIN of 8, 12, 13 or 14 digits, with its check digit.
    public var gtin: String
    /// The number of the SKU.
    public var sku: UInt64
    /// Base units in what is scanned, 1 or more.
    public var packQuantity: Int64

    /// Made of its parts.
    public init(gtin: String, sku: UInt64, packQuantity: Int64 = 1) {
        self.gtin = gtin
        self.sku = sku
        self.packQuantity = packQuantity
    }

    /// All lengths of one number are one name: with zeros before it, 14 digits.
    public var name: String { String(repeating: "0", count: Swift.max(0, 14 - gtin.count)) + gtin }
    /// All that it is found under, besides its name.
    public var terms: [IndexTerm] {
        [IndexTerm("barcode.sku/\(StockKeepingUnit.name(of: SKU(rawValue: sku)))/\(name)")]
    }
}
