/// What each store has of each product before the first basket, derived and not recorded.
///
/// 0.9 × the units that the remaining lines sell there, rounded up: so what sells well runs short.
public struct OpeningStock: Equatable, Sendable {
    /// Units of one product at one store.
    public struct Level: Hashable, Sendable {
        /// The store's number in the file.
        public let store: UInt32
        /// The product's number in the file.
        public let product: UInt64
        /// Pieces, at least one.
        public let units: Int64

        /// `units` of `product` at `store`.
        public init(store: UInt32, product: UInt64, units: Int64) {
            self.store = store
            self.product = product
            self.units = units
        }
    }

    private struct Place: Hashable {
        let store: UInt32
        let product: UInt64
    }

    /// One for each pair of store and product that sells, by store, then by product.
    public let levels: [Level]

    /// Units over all levels.
    public var units: Int64 { levels.reduce(0) { $0 + $1.units } }

    /// The opening stock for the baskets of `slice`; baskets that were left out sell nothing.
    public init(for slice: CompleteJourneySlice) { self.init(for: slice.baskets) }

    /// The opening stock for `baskets`.
    public init(for baskets: some Sequence<Basket>) {
        var sold: [Place: Int64] = [:]
        for basket in baskets {
            for line in basket.lines {
                sold[Place(store: basket.store, product: line.product), default: 0] += line.quantity
            }
        }
        levels =
            sold
            .map { place, units in
                Level(store: place.store, product: place.product, units: Self.opening(forUnitsSold: units))
            }
            .sorted { first, second in (first.store, first.product) < (second.store, second.product) }
    }

    /// 0.9 × `units`, rounded up, without a fraction on the way.
    public static func opening(forUnitsSold units: Int64) -> Int64 { units - units / 10 }
}
