/// Numbers that are the same for the same seed: SplitMix64 (Steele, Lea and Flood, 2014).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
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
