import StockBytes

extension SplitMix64 {
    /// From 0 to before 1.
    mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }
}
