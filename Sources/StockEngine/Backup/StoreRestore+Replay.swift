import LMDB
import StockAPI
import StockBytes
import StockJournal
import StockModel

extension StoreRestore {
    /// Applies the archived batches behind the backup, up to the target, and writes down what they change.
    func replay(in folder: String) throws(BackupFailure) -> Report {
        var options = StockroomOptions()
        options.files = files
        let store = try replaying { () throws(StockFailure) in try StoreFolder.open(folder, options) }
        // Whoever opens it next is the first to serve it.
        let mark = store.mark
        defer { mark.withdraw() }
        let base = StoreIdentity(store.facts)
        guard base == backup.manifest.store else {
            throw .damaged(
                file: backup.path + "/" + BackupManifest.fileName,
                what: "it is about another store than the one beside it")
        }
        var report = Report(store: base)
        if target == .sequence(base.sequence) { return report }
        guard let archive else {
            if !target.isMet(by: base) { throw .notReached(sequence: base.sequence, time: base.time) }
            return report
        }
        let archived = SegmentArchive(root: archive, identity: store.journalIdentity, files: files)
        var journal = try archiving { () throws(ArchiveError) in try ArchivedJournal(archived, after: base.sequence) }
        var replay = try ArchiveReplay(store, options)
        var isReached = target.isMet(by: base)
        while let record = try nextRecord(&journal) {
            if hooks.isCancelled() { throw .cancelled }
            if case .time(let time) = target, record.batchTimeMilliseconds > time.millisecondsSinceEpoch {
                isReached = true
                break
            }
            var last = SequenceNumber.max
            if case .sequence(let sequence) = target { last = sequence }
            try replaying { () throws(StockFailure) in try replay.apply(record, journal.commands, through: last) }
            hooks.progress(.replaying, replay.machine.sequence - base.sequence)
            if replay.machine.sequence >= last {
                isReached = true
                break
            }
        }
        let (sequence, time) = (replay.machine.sequence, replay.machine.now)
        if target != .newest, !isReached { throw .notReached(sequence: sequence, time: time) }
        report.sequencesReplayed = sequence - base.sequence
        report.segments = journal.segments
        try replaying { () throws(StockFailure) in try replay.finish() }
        return report
    }
}

extension RestoreTarget {
    /// Whether a store that stands there is exactly what was asked for.
    fileprivate func isMet(by store: StoreIdentity) -> Bool {
        switch self {
        case .newest: true
        case .sequence(let sequence): store.sequence == sequence
        case .time(let time): store.time == time
        }
    }
}

/// A store to which archived batches are applied.
private struct ArchiveReplay: ~Copyable {
    var machine: StateMachine<LMDBRows>
    private let writer: CheckpointWriter
    private let options: StockroomOptions
    private var pages: StorePages
    private var answers = ByteWriter()

    init(_ store: consuming StoreFolder, _ options: StockroomOptions) throws(BackupFailure) {
        guard store.facts.format == StoreFacts.formatCurrent else {
            throw .store(
                .cannotOpen(
                    "the backup has format \(store.facts.format), and the archive was written by the program of that time: replay it with that program, or restore the backup without --archive"
                ))
        }
        let machine: StateMachine<LMDBRows>
        do throws(StockFailure) { machine = try store.machine() } catch { throw .store(error) }
        pages = machine.base.pages
        let lock = store.lock
        writer = CheckpointWriter(
            store.writer, databases: store.databases, facts: store.facts, unmerged: machine.base.unmerged,
            plan: options.levelMergePlan, lock: lock, hasRoom: { true })
        self.machine = machine
        self.options = options
    }

    mutating func apply(
        _ record: JournalRecord, _ commands: RawSpan, through last: SequenceNumber
    ) throws(StockFailure) {
        try machine.replay(record, commands, through: last, &answers)
        let changed = pages.changed(
            by: machine.active, unmergedLevels: machine.base.unmerged.count, options.levelMergePlan)
        if machine.active.byteCount >= options.checkpointAfterBytes / 2 || changed >= options.checkpointPagesMax / 2 {
            try writeDown()
        }
    }

    mutating func finish() throws(StockFailure) {
        try writeDown()
    }

    private mutating func writeDown() throws(StockFailure) {
        guard try writer.writeReplayed(in: &machine) == nil else { throw .refused(.storageFull) }
        pages = machine.base.pages
    }
}
