public import StockBytes

/// What a request may say beside its body, announced by the flags of its header.
public struct RequestExtras: BitwiseCopyable, Hashable, Sendable {
    /// Milliseconds after which it is not executed any more; nil: whenever its turn comes.
    public var timeLimitMilliseconds: UInt32?
    /// The answer must not be older than this sequence; nil: any.
    public var leastSequence: UInt64?

    /// Made of its parts.
    @inlinable
    public init(timeLimitMilliseconds: UInt32? = nil, leastSequence: UInt64? = nil) {
        self.timeLimitMilliseconds = timeLimitMilliseconds
        self.leastSequence = leastSequence
    }

    /// The flags that announce it.
    @inlinable public var flags: FrameHeader.Flags {
        var flags: FrameHeader.Flags = []
        if timeLimitMilliseconds != nil { flags.insert(.timeLimit) }
        if leastSequence != nil { flags.insert(.leastSequence) }
        return flags
    }

    /// Appends what its flags announce.
    @inlinable
    public func encode(into writer: inout ByteWriter) {
        if let timeLimitMilliseconds { writer.append(timeLimitMilliseconds) }
        if let leastSequence { writer.append(leastSequence) }
    }

    /// Reads what the flags announce.
    @inlinable
    public init(flags: FrameHeader.Flags, from reader: inout ByteReader) throws(BytesError) {
        timeLimitMilliseconds = flags.contains(.timeLimit) ? try reader.read(UInt32.self) : nil
        leastSequence = flags.contains(.leastSequence) ? try reader.read(UInt64.self) : nil
    }
}
