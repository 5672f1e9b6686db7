/// A unit as a ratio to the base unit of a SKU, exact: `numerator` base units are `denominator` of it.
///
/// A carton of 12 pieces is 12/1; where pieces are the base unit of what is sold by the half dozen, 6/1.
public struct UnitRatio: Codable, Hashable, Sendable {
    /// The code of the unit.
    public var unit: String
    /// Greater than zero.
    public var numerator: Int64
    /// Greater than zero.
    public var denominator: Int64

    /// Made of its parts.
    public init(unit: String, numerator: Int64, denominator: Int64 = 1) {
        self.unit = unit
        self.numerator = numerator
        self.denominator = denominator
    }

    /// Base units in so many of the unit.
    ///
    /// - Throws: `UnitRule.notExact` with the remainder where they do not come out whole, `overflow`.
    public func baseUnits(_ quantity: Int64) throws(UnitRule) -> Int64 {
        let (product, overflow) = quantity.multipliedReportingOverflow(by: numerator)
        guard !overflow else { throw .overflow }
        guard denominator > 0 else { throw .noRatio(unit) }
        let (whole, remainder) = product.quotientAndRemainder(dividingBy: denominator)
        guard remainder == 0 else { throw .notExact(unit: unit, quantity: quantity, remainder: remainder) }
        return whole
    }
}
