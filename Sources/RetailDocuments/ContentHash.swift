import Crypto

/// The SHA-256 of bytes that come piece by piece, by which a file is known.
public struct ContentHash: Sendable {
    private var hash = SHA256()
    /// How many bytes have come.
    public private(set) var byteCount: UInt64 = 0

    /// Of nothing yet.
    public init() {}

    /// Of bytes that are all there.
    public init(of bytes: some Sequence<UInt8>) { update(bytes) }

    /// Takes the next bytes in.
    public mutating func update(_ bytes: some Sequence<UInt8>) {
        let piece = Array(bytes)
        byteCount += UInt64(piece.count)
        hash.update(data: piece)
    }

    /// The hash of all bytes so far: 64 hexadecimal digits in lower case.
    public func text() -> String {
        hash.finalize().map { byte in
            let digits = String(byte, radix: 16)
            return byte < 0x10 ? "0" + digits : digits
        }.joined()
    }
}
