extension Span where Element == UInt8 {
    /// The same bytes, without their type.
    ///
    /// A byte has no padding, so none of them is uninitialised.
    @inlinable
    public var rawBytes: RawSpan {
        @_lifetime(copy self)
        get { unsafe bytes }
    }
}

extension RawSpan {
    /// The number of the page of memory that the bytes begin on, of 4,096 bytes; of an empty span 0.
    ///
    /// Says which rows of a mapped file lie together, and means nothing else.
    public var memoryPage: UInt64 {
        unsafe withUnsafeBytes { buffer in UInt64(UInt(bitPattern: buffer.baseAddress)) >> 12 }
    }
}
