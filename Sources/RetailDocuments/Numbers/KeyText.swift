extension UInt64 {
    /// Ten digits, so that keys stand in the order of their numbers.
    package var keyText: String { padded(to: 10) }

    /// With zeros before it.
    package func padded(to digits: Int) -> String {
        let text = String(self)
        return String(repeating: "0", count: Swift.max(0, digits - text.count)) + text
    }
}
