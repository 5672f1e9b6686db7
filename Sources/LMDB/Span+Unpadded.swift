extension Span where Element == UInt8 {
    /// The same bytes, as keys and values are given here.
    ///
    /// What `bytes` does, which for elements with padding would show uninitialized memory, and so counts
    /// as unsafe for every element; a `UInt8` has no padding.
    @inlinable
    public var unpadded: RawSpan {
        @_lifetime(copy self)
        get { unsafe bytes }
    }
}
