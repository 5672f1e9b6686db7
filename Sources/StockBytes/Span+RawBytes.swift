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
