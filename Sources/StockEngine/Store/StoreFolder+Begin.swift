import LMDB
import StockAPI
import StockFiles
import StockJournal
import StockModel

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
