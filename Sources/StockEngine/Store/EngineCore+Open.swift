import LMDB
import StockAPI
import StockBytes
import StockFiles
import StockJournal
import StockModel

extension EngineCore {
    /// Opens the store, replays the journal after the last checkpoint, and makes the journal ready.
    static func open(_ path: String, _ wanted: StockroomOptions) throws(StockFailure) -> EngineCore {
        if let problem = wanted.retention?.problem { throw .cannotOpen(problem) }
        let folder = try StoreFolder.open(path, wanted)
        // Held until the mark is as it was.
        let (lock, mark) = (folder.lock, folder.mark)
        do throws(StockFailure) {
            return try open(folder, wanted)
        } catch {
            withExtendedLifetime(lock) { mark.withdraw() }
            throw error
        }
    }

    private static func open(
        _ opened: consuming StoreFolder, _ wanted: StockroomOptions
    ) throws(StockFailure) -> EngineCore {
        var folder = opened
        let path = folder.path
        var options = wanted
        if folder.facts.isSimulated, options.opensSimulatedStores, !options.clock.isSimulated {
            options.clock = SimulatedClock(startingAt: folder.facts.time)
        }
        try folder.migrate(options)
        try folder.markClock(options)
        var machine = try folder.machine()

        var recovery = try Self.journal(of: folder, options)
        var summary = RecoverySummary()
        let start = options.clock.uptimeNanoseconds
        let isNewJournal = try machine.replay(&recovery, &summary)
        summary.milliseconds = (options.clock.uptimeNanoseconds - start) / 1_000_000
        // Before another incarnation begins: a journal that is brought back after a refusal would not belong to it.
        try Self.startClock(options, at: machine.now, isNew: folder.isNew)
        if isNewJournal, folder.facts.hadJournal {
            try folder.adopt(options)
            recovery = try Self.journal(of: folder, options, instead: recovery)
            _ = try machine.replay(&recovery, &summary)
        }
        let segmentsRead = recovery.report?.segments ?? 0
        let isCommitting = try folder.makeDurable(options)
        let archiver = Archiver.open(
            folder.journalFolder(options), folder.journalIdentity, options, startingAt: recovery.oldestSegment)
        var writer = try Self.begin(recovery, usingOlderSegments: isCommitting, keeper: archiver)
        try folder.noteJournal()

        let reserves: Reserves
        let data: any File
        do throws(FilesError) {
            data = try options.files.open(path + "/data.mdb", .readWrite)
            reserves = try Reserves(
                spares: writer.spares, folder: path, ballastBytes: options.ballastBytes, files: options.files,
                clock: options.clock, queue: options.surroundings.makeQueue("stockroom.reserves"))
        } catch { throw StockFailure(error) }
        let lock = folder.lock
        let mark = folder.mark
        let environment = folder.environment
        let lmdbWriter = folder.writer
        let files = options.files
        let checkpointWriter = CheckpointWriter(
            lmdbWriter, databases: machine.base.databases, facts: folder.facts, unmerged: machine.base.unmerged,
            plan: options.levelMergePlan, lock: lock,
            hasRoom: { ((try? files.volume(of: path))?.freeBytes ?? .max) >= Self.roomBytesLeast })
        if let retention = options.retention { try checkpointWriter.change(to: retention, in: &machine) }
        let unwritten =
            segmentsRead > Self.segmentsReadMax ? try checkpointWriter.writeReplayed(in: &machine) : nil
        do throws(JournalError) {
            try writer.recycle(through: checkpointWriter.facts.sequence)
        } catch { throw StockFailure(error) }
        let unmerged = machine.base.unmerged
        let storePages = machine.base.pages
        let report = CheckpointWriter.Report(facts: checkpointWriter.facts, rows: 0, bytes: 0, unmerged: unmerged)
        let checkpoints = CheckpointQueue(
            checkpointWriter, writeback: options.surroundings.flushesDuringCommits ? PacedWriteback(data) : nil,
            clock: options.clock, makeQueue: options.surroundings.makeQueue)
        var core = EngineCore(
            machine: machine, journal: writer, checkpoints: checkpoints, options: options, recovery: summary,
            checkpointed: report, storePages: storePages, reserves: reserves, environment: environment,
            mark: mark, archiver: archiver)
        if core.machine.sequence > core.checkpointed.facts.sequence {
            core.dirtySinceNanoseconds = options.clock.uptimeNanoseconds
        }
        if let unwritten {
            core.checkpointRetry = CheckpointRetry(
                sealed: unwritten, time: core.machine.now, notBeforeNanoseconds: options.clock.uptimeNanoseconds)
        }
        return core
    }

    /// With more segments of the journal to read, a checkpoint is written before anything is served.
    ///
    /// Each opening begins another segment. A program that is restarted again and again before its first checkpoint
    /// would fill the disk with them.
    private static var segmentsReadMax: Int { 4 }

    /// With less than this left on the volume, in bytes, a write that was cut short means a full disk.
    private static var roomBytesLeast: UInt64 { 16 << 20 }

    /// The folder is locked while a journal lives, so `last` goes first.
    private static func journal(
        of folder: borrowing StoreFolder, _ options: StockroomOptions, instead last: consuming JournalRecovery
    ) throws(StockFailure) -> JournalRecovery {
        _ = consume last
        return try journal(of: folder, options)
    }

    private static func journal(
        of folder: borrowing StoreFolder, _ options: StockroomOptions
    ) throws(StockFailure) -> JournalRecovery {
        let keptAfter = try Archiver.newestArchived(folder.journalIdentity, options)
        do throws(JournalError) {
            return try JournalRecovery(
                folder: folder.journalFolder(options), files: options.files, identity: folder.journalIdentity,
                after: folder.facts.sequence, keptAfter: keptAfter,
                settings: JournalSettings(segmentBytes: options.journalSegmentBytes))
        } catch { throw StockFailure(error) }
    }

    private static func begin(
        _ recovery: consuming JournalRecovery, usingOlderSegments isAllowed: Bool, keeper: (any SegmentKeeper)?
    ) throws(StockFailure) -> JournalWriter {
        do throws(JournalError) {
            return try recovery.begin(usingOlderSegments: isAllowed, keeper: keeper)
        } catch { throw StockFailure(error) }
    }

    /// After a downtime of up to 24 hours engine time moves on by itself; beyond that an operator confirms.
    private static func startClock(
        _ options: StockroomOptions, at last: Instant, isNew: Bool
    ) throws(StockFailure) {
        options.clock.start(notBefore: last)
        let gap = options.clock.now.milliseconds(since: last)
        let day: Int64 = 86_400_000
        if !isNew, last != .epoch, gap > day, !options.acceptsDowntime, !options.clock.isSimulated {
            throw .cannotOpen(
                "the store's time would jump ahead by \(gap / 3_600_000) hours, and every hold would end. If the clock is right, open it with acceptsDowntime (--accept-downtime)"
            )
        }
    }
}
