import LMDB
import StockAPI
import StockJournal
import StockModel

extension EngineCore {
    /// How far the changes are towards the size of a checkpoint: 1 is full.
    var checkpointFill: Double {
        let bytes = Double(machine.active.byteCount) / Double(max(1, options.checkpointAfterBytes))
        let pages = storePages.changed(
            by: machine.active, unmergedLevels: machine.base.unmerged.count, options.levelMergePlan)
        return max(bytes, Double(pages) / Double(max(1, options.checkpointPagesMax)))
    }

    /// The journal's flushes hardly wait for a commit whose pages lie side by side, each write of it flushed.
    ///
    /// One whose pages are scattered would take seconds that way. And under full load, or on a slow disk, the checkpoint
    /// would be what everybody waits for: there it has to be short, and the journal's flushes take longer.
    private var commitPace: CommitPace {
        let passed = (clock.uptimeNanoseconds - checkpointBeganNanoseconds) / 1_000_000
        guard passed >= 2 * checkpointMilliseconds else { return .atOnce }
        let scattered = storePages.scattered(
            by: machine.active, unmergedLevels: machine.base.unmerged.count, options.levelMergePlan)
        return scattered <= Self.pagesFlushedOneByOneMax ? .steady : .atOnce
    }

    private static var pagesFlushedOneByOneMax: Int { 2_000 }

    /// Seals the changes and begins to write them down, unless a checkpoint is running or there is nothing to write.
    mutating func beginCheckpoint(inbox: Inbox) {
        guard machine.sealed == nil, machine.sequence > checkpointed.facts.sequence, failure == nil else { return }
        let pace = commitPace
        checkpointBeganNanoseconds = clock.uptimeNanoseconds
        let sealed = machine.seal(spare: checkpoints.spare.take())
        dirtySinceNanoseconds = nil
        // Readers of other programs that died hold back pages.
        _ = try? environment.checkReaders()
        start(sealed, time: machine.now, pace, inbox: inbox)
    }

    /// `time` is that of the sealed changes, also when they are written later: replay goes on from there.
    private func start(_ sealed: SealedOverlay, time: Instant, _ pace: CommitPace, inbox: Inbox) {
        checkpoints.start(sealed, time: time, pace: pace) { ended in
            try? inbox.ask { core in core.checkpointEnded(ended, sealed, time: time, inbox: inbox) }
        }
    }

    mutating func checkpointEnded(
        _ ended: CheckpointQueue.Ended, _ sealed: SealedOverlay, time: Instant, inbox: Inbox
    ) {
        switch ended.result {
        case .success(let report):
            let unmergedBefore = machine.base.unmerged
            do throws(StockFailure) {
                try machine.dropSealed(report.unmerged)
                checkpoints.reuse(sealed, unmergedBefore)
            } catch { failure = failure ?? error }
            checkpointed = report
            checkpointCount += 1
            checkpointMilliseconds = ended.milliseconds
            storePages = machine.base.pages
            do throws(JournalError) {
                try journal.recycle(through: report.facts.sequence)
            } catch { failure = failure ?? StockFailure(error) }
            tellWaiters()
        case .failure(.refused(.storageFull)):
            // Nothing was committed. The first time there is the ballast to give; after that, whoever waits is told.
            let hasMoreRoom = reserves.dropBallast()
            checkpointRetry = CheckpointRetry(
                sealed: sealed, time: time,
                notBeforeNanoseconds: hasMoreRoom ? 0 : clock.uptimeNanoseconds + 500_000_000)
            if !hasMoreRoom { tellWaiters(.refused(.storageFull)) }
        case .failure(let error):
            failure = failure ?? error
            tellWaiters()
        }
    }

    /// Tries the checkpoint again that found no room.
    private mutating func retryCheckpoint(inbox: Inbox) {
        guard let retry = checkpointRetry, retry.isDue(atNanoseconds: clock.uptimeNanoseconds), failure == nil else {
            return
        }
        checkpointRetry?.isRunning = true
        let time = retry.time
        let sealed = retry.sealed
        checkpoints.start(sealed, time: time, pace: .atOnce) { ended in
            try? inbox.ask { core in
                core.checkpointRetry = nil
                core.checkpointEnded(ended, sealed, time: time, inbox: inbox)
            }
        }
    }

    /// Answers those whose checkpoint has ended; with a failure, all of them.
    mutating func tellWaiters(_ refusal: StockFailure? = nil) {
        let reached = checkpointed.facts.sequence
        let failure = failure ?? refusal
        let ready = checkpointWaiters.filter { $0.sequence <= reached || failure != nil }
        checkpointWaiters.removeAll { $0.sequence <= reached || failure != nil }
        for waiter in ready { waiter.completion(failure) }
    }

    /// Tells when everything acknowledged so far is in LMDB.
    mutating func waitForCheckpoint(inbox: Inbox, _ completion: @escaping @Sendable (StockFailure?) -> Void) {
        if let failure { return completion(failure) }
        guard machine.sequence > checkpointed.facts.sequence else { return completion(nil) }
        checkpointWaiters.append((machine.sequence, completion))
        beginCheckpoint(inbox: inbox)
    }

    /// Between batches: checkpoints that are due, segments to make, a seal when it is quiet.
    mutating func maintain(inbox: Inbox, isIdle: Bool) {
        guard failure == nil else { return tellWaiters() }
        // While a checkpoint needs the last room, nothing else takes it away.
        if !isFull || machine.sealed == nil { reserves.refill() }
        retryCheckpoint(inbox: inbox)
        scrubWhenDue(inbox: inbox)
        maintainArchive()
        let waited = dirtySinceNanoseconds.map { (clock.uptimeNanoseconds - $0) / 1_000_000 } ?? 0
        prepareSpare()
        // On a full disk a checkpoint gives the journal its segments back.
        let isDue =
            checkpointFill >= 0.5 || isOutgrown || Int64(waited) >= options.checkpointAfterMilliseconds
            || !checkpointWaiters.isEmpty || (isFull && journal.room != .enough && waited >= 500)
        // In a moment there is an overlay that does not have to grow.
        if isDue, !checkpoints.spare.isExpected || !checkpointWaiters.isEmpty { beginCheckpoint(inbox: inbox) }
        // Those who only read do not put the seal off.
        if !isSealedInJournal, isIdle || clock.uptimeNanoseconds >= appendedNanoseconds + 100_000_000 {
            do throws(JournalError) {
                try journal.seal()
                isSealedInJournal = true
            } catch { failure = StockFailure(error) }
        }
    }

    /// Under load an overlay with memory of its own is kept ready, made beside the engine.
    ///
    /// None is made where the one that is being written down comes back: the two take turns. One made with each checkpoint
    /// cost a sixth of a server's processor time, since the system clears every page that it gives.
    private func prepareSpare() {
        guard machine.active.isBusy, checkpoints.spare.capacityBytes == 0 else { return }
        if let sealed = machine.sealed, sealed.isWorthKeeping,
            sealed.capacityBytes >= machine.active.capacityBytes / 2
        {
            return
        }
        let bytes = min(options.checkpointAfterBytes / 2, Overlay.preparedBytesMax)
        checkpoints.spare.prepare(seed: machine.active.seed, forChangedBytes: bytes)
    }

    /// The active overlay began small, and one that does not have to grow is ready to take its place.
    private var isOutgrown: Bool {
        machine.sealed == nil && machine.active.isBusy
            && machine.active.capacityBytes < checkpoints.spare.capacityBytes / 2
    }

    /// While a checkpoint runs and the changes grow beyond what the next may hold, batches wait: admission slows down
    /// before memory grows without bound.
    var millisecondsToPause: Int {
        guard machine.sealed != nil, failure == nil else { return 0 }
        let fill = checkpointFill
        return fill < 0.75 ? 0 : fill < 1 ? Int((fill - 0.75) * 80) : 50
    }
}

/// A checkpoint that found no room on the disk.
struct CheckpointRetry {
    let sealed: SealedOverlay
    /// Engine time of the sealed changes.
    let time: Instant
    /// Monotonic.
    let notBeforeNanoseconds: UInt64
    var isRunning = false

    func isDue(atNanoseconds now: UInt64) -> Bool { !isRunning && now >= notBeforeNanoseconds }
}
