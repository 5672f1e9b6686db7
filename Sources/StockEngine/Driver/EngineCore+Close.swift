import LMDB
import StockAPI
import StockJournal

extension EngineCore {
    /// How long the thread may sleep when nothing waits: until the next sweep, seal or attempt, whichever is first.
    var millisecondsToSleep: Int? {
        let sweep = millisecondsToSweep
        guard failure == nil, archiveDue != nil else { return sweep }
        return min(sweep ?? .max, Int(clamping: min(1_000, max(1, options.archiveAfterMilliseconds))))
    }

    private var millisecondsToSweep: Int? {
        if failure == nil, checkpointRetry != nil || reserves.needsRefill { return 100 }
        if clock.isSimulated { return isSealedInJournal ? nil : 200 }
        return isSealedInJournal && dirtySinceNanoseconds == nil ? 1_000 : 100
    }

    /// Tells those who came too late, and those who waited for something that will not happen any more.
    mutating func refuse(_ waiting: consuming Inbox.Waiting) {
        for (_, completion) in waiting.completions { completion(.failure(.closed)) }
        let failureBefore = failure
        failure = failure ?? .closed
        for query in waiting.queries { query(&self) }
        tellWaiters()
        failure = failureBefore
    }

    /// Seals the journal and lets go of the store.
    ///
    /// Waits for what still runs beside the engine, since that holds the folder too.
    consuming func close() {
        finishArchive()
        let checkpoints = checkpoints
        let reserves = reserves
        let verifications = verifications
        let scrubbing = scrubbing
        let scrubsByItself = scrubsByItself
        let mark = failure == nil ? mark : nil
        let copies = copies
        if failure == nil {
            // Where it fails: everything acknowledged is durable, and the next opening does without the last seal.
            do throws(JournalError) { try journal.close() } catch {}
        }
        scrubbing.cancel()
        verifications.cancelAndWait()
        scrubbing.cancelAndWait()
        copies.cancelAndWait()
        checkpoints.drain()
        reserves.drain()
        mark?.end(scrubsByItself: scrubsByItself)
    }
}
