public import StockFiles

/// Opens a journal: reads what the checkpoint does not hold, then begins a new epoch.
///
/// Holds the folder's lock from the beginning, and hands it to the writer.
public struct JournalRecovery: ~Copyable {
    private var reader: JournalReader
    private let settings: JournalSettings
    private let lock: any FileLock

    /// Locks the folder, making it when it is not there, and finds the journal in it.
    ///
    /// `checkpoint` is the last sequence that is safe elsewhere, 0 for none. Refuses folders on file systems
    /// that cannot promise anything. Segments with a higher number than `keptAfter` are not used again before a keeper
    /// has let go of them, also where the checkpoint holds all that is in them; nil: nobody keeps any.
    public init(
        folder: String, files: any FileSystem, identity: JournalIdentity, after checkpoint: UInt64,
        keptAfter: UInt64? = nil, settings: JournalSettings = JournalSettings()
    ) throws(JournalError) {
        let lock: any FileLock
        do {
            try files.makeFolder(folder)
            // A folder that a power cut takes away would take every flushed record with it.
            try files.synchronizeFolder(SegmentFolder.parent(of: folder))
            try files.requireLocalVolume(folder)
            lock = try files.lock(SegmentFolder(path: folder, files: files).lockPath)
        } catch {
            if error.code == .locked { throw .locked(folder: folder) }
            throw .files(error)
        }
        reader = try JournalReader(
            folder: folder, files: files, identity: identity, after: checkpoint, keptAfter: keptAfter)
        self.settings = settings
        self.lock = lock
    }

    /// The next batch after the checkpoint, or nothing when the journal ends.
    ///
    /// Throws `.damaged` when something acknowledged cannot be read: then nothing may be served.
    public mutating func next() throws(JournalError) -> JournalRecord? { try reader.next() }

    /// The command bytes of the record that `next` returned last.
    public var commands: RawSpan {
        @_lifetime(borrow self)
        borrowing get { reader.commands }
    }

    /// What reading came to; nothing before `next` has returned nothing.
    public var report: JournalReport? { reader.report }

    /// The oldest segment that is read or kept, and the sequence it begins with; nil where there is no journal.
    public var oldestSegment: (number: UInt64, firstSequence: UInt64)? {
        (reader.path.kept.first ?? reader.path.segments.first).map { ($0.number, $0.firstSequence) }
    }

    /// Begins a new epoch in a fresh segment and makes the journal ready for batches.
    ///
    /// Before anything is served, the last batch is written again and flushed: what could be read may have
    /// come from the page cache alone, after a crash between write and flush or after a flush that failed,
    /// and flushing the old file again would not write it again. Every earlier batch has a later record that
    /// proves it durable. The order is: that batch, flushed; the segment's header, flushed, from which moment
    /// the old copy counts no more; a seal, flushed.
    /// The segments that were read are flushed before older ones are used again: they may have been copied here a
    /// moment ago, and be in the page cache only.
    /// Cost: three flushes and one for each segment read, plus making a segment when no spare is there.
    ///
    /// Segments of which only the checkpoint knows are used again where that is allowed: not before it is certain that the
    /// checkpoint is durable. `keeper` takes over each segment that is finished; nil: nobody does.
    public consuming func begin(
        usingOlderSegments isAllowed: Bool = true, keeper: (any SegmentKeeper)? = nil
    ) throws(JournalError) -> JournalWriter {
        guard reader.report != nil else { throw .replayUnfinished }
        let start = reader.newEpoch
        let settings = settings(carrying: start.carried)
        do {
            try reader.flushWhatWasRead()
        } catch {
            throw .files(error)
        }
        let pool = SegmentPool(folder: reader.folder, settings: settings, nextNumber: start.number)
        do {
            try Self.adoptSpares(reader.filesToBegin, start.number, reader.folder, settings, pool)
        } catch {
            throw .files(error)
        }
        // Older than everything that was read: nothing leads back to them, so one can be the fresh segment.
        let oldest = (reader.path.kept.first ?? reader.path.segments.first)?.number ?? start.number
        if isAllowed { pool.recycle(reader.path.passed.filter { number in number < oldest }) }
        let spare = try pool.take().spare
        let header = SegmentHeader(
            identity: reader.identity, epoch: start.epoch, number: spare.number, previous: start.previous,
            firstSequence: start.position.nextSequence, firstOrdinal: start.position.ordinal,
            chain: start.position.chain, segmentBytes: UInt64(settings.segmentBytes))
        var writer = JournalWriter(
            spares: pool, epoch: start.epoch, identity: reader.identity, settings: settings, lock: lock,
            output: SegmentOutput(file: spare.file, segmentBytes: settings.segmentBytes), segment: header,
            position: start.position, closed: reader.finishedSegments(before: header), keeper: keeper)
        if let carried = start.carried {
            let commands = try reader.loadCommands(of: carried)
            try writer.write(
                .carried, carried.header.record,
                commands: reader.input.bytes(commands.lowerBound, commands.count))
        } else {
            try writer.clear()
        }
        try writer.beginEpoch()
        if isAllowed { pool.recycle(reader.path.passed.filter { number in number > oldest && number < spare.number }) }
        for segment in writer.closed { keeper?.take(segment) }
        return writer
    }

    /// The settings, with larger segments when the batch to be carried over came from a larger one.
    private func settings(carrying last: JournalReader.LastRecord?) -> JournalSettings {
        guard let last, Int(last.header.commandBytes) > settings.commandBytesMax, let segment = reader.segment
        else { return settings }
        return JournalSettings(segmentBytes: Int(segment.segmentBytes), sparesReady: settings.sparesReady)
    }

    /// Takes over the spares of an earlier run that are whole; removes the rest.
    private static func adoptSpares(
        _ numbers: [UInt64], _ first: UInt64, _ folder: SegmentFolder, _ settings: JournalSettings,
        _ pool: SegmentPool
    ) throws(FilesError) {
        try folder.removeUnfinished()
        var expected = first
        var useless: [String] = []
        for number in numbers {
            let path = folder.segmentPath(number)
            if number == expected {
                let file = try folder.files.open(path, .readWrite)
                if try file.size() == settings.segmentBytes {
                    pool.adopt(number, file)
                    expected += 1
                    continue
                }
            }
            // The first one stays until a whole file takes its name: a closed segment says that it exists.
            if number != first { useless.append(path) }
        }
        // From the last one on, so that a crash in between leaves no hole, which would mean a lost segment.
        for path in useless.reversed() { try folder.files.removeIfPresent(path) }
        try folder.files.synchronizeFolder(folder.path)
    }
}
