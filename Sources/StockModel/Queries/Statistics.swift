/// How the store is doing. Counters count from its opening; sizes are bytes.
public struct Statistics: Hashable, Sendable {
    public var sequence: SequenceNumber = 0
    public var checkpointSequence: SequenceNumber = 0
    public var incarnation: UInt64 = 0
    public var time: Instant = .epoch
    /// Rows in the store, changed ones that wait for a checkpoint included only after it.
    public var rows: [String: UInt64] = [:]
    public var batches: UInt64 = 0
    public var commandsAccepted: UInt64 = 0
    public var commandsRefused: UInt64 = 0
    public var holdsExpired: UInt64 = 0
    public var journalBytesWritten: UInt64 = 0
    public var checkpoints: UInt64 = 0
    public var checkpointMillisecondsLast: UInt64 = 0
    public var checkpointRowsLast: UInt64 = 0
    /// Rows changed since the last checkpoint, and about how much memory they take.
    public var dirtyRows: UInt64 = 0
    public var dirtyBytes: UInt64 = 0
    public var storeBytes: UInt64 = 0
    /// What recovery found when the store was opened.
    public var recovery: RecoverySummary = .init()

    public init() {}
}

/// What the last opening took from the journal.
public struct RecoverySummary: Hashable, Sendable {
    public var commandsReplayed: UInt64 = 0
    public var milliseconds: UInt64 = 0
    /// Bytes at the journal's end that had never been flushed, so never acknowledged, and were dropped.
    public var bytesDropped: UInt64 = 0

    public init() {}
}
