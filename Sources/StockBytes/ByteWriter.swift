import Glibc

/// A growing run of bytes to which fixed-layout little-endian fields are appended.
///
/// It is reused from batch to batch (`removeAll` keeps the memory), so that the path of a reservation
/// does not allocate.
@safe public struct ByteWriter: ~Copyable, @unchecked Sendable {
    // Unchecked, because the compiler cannot see that the memory has this value as its only owner.
    @usableFromInline var memory: UnsafeMutableRawBufferPointer

    @usableFromInline var written: Int

    /// How many bytes have been written.
    @inlinable public var count: Int { written }

    /// Made of its parts.
    public init(capacityBytes: Int = 256) {
        let capacity = max(capacityBytes, 64)
        guard let block = unsafe malloc(capacity) else { preconditionFailure("out of memory") }
        unsafe memory = UnsafeMutableRawBufferPointer(start: block, count: capacity)
        written = 0
    }

    deinit { unsafe free(memory.baseAddress) }

    /// How many bytes fit before it grows.
    @inlinable public var capacityBytes: Int { unsafe memory.count }

    /// Has the system give the memory of all that it can hold before it grows, so that nobody who appends waits for it.
    ///
    /// Cost: writes to what is not used yet.
    public mutating func touchCapacity() {
        unsafe UnsafeMutableRawBufferPointer(rebasing: memory[written...])
            .initializeMemory(as: UInt8.self, repeating: 0)
    }

    /// Forgets what was written, and keeps the memory.
    @inlinable public mutating func removeAll() { written = 0 }

    /// Forgets what was written; memory above `bytesMax` is given back.
    public mutating func clear(keepingAtMostBytes bytesMax: Int) {
        written = 0
        if capacityBytes > bytesMax { self = ByteWriter(capacityBytes: bytesMax) }
    }

    /// Takes away the first `count` bytes, or all there are; what follows moves to the front.
    public mutating func removeFirst(_ count: Int) {
        let removed = min(max(0, count), written)
        let rest = written - removed
        unsafe UnsafeMutableRawBufferPointer(rebasing: memory[0..<rest])
            .copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[removed..<removed + rest]))
        written = rest
    }

    /// Takes back what was written after the first `count` bytes.
    @inlinable
    public mutating func truncate(to count: Int) {
        if count >= 0, count < written { written = count }
    }

    @inlinable @inline(__always)
    mutating func grow(by extra: Int) -> Int {
        let start = count
        if start + extra > (unsafe memory.count) { enlarge(toHold: start + extra) }
        written = start + extra
        return start
    }

    /// Large blocks grow by remapping their pages, so growth does not stall whoever appends.
    @usableFromInline @inline(never)
    mutating func enlarge(toHold needed: Int) {
        let larger = max(needed, unsafe memory.count * 2)
        // Out of memory has no answer: the process ends here, as it would in the standard library.
        guard let block = unsafe realloc(memory.baseAddress, larger) else { preconditionFailure("out of memory") }
        unsafe memory = UnsafeMutableRawBufferPointer(start: block, count: larger)
    }

    /// Little-endian.
    @inlinable @inline(__always)
    public mutating func append<Value: FixedWidthInteger & BitwiseCopyable>(_ value: Value) {
        let start = grow(by: MemoryLayout<Value>.size)
        unsafe memory.storeBytes(of: value.littleEndian, toByteOffset: start, as: Value.self)
    }

    /// Big-endian, as in keys, where the order of the bytes has to be the order of the numbers.
    @inlinable @inline(__always)
    public mutating func appendBigEndian<Value: FixedWidthInteger & BitwiseCopyable>(_ value: Value) {
        append(Value(littleEndian: value.bigEndian))
    }

    /// Writes over a field that was appended before, such as a length that is known only afterwards.
    ///
    /// Does nothing when the field would reach past the end.
    @inlinable
    public mutating func overwrite<Value: FixedWidthInteger & BitwiseCopyable>(
        _ value: Value, at offset: Int
    ) {
        guard offset >= 0, offset + MemoryLayout<Value>.size <= count else { return }
        unsafe memory.storeBytes(of: value.littleEndian, toByteOffset: offset, as: Value.self)
    }

    /// So many zero bytes.
    public mutating func append(zeros extra: Int) {
        let start = grow(by: extra)
        unsafe _ = memory[start..<start + extra].initializeMemory(as: UInt8.self, repeating: 0)
    }

    /// A copy of some bytes.
    @inlinable
    public mutating func append(bytes: [UInt8]) {
        let start = grow(by: bytes.count)
        unsafe bytes.withUnsafeBytes { source in
            unsafe UnsafeMutableRawBufferPointer(rebasing: memory[start..<start + source.count])
                .copyMemory(from: source)
        }
    }

    /// A copy of some bytes.
    @inlinable
    public mutating func append(bytes: RawSpan) {
        let start = grow(by: bytes.byteCount)
        unsafe bytes.withUnsafeBytes { source in
            unsafe UnsafeMutableRawBufferPointer(rebasing: memory[start..<start + source.count])
                .copyMemory(from: source)
        }
    }

    /// Bytes preceded by their count as `UInt16`; the caller has checked that it fits.
    public mutating func append(shortBytes bytes: [UInt8]) {
        append(UInt16(clamping: bytes.count))
        append(bytes: bytes)
    }

    /// Bytes preceded by their count as `UInt32`; the caller has checked that it fits.
    public mutating func append(longBytes bytes: [UInt8]) {
        append(UInt32(clamping: bytes.count))
        append(bytes: bytes)
    }

    /// What has been written, without a copy; valid until the next change.
    @inlinable
    public var span: RawSpan {
        @_lifetime(borrow self)
        get {
            let written = unsafe RawSpan(
                _unsafeStart: UnsafeRawPointer(memory.baseAddress.unsafelyUnwrapped), byteCount: count)
            return unsafe _overrideLifetime(written, borrowing: self)
        }
    }

    /// A part of what has been written, without a copy; empty when the range is not inside.
    @inlinable
    @_lifetime(borrow self)
    public borrowing func span(_ range: Range<Int>) -> RawSpan {
        let inside = range.clamped(to: 0..<count)
        let part = unsafe RawSpan(
            _unsafeStart: UnsafeRawPointer(memory.baseAddress.unsafelyUnwrapped + inside.lowerBound),
            byteCount: inside.count)
        return unsafe _overrideLifetime(part, borrowing: self)
    }

    /// Hands out a part of what has been written, for writers that are stored properties of classes.
    @inlinable
    public borrowing func withBytes<Result, Failure: Error>(
        _ range: Range<Int>, _ body: (RawSpan) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(span(range))
    }

    /// A copy of what has been written.
    public var array: [UInt8] {
        unsafe [UInt8](UnsafeRawBufferPointer(rebasing: memory[0..<count]))
    }
}
