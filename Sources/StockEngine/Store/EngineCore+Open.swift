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

extension StoreFolder {
    func journalFolder(_ options: StockroomOptions) -> String { options.journalFolder ?? path + "/journal" }

    var journalIdentity: JournalIdentity {
        JournalIdentity(
            storeLow: facts.storeLow, storeHigh: facts.storeHigh, incarnation: facts.incarnation)
    }

    /// A new store's facts are written at once; a simulated clock leaves its mark for ever.
    mutating func markClock(_ options: StockroomOptions) throws(StockFailure) {
        if facts.isSimulated, !options.clock.isSimulated {
            throw .cannotOpen("the store in \(path) was made on a simulated clock and cannot be used on a real one")
        }
        guard isNew || options.clock.isSimulated != facts.isSimulated else { return }
        facts.isSimulated = options.clock.isSimulated
        try writeFacts()
    }

    /// Makes durable what was read from the page cache: a store that was copied here a moment ago is on no disk yet.
    ///
    /// Neither LMDB nor the journal flushes the folder's own names, and an earlier opening may have ended before it did.
    /// A commit shows that LMDB can write: until then the journal's older segments are kept.
    ///
    /// - Returns: whether LMDB could; false on a full disk.
    mutating func makeDurable(_ options: StockroomOptions) throws(StockFailure) -> Bool {
        do throws(FilesError) {
            try options.files.open(path + "/data.mdb", .readWrite).synchronize()
            try options.files.synchronizeFolder(path)
            try options.files.synchronizeFolder(Self.parent(of: path))
        } catch { throw StockFailure(error) }
        do throws(StockFailure) {
            try writeFacts()
            return true
        } catch {
            guard error == .refused(.storageFull) else { throw error }
            return false
        }
    }

    /// A journal has been begun: from here on the store is not opened without one.
    mutating func noteJournal() throws(StockFailure) {
        guard !facts.hadJournal else { return }
        facts.hadJournal = true
        try writeFacts()
    }

    /// Goes on without the journal, as another incarnation, where the operator has said so.
    mutating func adopt(_ options: StockroomOptions) throws(StockFailure) {
        try refuseMissingJournal(options)
        facts.incarnation = options.surroundings.randomNumber()
        try writeFacts()
    }

    /// What the journal holds is not given up by itself.
    func refuseMissingJournal(_ options: StockroomOptions) throws(StockFailure) {
        guard !options.adoptsWithoutJournal else { return }
        throw .cannotOpen(
            "the store in \(path) has no journal: it is a copy, or the journal lies elsewhere (journalFolder, --journal) or was removed. The journal may hold what was acknowledged after sequence \(facts.sequence). Bring it back; or, to go on without, open the store with adoptsWithoutJournal: feeds and replicas then begin anew"
        )
    }

    mutating func writeFacts() throws(StockFailure) {
        let facts = facts
        let meta = databases[.meta]
        try writer.write(failingAs: StockFailure.init) { transaction throws(StockFailure) in
            try facts.put(meta, in: &transaction)
        }
    }

    /// The state machine over the rows of the last checkpoint.
    func machine() throws(StockFailure) -> StateMachine<LMDBRows> {
        let snapshot = try storing { () throws(StorageError) in try environment.snapshot() }
        return try .over(LMDBRows(snapshot: snapshot, databases: databases), facts)
    }
}

extension StateMachine<LMDBRows> {
    /// As it was after the checkpoint whose rows and facts these are.
    static func over(
        _ checkpointed: consuming LMDBRows, _ facts: StoreFacts
    ) throws(StockFailure) -> StateMachine<LMDBRows> {
        var rows = checkpointed
        rows.unmerged = try UnmergedLevels.load(from: rows, seed: facts.storeLow, facts.merge)
        let masterData = try rows.masterData()
        var machine = try StateMachine(
            base: rows, masterData: masterData, retention: facts.retention,
            requestsForgottenThrough: facts.requestsForgottenThrough, sequence: facts.sequence, now: facts.time,
            seed: facts.storeLow)
        try machine.collectDue(after: Instant(millisecondsSinceEpoch: .min))
        return machine
    }

    /// Applies the journal's batches, and stops where one does not give what it gave at first.
    ///
    /// Says whether there was no journal.
    mutating func replay(
        _ recovery: inout JournalRecovery, _ summary: inout RecoverySummary
    ) throws(StockFailure) -> Bool {
        var answers = ByteWriter()
        while true {
            let next: JournalRecord?
            do throws(JournalError) { next = try recovery.next() } catch { throw StockFailure(error) }
            guard let record = next else { break }
            try replay(record, recovery.commands, through: .max, &answers)
            summary.commandsReplayed += UInt64(record.count)
        }
        summary.bytesDropped = UInt64(clamping: recovery.report?.dropped?.byteCount ?? 0)
        return recovery.report?.isNew ?? true
    }

    /// Applies a batch, or of it what comes up to and including the sequence `last`; then its effects cannot be compared.
    mutating func replay(
        _ record: JournalRecord, _ commands: RawSpan, through last: SequenceNumber, _ answers: inout ByteWriter
    ) throws(StockFailure) {
        guard record.applyVersion == StoreFacts.applyVersion else {
            throw .cannotOpen(
                "the journal was written by other rules (version \(record.applyVersion), this program has \(StoreFacts.applyVersion)); open and close the store once with the program that wrote it"
            )
        }
        let mark = try beginBatch(at: Instant(millisecondsSinceEpoch: record.batchTimeMilliseconds))
        var reader = ByteReader(commands)
        while !reader.isAtEnd, sequence < last {
            guard let length = try? reader.read(UInt32.self), let start = try? reader.skip(Int(length)) else {
                throw .damaged("the journal's batch at sequence \(record.firstSequence) cannot be read")
            }
            answers.removeAll()
            if case .failed(let failure) = apply(commands.extracting(start..<reader.offset), answers: &answers) {
                throw failure
            }
        }
        if last < record.lastSequence {
            guard sequence == last else {
                throw .damaged("replaying the journal's batch at sequence \(record.firstSequence) goes beyond \(last)")
            }
            return
        }
        guard sequence == record.lastSequence, digest(since: mark) == record.effectsDigest else {
            throw .damaged(
                "replaying the journal's batch at sequence \(record.firstSequence) does not give what it gave at first")
        }
    }
}
