public import StockBytes

/// One request, or one answer, within a batch.
///
/// | bytes | field |
/// |---|---|
/// | 4 | bytes of the body |
/// | 1 | opcode: command or query; answer, result or error |
/// | 3 | zero |
/// | n | the body, as in a frame of its own |
public struct BatchEntry: Hashable, Sendable {
    /// Bytes before the body.
    public static let headerByteCount = 8
    /// What it is.
    public let opcode: UInt8
    /// Where its body lies, counted from the beginning of the bytes that the reader was given.
    public let body: Range<Int>

    /// Reads where the next entry lies, and steps behind it.
    @inlinable
    public init(from reader: inout ByteReader) throws(BytesError) {
        let length = Int(try reader.read(UInt32.self))
        let start = reader.offset
        opcode = try reader.read(UInt8.self)
        guard try reader.read(UInt8.self) == 0, try reader.read(UInt16.self) == 0 else {
            throw BytesError(offset: start + 1)
        }
        let bodyStart = try reader.skip(length)
        body = bodyStart..<bodyStart + length
    }
}

extension ByteWriter {
    /// Appends an entry whose body the closure writes, and fills in its length.
    @inlinable
    public mutating func append(batchEntry opcode: Opcode, body: (inout ByteWriter) -> Void) {
        let start = count
        append(UInt32(0))
        append(opcode.rawValue)
        append(UInt8(0))
        append(UInt16(0))
        body(&self)
        overwrite(UInt32(truncatingIfNeeded: count - start - BatchEntry.headerByteCount), at: start)
    }
}
