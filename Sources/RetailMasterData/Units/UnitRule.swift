public import RetailDocuments

/// What does not allow a quantity in a unit of measure.
public enum UnitRule: Rule {
    /// The quantity does not come out whole in base units: `UOM_NOT_EXACT`.
    case notExact(unit: String, quantity: Int64, remainder: Int64)
    /// The SKU has no such unit.
    case noRatio(String)
    /// The quantity leaves the range of 64 bits.
    case overflow

    /// The name that stays the same whatever it is about.
    public var name: String {
        switch self {
        case .notExact: "unit.not-exact"
        case .noRatio: "unit.no-ratio"
        case .overflow: "unit.overflow"
        }
    }

    /// What is wrong.
    public var description: String {
        switch self {
        case .notExact(let unit, let quantity, let remainder):
            "\(quantity) \(unit) are not a whole number of base units: \(remainder) over"
        case .noRatio(let unit): "the SKU is not measured in \(unit)"
        case .overflow: "the quantity is beyond what can be counted"
        }
    }

    /// What would be needed.
    public var remedy: String {
        switch self {
        case .notExact: "give a quantity that comes out whole, or count in the base unit"
        case .noRatio: "add the unit to the SKU: stockroom sku show lists those it has"
        case .overflow: "give a smaller quantity"
        }
    }
}
