/// Numbers that are the same for the same seed: SplitMix64 (Steele, Lea and Flood, 2014).
public struct SeededRandom: RandomNumberGenerator, Sendable {
    private static let step: UInt64 = 0x9E37_79B9_7F4A_7C15
    private var state: UInt64

    /// The numbers of a seed, from one of them on.
    public init(seed: UInt64, skipping count: UInt64 = 0) { state = seed &+ count &* Self.step }

    /// The next one.
    public mutating func next() -> UInt64 {
        state &+= Self.step
        return Mixing.mixed(state)
    }

    /// From 0 to before 1.
    mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }
}

/// The finalizer of SplitMix64, which spreads every bit of a number over all of them.
enum Mixing {
    static func mixed(_ number: UInt64) -> UInt64 {
        var mixed = (number ^ (number >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
