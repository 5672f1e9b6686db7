extension UInt64 {
    /// Ten digits, so that keys stand in the order of their numbers.
    package var keyText: String { padded(to: 10) }
}

extension BinaryInteger {
    /// With zeros before it, so that texts are ordered as the numbers are.
    package func padded(to digits: Int) -> String {
        let text = String(self)
        return String(repeating: "0", count: Swift.max(0, digits - text.count)) + text
    }
}

extension String {
    /// As one part of a key or term: what would end the part, or may not stand in a key, is written as `%2F`.
    package var keyPart: String {
        replacing("%", with: "%25").replacing("/", with: "%2F").replacing("\0", with: "%00")
    }
}
