/// A stretch of a file in memory: filled from the file, read as a span, and reused.
///
/// Owns its bytes, so that code which may not touch unsafe memory can read large files without an
/// allocation per read.
public struct FileBuffer: ~Copyable, Sendable {
    private var bytes: [UInt8]

    /// How many bytes of the buffer hold something.
    public private(set) var count = 0

    /// A buffer that can hold `capacityBytes` bytes.
    public init(capacityBytes: Int) {
        bytes = [UInt8](repeating: 0, count: max(0, capacityBytes))
    }

    /// How many bytes the buffer can hold.
    public var capacityBytes: Int { bytes.count }

    /// Forgets what it holds.
    public mutating func removeAll() { count = 0 }

    /// Makes the buffer larger when it cannot hold `capacityBytes` bytes; what it holds stays.
    public mutating func reserve(capacityBytes: Int) {
        // An array of zeros is made at once; zeros that are appended one by one take a build for debugging 300 times as long.
        if capacityBytes > bytes.count { bytes += [UInt8](repeating: 0, count: capacityBytes - bytes.count) }
    }

    /// Drops the first `dropped` bytes and moves the rest to the front.
    public mutating func removeFirst(_ dropped: Int) {
        let dropped = min(max(0, dropped), count)
        let kept = count - dropped
        unsafe bytes.withUnsafeMutableBytes { buffer in
            guard let start = buffer.baseAddress, dropped > 0, kept > 0 else { return }
            unsafe start.copyMemory(from: start + dropped, byteCount: kept)
        }
        count = kept
    }

    /// Appends up to `wanted` bytes of `file` from `offset` on, as far as the buffer has room.
    ///
    /// Returns how many it read: fewer when the file ends, or when the buffer is full.
    public mutating func fill(from file: any File, at offset: Int, _ wanted: Int) throws(FilesError) -> Int {
        let room = min(max(0, wanted), bytes.count - count)
        if room == 0 { return 0 }
        let held = count
        var span = bytes.mutableSpan
        var raw = unsafe span.mutableBytes
        var free = raw._mutatingExtracting(held..<held + room)
        let added = try file.read(into: &free, at: offset)
        count = held + added
        return added
    }

    /// The bytes that it holds in `range`, without a copy; cut to what it holds.
    @_lifetime(borrow self)
    public borrowing func span(_ range: Range<Int>) -> RawSpan {
        unsafe bytes.span.bytes.extracting(range.clamped(to: 0..<count))
    }
}
