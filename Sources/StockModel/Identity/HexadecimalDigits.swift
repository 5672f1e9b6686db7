extension FixedWidthInteger where Self: UnsignedInteger {
    /// As many hexadecimal digits as the type has, so that texts stand in the order of their numbers.
    package var hexadecimalDigits: String {
        let digits = String(self, radix: 16)
        return String(repeating: "0", count: Self.bitWidth / 4 - digits.count) + digits
    }
}
