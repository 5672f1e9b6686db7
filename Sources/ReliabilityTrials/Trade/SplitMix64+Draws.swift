import StockBytes

extension SplitMix64 {
    /// One of `0..<count`; nothing depends on the slight preference for small ones.
    mutating func below(_ count: Int) -> Int { count <= 1 ? 0 : Int(next() % UInt64(count)) }

    /// Whether something happens that happens `of` times in a thousand.
    mutating func happens(_ of: Int) -> Bool { below(1_000) < of }
}
