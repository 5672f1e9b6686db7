import StockAPI
import StockBytes
import StockJournal
import StockModel

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
