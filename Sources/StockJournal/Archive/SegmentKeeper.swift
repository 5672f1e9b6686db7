/// A segment that takes no more records, and where it ends.
public struct ClosedSegment: Sendable, Equatable {
    /// Its number in the journal's folder.
    public let number: UInt64

    /// The last sequence in it, or the last one before it where it holds none.
    public let lastSequence: UInt64

    /// The ordinal that the next segment begins with: the records of this one are those below it.
    public let endOrdinal: UInt64

    /// Made of its parts.
    public init(number: UInt64, lastSequence: UInt64, endOrdinal: UInt64) {
        self.number = number
        self.lastSequence = lastSequence
        self.endOrdinal = endOrdinal
    }
}

/// Takes over the segments of a journal when they are closed, and says when their files may be used again.
///
/// Called by the journal's owner, who waits: neither call may take long.
public protocol SegmentKeeper: AnyObject, Sendable {
    /// A segment is closed, in the order of their numbers.
    func take(_ segment: ClosedSegment)

    /// Whether the segment's file is still needed as it is.
    func keeps(_ number: UInt64) -> Bool
}
