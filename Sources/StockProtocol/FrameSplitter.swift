import StockBytes

/// Where the next frame lies in the bytes that have come, or why there is none.
public enum NextFrame: Hashable, Sendable {
    /// A whole frame: its header, and the bytes behind the header, counted from where the search began.
    case frame(FrameHeader, body: Range<Int>)
    /// The frame has not come whole yet.
    case incomplete
    /// The length cannot be true: nothing after it can be told apart any more.
    case broken(WireError)

    /// Looks at the beginning of `bytes`; frames longer than `lengthMax` are broken as soon as their header has come.
    public init(in bytes: RawSpan, lengthMax: Int) {
        guard let header = FrameHeader(bytes) else {
            self = .incomplete
            return
        }
        let length = Int(header.length)
        if length < FrameHeader.byteCount {
            self = .broken(.malformed(at: 0))
        } else if length > lengthMax {
            self = .broken(.frameTooLong(max: UInt32(clamping: lengthMax)))
        } else if length > bytes.byteCount {
            self = .incomplete
        } else {
            self = .frame(header, body: FrameHeader.byteCount..<length)
        }
    }
}
