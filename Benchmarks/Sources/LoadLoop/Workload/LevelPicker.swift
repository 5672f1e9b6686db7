import StockBytes

/// Draws levels by a distribution.
public struct LevelPicker: Sendable {
    private let assortment: Assortment
    private let distribution: Distribution
    private var random: SplitMix64
    private let zipf: Zipf?

    public init(_ assortment: Assortment, _ distribution: Distribution, seed: UInt64) {
        self.assortment = assortment
        self.distribution = distribution
        random = SplitMix64(seed: seed)
        zipf = distribution == .zipf ? Zipf(count: assortment.levels) : nil
    }

    public mutating func next() -> Level {
        let place: UInt64
        switch distribution {
        case .hot: place = 0
        case .uniform: place = random.next(upperBound: assortment.levels)
        case .zipf:
            let rank = zipf?.rank(at: random.next()) ?? 0
            // Popular levels lie anywhere, not side by side: a multiplication spreads them.
            place = (rank &* 0x9E37_79B9_7F4A_7C15) % assortment.levels
        }
        let locations = UInt64(assortment.locations)
        return Level(sku: place / locations + 1, location: Assortment.firstLocation + UInt32(place % locations))
    }
}
