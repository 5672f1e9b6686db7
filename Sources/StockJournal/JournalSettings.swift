/// How a journal uses its folder.
public struct JournalSettings: Sendable, Equatable {
    /// Size of a segment file in bytes: a multiple of 4,096, at least 16,384.
    ///
    /// A change applies to new segments.
    public let segmentBytes: Int

    /// Segments kept ready beyond the current one, at least 1.
    ///
    /// Two by default: one for the ordinary run of things, one that is left when the disk is full.
    public let sparesReady: Int

    /// Settings within their limits: what is too small is made as large as it has to be.
    public init(segmentBytes: Int = 64 << 20, sparesReady: Int = 2) {
        self.segmentBytes = max(16_384, segmentBytes / blockBytes * blockBytes)
        self.sparesReady = max(1, sparesReady)
    }

    /// The most command bytes that one record can carry: what a segment holds beside its own records.
    public var commandBytesMax: Int {
        // A batch, and room for the seal and the close that may have to follow it.
        let most = segmentBytes - SegmentHeader.blockBytes - 3 * RecordHeader.emptyRecordBytes
        return min(most, Int(Int32.max))
    }
}

/// The unit in which a journal writes: the page of the page cache, and the block of nearly every disk.
let blockBytes = 4_096
