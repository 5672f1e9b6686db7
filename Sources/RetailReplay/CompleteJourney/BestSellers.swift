/// What sells most over a whole slice.
///
/// Ties go to the lower number.
public struct BestSellers: Equatable, Sendable {
    /// A product and its units over all stores.
    public struct Product: Equatable, Sendable {
        /// The product's number in the file.
        public let product: UInt64
        /// Pieces asked for in the baskets of the slice.
        public let units: Int64
    }

    /// The best first.
    public let products: [Product]

    /// The store that sells the most units; nil when nothing is sold at all.
    public let store: UInt32?

    /// The `productsMax` best-selling products of `slice`, and its best-selling store.
    public init(of slice: CompleteJourneySlice, productsMax: Int = 20) {
        var byProduct: [UInt64: Int64] = [:]
        var byStore: [UInt32: Int64] = [:]
        for basket in slice.baskets {
            byStore[basket.store, default: 0] += basket.units
            for line in basket.lines { byProduct[line.product, default: 0] += line.quantity }
        }
        products = Self.ranked(byProduct).prefix(max(0, productsMax)).map { entry in
            Product(product: entry.key, units: entry.value)
        }
        store = Self.ranked(byStore).first?.key
    }

    private static func ranked<Key: Comparable>(_ units: [Key: Int64]) -> [(key: Key, value: Int64)] {
        units.sorted { first, second in
            first.value != second.value ? first.value > second.value : first.key < second.key
        }
    }
}
