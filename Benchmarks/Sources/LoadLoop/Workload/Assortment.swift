/// The levels that a store is filled with: every SKU at every location, SKUs from 1, locations from `firstLocation`.
public struct Assortment: Sendable {
    public let skus: UInt64
    public let locations: UInt32

    public static let firstLocation: UInt32 = 1_000
    /// More than any run can reserve of one level.
    public static let unitsPerLevel: Int64 = 1_000_000_000

    public init(skus: UInt64, locations: UInt32 = 20) {
        self.skus = skus
        self.locations = locations
    }

    public var levels: UInt64 { skus * UInt64(locations) }

    public static let small = Assortment(skus: 1_000)
    public static let large = Assortment(skus: 1_000_000)
}

/// A SKU at a location.
public struct Level: Equatable, Sendable {
    public var sku: UInt64
    public var location: UInt32

    public init(sku: UInt64, location: UInt32) {
        self.sku = sku
        self.location = location
    }
}
