/// What a person calls a receipt or an inspection: 1 to 80 bytes of printable characters, no slash.
struct Reference: Hashable, Sendable {
    static let bytesMax = 80
    let text: String

    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard (1...Self.bytesMax).contains(bytes.count),
            bytes.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "/") })
        else { return nil }
        self.text = text
    }
}
