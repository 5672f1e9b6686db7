/// Which two products stand most often in one basket.
///
/// Ties go to the lower numbers. Only the best-selling products are looked at: a pair that is bought often is made of
/// products that are.
struct FrequentPairs {
    struct Pair: Hashable, Sendable {
        let first: UInt64
        let second: UInt64
    }

    /// The most frequent first.
    let pairs: [Pair]

    init(in slice: CompleteJourneySlice, pairsMax: Int, productsMax: Int = 1_000) {
        let frequent = Set(BestSellers(of: slice, productsMax: productsMax).products.map(\.product))
        var counts: [Pair: Int] = [:]
        for basket in slice.baskets {
            let products = Set(basket.lines.map(\.product)).intersection(frequent).sorted()
            for (index, first) in products.enumerated() {
                for second in products[(index + 1)...] { counts[Pair(first: first, second: second), default: 0] += 1 }
            }
        }
        pairs = counts.sorted { left, right in
            left.value != right.value
                ? left.value > right.value
                : (left.key.first, left.key.second) < (right.key.first, right.key.second)
        }
        .prefix(pairsMax).map(\.key)
    }
}
