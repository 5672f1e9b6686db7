/// A key of a flat table: some integers, with an order and a hash that depends on nothing but them and the seed.
protocol FlatKey: BitwiseCopyable, Comparable, Sendable {
    func hash(seed: UInt64) -> UInt64
}

/// A row that carries its own key.
protocol FlatRow: BitwiseCopyable, Sendable {
    associatedtype Key: FlatKey
    var key: Key { get }
}

/// Mixes two words into one: the product of the seeded words, folded.
///
/// The seed is the store's id, so that ids chosen to collide in one store do not collide in another.
@inline(__always)
func mixedHash(_ first: UInt64, _ second: UInt64, seed: UInt64) -> UInt64 {
    let left = first ^ seed ^ 0x9E37_79B9_7F4A_7C15
    let right = second ^ (seed &>> 32 | seed &<< 32) ^ 0xD1B5_4A32_D192_ED03
    let product = left.multipliedFullWidth(by: right | 1)
    let folded = product.high ^ product.low ^ right
    return (folded ^ (folded &>> 29)) &* 0xBF58_476D_1CE4_E5B9
}

extension UInt64: FlatKey {
    @inline(__always) func hash(seed: UInt64) -> UInt64 { mixedHash(self, 0, seed: seed) }
}

extension UInt128: FlatKey {
    @inline(__always)
    func hash(seed: UInt64) -> UInt64 {
        mixedHash(UInt64(truncatingIfNeeded: self), UInt64(truncatingIfNeeded: self >> 64), seed: seed)
    }
}
