import StockAPI
import StockJournal

extension EngineCore {
    /// Closes a segment whose time has come, so that the archive gets it, and uses again what the archive has.
    mutating func maintainArchive() {
        guard let archiver else { return }
        do throws(JournalError) {
            if isSegmentDue, try journal.closeSegment() { isSealedInJournal = true }
            archiver.letGoBeyondLimit(isDiskFull: journal.room != .enough)
            if archiver.takeProgress() { try journal.recycle(through: checkpointed.facts.sequence) }
        } catch { failure = failure ?? StockFailure(error) }
    }

    /// Whether the segment has held something for as long as it may.
    private var isSegmentDue: Bool {
        mutating get {
            guard journal.holdsBatches else {
                archiveDue = nil
                return false
            }
            let now = clock.uptimeNanoseconds
            guard let due = archiveDue, due.segment == journal.segmentNumber else {
                archiveDue = (journal.segmentNumber, now)
                return options.archiveAfterMilliseconds <= 0
            }
            return Int64(clamping: (now - due.nanoseconds) / 1_000_000) >= options.archiveAfterMilliseconds
        }
    }

    /// Hands all that is in the journal to the archive, and waits for it as long as a closing store may.
    mutating func finishArchive() {
        guard let archiver else { return }
        if failure == nil {
            // Where it fails the segment waits for the next opening.
            do throws(JournalError) { try journal.closeSegment() } catch {}
        }
        archiver.finish()
    }
}
