import StockBytes

/// About how many different pages were named, for counts up to some hundred thousand.
///
/// A page is a bit of a fixed map, found by its hash: of 90,000 pages about 4 in 100 are taken for another one.
struct PageSet: ~Copyable, Sendable {
    private static var bitCount: UInt64 { 1 << 20 }
    private var words = ZeroedBuffer<UInt64>(count: Int(bitCount / 64))
    /// How many were added, about.
    private(set) var count = 0

    mutating func insert(_ page: UInt64) {
        let bit = page.hash(seed: 0) & (Self.bitCount - 1)
        let word = Int(truncatingIfNeeded: bit / 64)
        let mask = UInt64(1) << (bit % 64)
        guard words[word] & mask == 0 else { return }
        words[word] |= mask
        count += 1
    }

    /// Forgets all.
    mutating func removeAll() {
        guard count > 0 else { return }
        words.zero()
        count = 0
    }
}
