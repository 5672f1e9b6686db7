extension BinaryInteger {
    /// With zeros before it, so that texts are ordered as the numbers are.
    func padded(to digits: Int) -> String {
        let text = String(self)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
