import Dispatch
import StockAPI
import StockJournal
import StockModel

extension EngineCore {
    /// How far the changes are towards the size of a checkpoint: 1 is full.
    var checkpointFill: Double {
        let bytes = Double(machine.active.byteCount) / Double(max(1, options.checkpointAfterBytes))
        let appended = machine.active.byteCount * 2 / 4_096
        let pages = Double(min(machine.active.levels.count, levelPages + machine.active.levels.count / 40) + appended)
        return max(bytes, pages / Double(max(1, options.checkpointPagesMax)))
    }

    /// Seals the changes and begins to write them down, unless a checkpoint is running or there is nothing to write.
    mutating func beginCheckpoint(inbox: Inbox) {
        guard machine.sealed == nil, machine.sequence > checkpointed.facts.sequence, failure == nil else { return }
        let sealed = machine.seal()
        dirtySinceNanoseconds = nil
        start(sealed, inbox: inbox)
    }

    private func start(_ sealed: SealedOverlay, inbox: Inbox) {
        checkpoints.start(sealed, time: machine.now) { ended in
            try? inbox.ask { core in core.checkpointEnded(ended, sealed, inbox: inbox) }
        }
    }

    mutating func checkpointEnded(_ ended: CheckpointQueue.Ended, _ sealed: SealedOverlay, inbox: Inbox) {
        switch ended.result {
        case .success(let report):
            do throws(StockFailure) {
                try machine.dropSealed()
            } catch { failure = failure ?? error }
            checkpoints.setWaitsForRoom(false)
            checkpointed = report
            checkpointCount += 1
            checkpointMilliseconds = ended.milliseconds
            levelPages = machine.base.levelPages
            do throws(JournalError) {
                try journal.recycle(through: report.facts.sequence)
            } catch { failure = failure ?? StockFailure(error) }
            prepareSpares()
            tellWaiters()
        case .failure(let error):
            if case .storageFailed(let why) = error, why.contains("diskFull") || why.contains("mapFull") {
                checkpoints.setWaitsForRoom(true)
                retry(sealed, inbox: inbox)
            } else {
                failure = failure ?? error
                tellWaiters()
            }
        }
    }

    private func retry(_ sealed: SealedOverlay, inbox: Inbox) {
        let time = machine.now
        let checkpoints = checkpoints
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(500)) {
            checkpoints.start(sealed, time: time) { ended in
                try? inbox.ask { core in core.checkpointEnded(ended, sealed, inbox: inbox) }
            }
        }
    }

    /// Makes journal segments on the checkpoint's queue, where nobody waits for it.
    func prepareSpares() {
        let spares = journal.spares
        guard spares.needsSpares else { return }
        checkpoints.later { try? spares.prepareSpares() }
    }

    private mutating func tellWaiters() {
        let reached = checkpointed.facts.sequence
        let failure = failure
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
        if journal.spares.needsSpares { prepareSpares() }
        let waited = dirtySinceNanoseconds.map { (DispatchTime.now().uptimeNanoseconds - $0) / 1_000_000 } ?? 0
        let isDue = checkpointFill >= 0.5 || Int64(waited) >= options.checkpointAfterMilliseconds
            || !checkpointWaiters.isEmpty
        if isDue { beginCheckpoint(inbox: inbox) }
        if isIdle, !isSealedInJournal {
            do throws(JournalError) {
                try journal.seal()
                isSealedInJournal = true
            } catch { failure = StockFailure(error) }
        }
    }

    /// While a checkpoint runs and the changes grow beyond what the next may hold, batches wait: admission slows down
    /// before memory grows without bound.
    var millisecondsToPause: Int {
        guard machine.sealed != nil, failure == nil else { return 0 }
        let fill = checkpointFill
        return fill < 0.75 ? 0 : fill < 1 ? Int((fill - 0.75) * 80) : 50
    }
}
