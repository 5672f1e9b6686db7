public import RetailDocuments

/// A unit that quantities are counted in.
///
/// One with a base is an exact ratio of it, for every SKU: a dozen is 12 pieces. One without is a base itself, or is said by
/// each SKU: a carton.
public struct UnitOfMeasure: MasterData {
    /// What its documents are.
    public static let kind = DocumentKind.unitOfMeasure
    /// The folder of its documents.
    public static let folder = "unit"
    /// The retailer's code.
    public var code: String
    /// What it is called.
    public var description: String
    /// The code of the unit that it is a ratio of; nil: of none.
    public var base: String?
    /// So many of the base are `denominator` of this unit; greater than zero.
    public var numerator: Int64
    /// Greater than zero.
    public var denominator: Int64

    /// Made of its parts.
    public init(
        code: String, description: String = "", base: String? = nil, numerator: Int64 = 1, denominator: Int64 = 1
    ) {
        self.code = code
        self.description = description
        self.base = base
        self.numerator = numerator
        self.denominator = denominator
    }

    /// What it is called by within its folder.
    public var name: String { code }
}

extension StockKeepingUnit {
    /// A unit as a ratio to the base unit: as the SKU says, or else as the unit itself does.
    ///
    /// `unit` is what is known of units by that code. Nil where neither says a ratio.
    public func ratio(of code: String, _ unit: UnitOfMeasure?) -> UnitRatio? {
        if code == baseUnit { return UnitRatio(unit: code, numerator: 1) }
        if let pack = packs.first(where: { $0.unit == code }) { return pack }
        guard let unit, unit.code == code, unit.base == baseUnit else { return nil }
        return UnitRatio(unit: code, numerator: unit.numerator, denominator: unit.denominator)
    }
}
