public import StockBytes

/// The first 16 bytes of every frame.
///
/// | offset | bytes | field |
/// |---|---|---|
/// | 0 | 4 | length of the whole frame in bytes, these 16 included |
/// | 4 | 1 | protocol version |
/// | 5 | 1 | opcode |
/// | 6 | 2 | flags |
/// | 8 | 8 | request id: the client's choice, repeated in everything that belongs to the request |
///
/// Little-endian, as everything in the protocol.
public struct FrameHeader: BitwiseCopyable, Hashable, Sendable {
    /// Bytes that a header takes.
    public static let byteCount = 16

    /// Bytes of the whole frame, header included.
    public var length: UInt32
    /// The version that the frame is written in.
    public var version: UInt8
    /// The number of an `Opcode`, or one that this side does not know.
    public var opcode: UInt8
    /// What stands before the body.
    public var flags: Flags
    /// The client's number for the request.
    public var requestID: UInt64

    /// What stands between the header and the body of a request, in this order.
    public struct Flags: OptionSet, BitwiseCopyable, Hashable, Sendable {
        /// The bits.
        public let rawValue: UInt16
        /// Of these bits.
        public init(rawValue: UInt16) { self.rawValue = rawValue }
        /// Four bytes: milliseconds, counted from when the server has read the frame, after which it is not executed any more.
        public static let timeLimit = Flags(rawValue: 1)
        /// Eight bytes: a sequence that the answer must not be older than.
        public static let leastSequence = Flags(rawValue: 2)
        /// All that version 1 knows.
        public static let known: Flags = [.timeLimit, .leastSequence]
    }

    /// Made of its parts.
    public init(
        length: UInt32, version: UInt8 = ProtocolVersion.current, opcode: Opcode, flags: Flags = [], requestID: UInt64
    ) {
        self.length = length
        self.version = version
        self.opcode = opcode.rawValue
        self.flags = flags
        self.requestID = requestID
    }

    /// Reads the header at the beginning of some bytes; nil when there are fewer than 16.
    @inlinable
    public init?(_ bytes: RawSpan) {
        guard bytes.byteCount >= FrameHeader.byteCount else { return nil }
        var reader = ByteReader(bytes)
        guard let length = try? reader.read(UInt32.self), let version = try? reader.read(UInt8.self),
            let opcode = try? reader.read(UInt8.self), let flags = try? reader.read(UInt16.self),
            let requestID = try? reader.read(UInt64.self)
        else { return nil }
        self.length = length
        self.version = version
        self.opcode = opcode
        self.flags = Flags(rawValue: flags)
        self.requestID = requestID
    }

    /// Appends its 16 bytes.
    @inlinable
    public func encode(into writer: inout ByteWriter) {
        writer.append(length)
        writer.append(version)
        writer.append(opcode)
        writer.append(flags.rawValue)
        writer.append(requestID)
    }
}

/// The versions of the protocol.
public enum ProtocolVersion {
    /// The one that this program writes.
    public static let current: UInt8 = 1
    /// The oldest one that it reads.
    public static let oldest: UInt8 = 1
}

extension ByteWriter {
    /// Appends a frame whose body is there already.
    @inlinable
    public mutating func append(frame opcode: Opcode, _ requestID: UInt64, version: UInt8, _ body: RawSpan) {
        let length = UInt32(clamping: FrameHeader.byteCount + body.byteCount)
        FrameHeader(length: length, version: version, opcode: opcode, requestID: requestID).encode(into: &self)
        append(bytes: body)
    }

    /// Appends a frame whose body the closure writes, and fills in its length.
    @inlinable
    public mutating func append(
        frame opcode: Opcode, _ requestID: UInt64, flags: FrameHeader.Flags = [], body: (inout ByteWriter) -> Void
    ) {
        let start = count
        FrameHeader(length: 0, opcode: opcode, flags: flags, requestID: requestID).encode(into: &self)
        body(&self)
        overwrite(UInt32(truncatingIfNeeded: count - start), at: start)
    }
}
