/// How the store is doing.
///
/// Counters count from its opening; sizes are bytes.
public struct Statistics: Hashable, Sendable {
    /// The sequence at which it is true.
    public var sequence: SequenceNumber = 0
    /// The last sequence in LMDB.
    public var checkpointSequence: SequenceNumber = 0
    /// Which life of the store: new at every restore.
    public var incarnation: UInt64 = 0
    /// Engine time.
    public var time: Instant = .epoch
    /// Rows in the store, changed ones that wait for a checkpoint included only after it.
    public var rows: [String: UInt64] = [:]
    /// Batches applied.
    public var batches: UInt64 = 0
    /// Commands accepted.
    public var commandsAccepted: UInt64 = 0
    /// Commands refused.
    public var commandsRefused: UInt64 = 0
    /// Holds that ended at their deadline.
    public var holdsExpired: UInt64 = 0
    /// Bytes handed to the journal, in whole blocks.
    public var journalBytesWritten: UInt64 = 0
    /// How long the journal took to write a batch and flush it.
    public var flushTimes: DurationCounts = .init()
    /// Checkpoints written.
    public var checkpoints: UInt64 = 0
    /// How long the last checkpoint took.
    public var checkpointMillisecondsLast: UInt64 = 0
    /// Rows that the last checkpoint wrote.
    public var checkpointRowsLast: UInt64 = 0
    /// Rows changed since the last checkpoint, and about how much memory they take.
    public var dirtyRows: UInt64 = 0
    /// About how much memory the changed rows take.
    public var dirtyBytes: UInt64 = 0
    /// Levels of the checkpoint that wait in runs, and in memory, for their pages.
    public var levelsWaiting: UInt64 = 0
    /// Bytes of the pages in use in LMDB.
    public var storeBytes: UInt64 = 0
    /// Size of LMDB's file, free pages included.
    public var fileBytes: UInt64 = 0
    /// How many checkpoints a reading transaction of another program has stayed behind; 0: there is none.
    ///
    /// Pages that they freed are not used again before it ends.
    public var readerCheckpointsBehind: UInt64 = 0
    /// How the journal's archive is doing.
    public var archive: ArchiveStatistics = .init()
    /// What recovery found when the store was opened.
    public var recovery: RecoverySummary = .init()

    /// The defaults.
    public init() {}
}

/// How copying closed segments of the journal into the archive is doing.
///
/// Counters count from the opening of the store.
public struct ArchiveStatistics: Hashable, Sendable {
    /// What it is doing; the numbers are those on the wire.
    public enum State: UInt64, Sendable {
        /// There is no archive.
        case none = 0
        /// It works.
        case works = 1
        /// The last attempt failed.
        case failing = 2
    }

    /// What it is doing.
    public var state = State.none
    /// The last sequence in the archive; 0: none since the opening.
    public var sequence: SequenceNumber = 0
    /// Segments copied.
    public var segments: UInt64 = 0
    /// Segments that wait to be copied, and bytes that the journal keeps for them.
    public var segmentsWaiting: UInt64 = 0
    /// Bytes of the journal's disk that they take.
    public var bytesWaiting: UInt64 = 0
    /// Segments that were let go of and are not in the archive: its gaps.
    public var segmentsLetGo: UInt64 = 0
    /// Attempts that failed, in all.
    public var failures: UInt64 = 0

    /// The defaults.
    public init() {}

    /// The last attempt failed, or the archive has a gap: a backup is due, and somebody has to look.
    public var isAlarming: Bool { state == .failing || segmentsLetGo > 0 }
}

/// What the last opening took from the journal.
public struct RecoverySummary: Hashable, Sendable {
    /// Commands read from the journal and applied again.
    public var commandsReplayed: UInt64 = 0
    /// How long that took.
    public var milliseconds: UInt64 = 0
    /// Bytes at the journal's end that had never been flushed, so never acknowledged, and were dropped.
    public var bytesDropped: UInt64 = 0

    /// The defaults.
    public init() {}
}
