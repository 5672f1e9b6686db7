import StockFiles

/// The journal in a folder of segments.
///
/// Comes from `JournalRecovery.begin()`, never from anywhere else:
/// what is in the folder has to be read before anything is added to it.
public struct JournalWriter: ~Copyable, Sendable, Journal {
    /// Keeps segments ready; hand it to the thread that prepares them.
    public let spares: SegmentPool

    /// Counts recoveries.
    ///
    /// Records of an earlier epoch may have been dropped by the one that began this.
    public let epoch: UInt32

    let identity: JournalIdentity
    let settings: JournalSettings
    /// Held for as long as the writer lives.
    let lock: any FileLock
    var output: SegmentOutput
    var segment: SegmentHeader
    var position: JournalPosition
    /// Segments that take no more, ascending.
    var closed: [ClosedSegment]
    /// Takes over each of them; they are used again when it has let go.
    let keeper: (any SegmentKeeper)?
    var isSealed = false
    var failure: FilesError?
    var counters = JournalStatistics()

    /// The sequence that the next batch begins with.
    public var nextSequence: UInt64 { position.nextSequence }

    /// How much can be appended when the disk takes no more.
    public var room: JournalRoom { spares.room }

    /// The most command bytes that one batch can carry.
    public var commandBytesMax: Int { settings.commandBytesMax }

    /// Number of the segment that is being written.
    public var segmentNumber: UInt64 { segment.number }

    /// What the journal has done since it was opened.
    public var statistics: JournalStatistics {
        var all = counters
        all.writtenBytes = output.writtenBytes
        all.flushes = output.flushes
        return all
    }

    /// Whether a batch with so many command bytes can be appended without making a segment first.
    public func isReady(forCommandBytes count: Int) -> Bool {
        output.fits(recordBytes: RecordHeader.recordBytes(commandBytes: count)) || spares.readyCount > 0
    }

    /// Whether there is room for what ends promises, if the disk takes no more from now on: a spare segment, or half of
    /// the one that is being written.
    public var keepsRoom: Bool {
        spares.readyCount > 0 || output.fits(recordBytes: settings.segmentBytes / 2)
    }

    /// Writes one batch and flushes it: durable when the call returns; see `Journal`.
    ///
    /// Cost: one flush, three where a segment ends; a copy and a checksum of the commands.
    public mutating func append(_ record: JournalRecord, commands: RawSpan) throws(JournalError) {
        try refuseAfterFailure()
        guard record.firstSequence == position.nextSequence, record.count > 0,
            record.firstSequence < UInt64(Int64.max) - UInt64(record.count)
        else { throw .sequenceMismatch(expected: position.nextSequence, given: record.firstSequence) }
        guard commands.byteCount <= settings.commandBytesMax else {
            throw .recordTooLarge(
                commandBytes: commands.byteCount, commandBytesMax: settings.commandBytesMax)
        }
        if !output.fits(recordBytes: RecordHeader.recordBytes(commandBytes: commands.byteCount)) {
            try beginNextSegment()
        }
        try write(.batch, record, commands: commands)
        counters.batches += 1
    }

    /// Says in the journal that everything appended is durable; see `Journal`.
    public mutating func seal() throws(JournalError) {
        try refuseAfterFailure()
        if isSealed { return }
        try writeEmpty(.seal)
    }

    /// Whether the segment that is being written holds anything that another one does not.
    public var holdsBatches: Bool { position.nextSequence > segment.firstSequence }

    /// Closes the segment that is being written and begins the next one, if it holds anything and a spare is there.
    ///
    /// So that its keeper can have it before it is full. Says whether it did. Costs two flushes.
    @discardableResult
    public mutating func closeSegment() throws(JournalError) -> Bool {
        try refuseAfterFailure()
        guard holdsBatches, spares.readyCount > 0 else { return false }
        try beginNextSegment()
        return true
    }

    /// Gives whole segments up to `sequence` that nobody keeps back to the spares; see `Journal`.
    ///
    /// Also those behind one that is kept: a keeper that is stuck with one holds up no other. An opening does not need what a
    /// checkpoint holds, so the hole is no damage to it.
    public mutating func recycle(through sequence: UInt64) throws(JournalError) {
        try refuseAfterFailure()
        func isFree(_ segment: ClosedSegment) -> Bool {
            segment.lastSequence <= sequence && keeper?.keeps(segment.number) != true
        }
        let free = closed.filter(isFree).map(\.number)
        if free.isEmpty { return }
        spares.recycle(free)
        closed.removeAll { free.contains($0.number) }
    }

    /// Seals and gives the folder free.
    public consuming func close() throws(JournalError) {
        try seal()
    }

    private func refuseAfterFailure() throws(JournalError) {
        if let failure { throw .storageFailed(failure) }
    }
}
