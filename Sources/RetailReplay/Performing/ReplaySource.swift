import StockModel

/// The file that a replay is about, so that its import can be told from others.
public struct ReplaySource: Hashable, Sendable {
    /// The file's name, for people.
    public var name: String
    /// Of the file's bytes: the same file has the same fingerprint under every name.
    public var fingerprint: UInt64

    /// A file `name` with the bytes of `fingerprint`.
    public init(name: String, fingerprint: UInt64) {
        self.name = name
        self.fingerprint = fingerprint
    }

    /// Sixteen hexadecimal digits.
    var digits: String { fingerprint.hexadecimalDigits }
}

/// FNV-1a over 64 bits (Fowler, Noll, Vo): tells files apart, proves nothing.
struct Fingerprint {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    }
}
