import StockBytes
import StockLoad

/// Which buyer wants which SKU: the same for the same seed, however the tasks are scheduled.
///
/// The k-th best seller is wanted 1/k as often as the first (Zipf's law).
struct Crowd {
    private let seed: UInt64
    private let popularity: PopularityDraw

    init(seed: UInt64, skus: Int) {
        self.seed = seed
        popularity = PopularityDraw(.zipf(exponent: 1), count: skus)
    }

    /// The place of the SKU that a buyer wants, from 0.
    func choice(ofBuyer buyer: Int) -> Int {
        var random = SplitMix64(seed: seed, skipping: UInt64(clamping: buyer))
        return popularity.place(&random)
    }
}
