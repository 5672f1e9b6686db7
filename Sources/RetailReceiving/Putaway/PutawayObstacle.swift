public import RetailDocuments
public import StockModel

/// What does not allow a putaway, or a place for one.
public enum PutawayObstacle: Rule {
    /// Nothing is defined under the number.
    case unknownLocation(LocationID)
    /// The SKU is not defined.
    case unknownSKU(SKU)
    /// Goods are put away from a place of kind `receiving`.
    case notReceiving(LocationID)
    /// Goods are put away into a place of kind `stock`.
    case notAPlace(LocationID)
    /// Fewer units lie there than were asked for.
    case notThere(SKU, asked: Int64, there: Int64, at: LocationID)
    /// Records of inspections that are not released claim the other units.
    case claimed(SKU, asked: Int64, free: Int64, at: LocationID, by: [String])
    /// Units and packs are more than zero.
    case quantityNotPositive(Int64)
    /// A capacity is zero or more.
    case capacityIsNegative(Int64)
    /// The goods reach a shelf through an inspection.
    case needsInspection(SKU)
    /// Goods go from shelf to shelf through the site's place of kind `transit`.
    case noTransit(SiteID)

    /// The name that stays the same.
    public var name: String {
        switch self {
        case .unknownLocation: "putaway.unknown-location"
        case .unknownSKU: "putaway.unknown-sku"
        case .notReceiving: "putaway.not-receiving"
        case .notAPlace: "putaway.not-a-place"
        case .notThere: "putaway.not-there"
        case .claimed: "putaway.claimed"
        case .quantityNotPositive: "putaway.quantity-not-positive"
        case .capacityIsNegative: "putaway.capacity-negative"
        case .needsInspection: "putaway.needs-inspection"
        case .noTransit: "putaway.no-transit"
        }
    }

    /// What is wrong.
    public var description: String {
        switch self {
        case .unknownLocation(let location): "there is no location \(location.rawValue)"
        case .unknownSKU(let sku): "SKU \(sku.rawValue) is not defined"
        case .notReceiving(let location): "location \(location.rawValue) is not of kind receiving"
        case .notAPlace(let location): "location \(location.rawValue) is not of kind stock"
        case .notThere(let sku, let asked, let there, let location):
            "\(asked) of SKU \(sku.rawValue) asked for, \(there) there at location \(location.rawValue)"
        case .claimed(let sku, let asked, let free, let location, let references):
            "\(asked) of SKU \(sku.rawValue) asked for at location \(location.rawValue), where \(free) are free: the others "
                + "belong to inspections that are not released\(InspectionRule.named(references))"
        case .quantityNotPositive(let units): "a quantity is more than zero, not \(units)"
        case .capacityIsNegative(let units): "a capacity is zero or more, not \(units)"
        case .needsInspection(let sku): "SKU \(sku.rawValue) needs an inspection before it reaches a shelf"
        case .noTransit(let site): "site \(site.rawValue) has no location of kind transit"
        }
    }

    /// What would be needed.
    public var remedy: String {
        switch self {
        case .unknownLocation: "define it first: stockroom define location"
        case .unknownSKU(let sku): "define it: stockroom define sku \(sku.rawValue), or load the master data"
        case .notReceiving: "name the location in which the goods were received"
        case .notAPlace: "name a location of kind stock: a place is a location"
        case .notThere: "put away what is there, or receive the rest first"
        case .claimed: "release them, or end the record: stockroom inspection release, stockroom inspection void"
        case .quantityNotPositive, .capacityIsNegative: "give another number"
        case .needsInspection: "look at the goods, then release them: stockroom inspection goods"
        case .noTransit: "define one: stockroom define location --kind transit"
        }
    }
}
