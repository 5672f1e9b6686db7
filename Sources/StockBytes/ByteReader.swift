/// Reads fixed-layout little-endian fields from bytes that it does not own.
///
/// Every read is checked against the end of the bytes: too few bytes is `BytesError`, never a trap.
/// One of the two types through which untyped memory becomes typed values (the other: `ByteWriter`).
public struct ByteReader: ~Escapable {
    @usableFromInline let bytes: RawSpan

    @usableFromInline var position: Int

    /// Offset of the next byte to be read, from the start of the bytes given at the beginning.
    @inlinable public var offset: Int { position }

    /// Reads from the beginning of some bytes.
    @inlinable
    @_lifetime(copy bytes)
    public init(_ bytes: RawSpan) {
        self.bytes = bytes
        self.position = 0
    }

    /// How many bytes are left to read.
    @inlinable public var remaining: Int { bytes.byteCount - offset }

    /// Whether every byte has been read.
    @inlinable public var isAtEnd: Bool { offset == bytes.byteCount }

    /// Steps over `count` bytes and returns the offset where they began.
    @inlinable
    @_lifetime(self: copy self)
    public mutating func skip(_ count: Int) throws(BytesError) -> Int {
        guard count >= 0, count <= remaining else { throw BytesError(offset: offset) }
        let start = offset
        position += count
        return start
    }

    /// Little-endian.
    ///
    /// Throws when the bytes end before.
    @inlinable @inline(__always)
    @_lifetime(self: copy self)
    public mutating func read<Value: FixedWidthInteger & BitwiseCopyable>(
        _ type: Value.Type = Value.self
    ) throws(BytesError) -> Value {
        let size = MemoryLayout<Value>.size
        let start = try skip(size)
        return Value(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: start, as: Value.self))
    }

    /// Big-endian, as in keys, where the order of the bytes has to be the order of the numbers.
    @inlinable @inline(__always)
    @_lifetime(self: copy self)
    public mutating func readBigEndian<Value: FixedWidthInteger & BitwiseCopyable>(
        _ type: Value.Type = Value.self
    ) throws(BytesError) -> Value {
        Value(bigEndian: Value(littleEndian: try read(type)))
    }

    /// A copy of the next `count` bytes.
    @_lifetime(self: copy self)
    public mutating func readBytes(_ count: Int) throws(BytesError) -> [UInt8] {
        let start = try skip(count)
        return unsafe bytes.extracting(start..<offset).withUnsafeBytes { buffer in unsafe [UInt8](buffer) }
    }

    /// Bytes preceded by their count as `UInt16`.
    @_lifetime(self: copy self)
    public mutating func readShortBytes() throws(BytesError) -> [UInt8] {
        let count = try read(UInt16.self)
        return try readBytes(Int(count))
    }

    /// Bytes preceded by their count as `UInt32`.
    @_lifetime(self: copy self)
    public mutating func readLongBytes() throws(BytesError) -> [UInt8] {
        let count = try read(UInt32.self)
        return try readBytes(Int(count))
    }

    /// The bytes not read yet, without a copy.
    @inlinable
    public var rest: RawSpan {
        @_lifetime(copy self)
        get { bytes.extracting(offset..<bytes.byteCount) }
    }
}

/// The bytes ended, or said something impossible, at `offset`.
public struct BytesError: Error, Equatable, Sendable {
    /// Where, counted from the first byte that was given to the reader.
    public let offset: Int

    /// Made of its parts.
    public init(offset: Int) { self.offset = offset }
}
