/// XXH64 of bytes that come piece by piece: the number that `checksum(of:)` gives for all of them together.
///
/// For files that are larger than memory.
public struct RunningChecksum: Sendable {
    private var lane1 = XXH64.prime1 &+ XXH64.prime2
    private var lane2 = XXH64.prime2
    private var lane3: UInt64 = 0
    private var lane4 = 0 &- XXH64.prime1
    /// Bytes that do not make a block of 32 yet.
    private var rest: [UInt8] = []

    /// How many bytes have been added.
    public private(set) var byteCount: UInt64 = 0

    /// Of no bytes yet.
    public init() {}

    /// Adds the next piece.
    public mutating func add(_ bytes: RawSpan) {
        byteCount &+= UInt64(bytes.byteCount)
        unsafe bytes.withUnsafeBytes { bytes in
            var offset = 0
            if !rest.isEmpty {
                let missing = min(32 - rest.count, bytes.count)
                unsafe rest.append(contentsOf: bytes[0..<missing])
                offset = missing
                guard rest.count == 32 else { return }
                var block: [UInt8] = []
                swap(&block, &rest)
                unsafe block.withUnsafeBytes { block in unsafe addBlock(block, 0) }
            }
            while offset &+ 32 <= bytes.count {
                unsafe addBlock(bytes, offset)
                offset &+= 32
            }
            unsafe rest.append(contentsOf: bytes[offset...])
        }
    }

    /// Adds the next piece.
    public mutating func add(_ bytes: [UInt8]) { add(bytes.span.rawBytes) }

    private mutating func addBlock(_ bytes: UnsafeRawBufferPointer, _ offset: Int) {
        lane1 = unsafe XXH64.round(lane1, XXH64.word(bytes, offset))
        lane2 = unsafe XXH64.round(lane2, XXH64.word(bytes, offset &+ 8))
        lane3 = unsafe XXH64.round(lane3, XXH64.word(bytes, offset &+ 16))
        lane4 = unsafe XXH64.round(lane4, XXH64.word(bytes, offset &+ 24))
    }

    /// The checksum of all that has been added.
    public var value: UInt64 {
        let hash = byteCount >= 32 ? XXH64.joined(lane1, lane2, lane3, lane4) : XXH64.prime5
        return unsafe rest.withUnsafeBytes { bytes in unsafe XXH64.finished(hash &+ byteCount, bytes, from: 0) }
    }
}
