import StockAPI
import StockJournal

extension EngineCore {
    /// How long the thread may sleep when nothing waits: until the next sweep or seal.
    var millisecondsToSleep: Int? {
        if clock.isSimulated { return isSealedInJournal ? nil : 200 }
        return isSealedInJournal && dirtySinceNanoseconds == nil ? 1_000 : 100
    }

    /// Tells those who came too late.
    func refuse(_ waiting: consuming Inbox.Waiting) {
        for (_, completion) in waiting.completions { completion(.failure(.closed)) }
    }

    /// Seals the journal and lets go of the store.
    consuming func close() {
        guard failure == nil else { return }
        do throws(JournalError) { try journal.close() } catch {
            // Everything acknowledged is durable; the next opening reads the journal without its last seal.
        }
    }
}
