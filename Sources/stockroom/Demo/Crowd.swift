/// Which buyer wants which SKU: the same for the same seed, however the tasks are scheduled.
///
/// The k-th best seller is wanted 1/k as often as the first (Zipf's law).
struct Crowd {
    private let seed: UInt64
    /// Running sums of the weights.
    private let sums: [UInt64]

    /// `skus` is at least one.
    init(seed: UInt64, skus: Int) {
        self.seed = seed
        var sum: UInt64 = 0
        sums = (1...max(1, skus)).map { rank in
            sum += 1_000_000_000 / UInt64(rank)
            return sum
        }
    }

    /// The place of the SKU that a buyer wants, from 0.
    func choice(ofBuyer buyer: Int) -> Int {
        let drawn = splitMix64(at: UInt64(buyer)) % (sums.last ?? 1)
        var low = 0
        var high = sums.count - 1
        while low < high {
            let middle = (low + high) / 2
            if sums[middle] > drawn { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// The `index`-th number of SplitMix64 (Steele, Lea and Flood, 2014).
    private func splitMix64(at index: UInt64) -> UInt64 {
        var mixed = seed &+ (index &+ 1) &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
