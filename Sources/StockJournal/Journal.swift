/// Where a batch becomes durable before anyone is answered.
///
/// One owner, one thread at a time. Behind this interface stands a folder of segments (`JournalWriter`);
/// a replicated log can take its place.
public protocol Journal: ~Copyable {
    /// Writes one batch and flushes it: durable when the call returns.
    ///
    /// `.full`, `.recordTooLarge` and `.sequenceMismatch` have written nothing, and the journal goes on.
    /// `.storageFailed` is final: every later call throws it too. Cost: one disk flush.
    mutating func append(_ record: JournalRecord, commands: RawSpan) throws(JournalError)

    /// Says in the journal that everything appended is durable, so that damage to it can be told from a
    /// torn write. For when there is nothing to do, and before closing. Costs a flush, or nothing when the
    /// last thing written was a seal.
    mutating func seal() throws(JournalError)

    /// Gives up what the checkpoint holds: every record up to and including `sequence`. Costs no disk access.
    mutating func recycle(through sequence: UInt64) throws(JournalError)

    /// The sequence that the next batch begins with.
    var nextSequence: UInt64 { get }

    /// How much can be appended when the disk takes no more.
    var room: JournalRoom { get }

    /// What the journal has done since it was opened.
    var statistics: JournalStatistics { get }
}

/// How much a journal can still take when the disk is full.
public enum JournalRoom: Int, Sendable, Comparable {
    /// Only what is left of the current segment; a checkpoint that recycles, or the ballast, gives more.
    case none = 0
    /// What was asked for last did not fit on the disk, but a spare segment is ready: for what has to go on.
    case lastSpare = 1
    /// The disk has not refused anything.
    case enough = 2

    /// Less room is less.
    public static func < (left: JournalRoom, right: JournalRoom) -> Bool { left.rawValue < right.rawValue }
}

/// Counters of a journal since it was opened.
public struct JournalStatistics: Sendable, Equatable {
    /// Batches appended.
    public var batches: UInt64 = 0

    /// Seals written, those at the end of a segment included.
    public var seals: UInt64 = 0

    /// Bytes of records, with headers and padding to 8.
    public var recordBytes: UInt64 = 0

    /// Bytes handed to the disk, in whole blocks.
    public var writtenBytes: UInt64 = 0

    /// Flushes of the disk.
    public var flushes: UInt64 = 0

    /// Segments begun.
    public var segmentsBegun: UInt64 = 0

    /// Segments that had to be made while someone waited.
    ///
    /// Above 0: prepare spares earlier.
    public var sparesMadeLate: UInt64 = 0
}
