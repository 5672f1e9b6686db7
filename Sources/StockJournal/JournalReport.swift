/// What reading a journal came to.
public struct JournalReport: Sendable, Equatable {
    /// Nothing had been begun in the folder: a new journal, or one that somebody took away.
    public var isNew = true

    /// The last sequence that is safe: in the journal, or in the checkpoint that reading began from.
    public var lastSequence: UInt64

    /// Batches after the checkpoint.
    public var batches: UInt64 = 0

    /// Sequences after the checkpoint.
    public var sequences: UInt64 = 0

    /// Command bytes after the checkpoint.
    public var commandBytes: UInt64 = 0

    /// Segments that were read.
    public var segments = 0

    /// The newest epoch; 0 for a new journal.
    public var epoch: UInt32 = 0

    /// Whether a seal says that the journal ends where it ends.
    ///
    /// If not, rot in the very last record cannot
    /// be told from a write that was never finished.
    public var isSealed = false

    /// What stood after the last good record: a write that was never flushed, hence never acknowledged.
    public var dropped: DroppedTail?
}

/// The end of a journal that was not flushed when the program or the machine stopped.
public struct DroppedTail: Sendable, Equatable {
    /// The segment's path.
    public let file: String

    /// Bytes from the file's beginning.
    public let offset: Int

    /// How many bytes were dropped, as far as can be told.
    public let byteCount: Int

    /// The sequence that the dropped batch began with.
    public let firstSequence: UInt64

    /// How many sequences it took, where its header can be read; 0 for a seal.
    public let count: UInt32?
}
