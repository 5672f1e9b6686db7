import LMDB
import StockAPI
import StockBytes
import StockFiles
import StockModel

/// Writes sealed overlays into LMDB: one synced transaction each, which says at which sequence it is true.
///
/// Used from one queue only.
final class CheckpointWriter: @unchecked Sendable {
    // Unchecked, because the queue that it is used on is what keeps two threads out.
    private var writer: Writer
    private let databases: StoreDatabases
    private(set) var facts: StoreFacts
    private var unmerged: UnmergedLevels
    private let plan: LevelMergePlan
    /// Empty; its memory is that of a table that nobody reads any more.
    private var spare = SortedTable<LevelRow>(seed: 0)
    /// Held for as long as something may still be written.
    private let lock: any FileLock
    private let hasRoom: @Sendable () -> Bool

    init(
        _ writer: consuming Writer, databases: StoreDatabases, facts: StoreFacts, unmerged: UnmergedLevels,
        plan: LevelMergePlan, lock: any FileLock, hasRoom: @escaping @Sendable () -> Bool
    ) {
        self.lock = lock
        self.hasRoom = hasRoom
        self.writer = writer
        self.databases = databases
        self.facts = facts
        self.unmerged = unmerged
        self.plan = plan
    }

    struct Report: Sendable {
        var facts: StoreFacts
        var rows: UInt64
        var bytes: UInt64
        var unmerged: UnmergedLevels
    }

    /// LMDB 0.9 leaks pages of the file where one transaction changes more than 131,071.
    private static let pagesMax = 115_000

    /// Writes the overlay, removes what is kept no longer, commits.
    ///
    /// On a failure nothing has changed.
    ///
    /// - Throws: `refused(storageFull)` when there was no room, which is not final.
    func write(
        _ sealed: SealedOverlay, time: Instant, pace: CommitPace = .atOnce
    ) throws(StockFailure) -> Report {
        let databases = databases
        let before = facts
        let hasRoom = hasRoom
        let levels = LevelWrite(plan: plan, unmerged: unmerged, sequence: sealed.sequence)
        var waiting = SortedTable<LevelRow>(seed: facts.storeLow)
        if spare.count == 0, spare.seed == facts.storeLow { swap(&waiting, &spare) }
        var report = try writer.write(pace: pace, failingAs: { Self.failure($0, hasRoom: hasRoom) }) {
            transaction throws(StockFailure) in
            var facts = before
            facts.sequence = sealed.sequence
            facts.time = time
            var table = TableWrite(databases: databases, stateHash: facts.stateHash)
            let changed = try table.storePages(in: transaction).changed(
                by: sealed.overlay, unmergedLevels: unmerged.count, plan)
            try levels.write(sealed.overlay, &facts.merge, &waiting, &table, in: &transaction)
            try sealed.overlay.write(&table, in: &transaction)
            let trim = Trim(retention: facts.retention, now: time, pagesMax: Self.pagesMax - changed)
            try trim.run(&facts, &table, in: &transaction)
            facts.stateHash = table.stateHash
            try facts.put(databases[.meta], in: &transaction)
            return Report(facts: facts, rows: table.rowCount, bytes: table.byteCount, unmerged: .none)
        }
        report.unmerged = UnmergedLevels(waiting)
        facts = report.facts
        unmerged = report.unmerged
        return report
    }

    /// Changes how long the store remembers.
    ///
    /// What was replayed is written down first: the next replay must not judge it by other times.
    func change(to retention: Retention, in machine: inout StateMachine<LMDBRows>) throws(StockFailure) {
        guard retention != facts.retention else { return }
        guard try writeReplayed(in: &machine) == nil else { throw .refused(.storageFull) }
        var changed = facts
        changed.change(to: retention, at: machine.now)
        let meta = databases[.meta]
        try writer.write(failingAs: StockFailure.init) { [changed] transaction throws(StockFailure) in
            try changed.put(meta, in: &transaction)
        }
        facts = changed
        machine.retention = facts.retention
        machine.requestsForgottenThrough = facts.requestsForgottenThrough
    }

    /// Writes down what was replayed; where there is no room for it, returns what is to be written when there is.
    func writeReplayed(in machine: inout StateMachine<LMDBRows>) throws(StockFailure) -> SealedOverlay? {
        guard machine.sequence > facts.sequence else { return nil }
        let sealed = machine.seal(spare: nil)
        do throws(StockFailure) {
            let report = try write(sealed, time: machine.now)
            try machine.dropSealed(report.unmerged)
            return nil
        } catch {
            guard error == .refused(.storageFull) else { throw error }
            return sealed
        }
    }

    /// Takes the memory of levels that nobody reads any more.
    func reuse(_ old: UnmergedLevels) { spare = old.takeEmptiedTable() }

    /// LMDB 0.9 reports a write that the disk took only in part as `EIO`, which is what a full disk does first.
    ///
    /// Trying again is safe where that is the cause, and where it is not: a commit writes and flushes every page that
    /// it refers to, and after a failed write of its first page LMDB refuses all further ones.
    ///
    /// A disk that reports a failed write only behind a flush reports it once to each of the file's openings, and LMDB
    /// has two of its own: such an old report can end the next attempt, and with it the service, although there is room
    /// again. Nothing is lost by that; the store has to be opened again. ext4 and XFS give room when a page is written,
    /// so there it does not happen for want of room.
    private static func failure(_ error: StorageError, hasRoom: () -> Bool) -> StockFailure {
        error.code == .inputOutputFailed && error.operation == .commit && !hasRoom()
            ? .refused(.storageFull) : StockFailure(error)
    }
}

extension StoreFacts {
    func put(_ meta: Database, in transaction: inout WriteTransaction) throws(StockFailure) {
        var key = ByteWriter()
        key.append(bytes: Self.key)
        var value = ByteWriter()
        encode(into: &value)
        RowBytes.seal(&value, from: 0, key: key.span, in: .meta)
        do throws(StorageError) {
            try transaction.put(value.span, for: key.span, in: meta)
        } catch { throw StockFailure(error) }
    }
}
