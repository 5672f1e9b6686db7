import Dispatch
import LMDB
import StockAPI
import StockBytes
import StockJournal
import StockModel

/// The engine of one open store: applies batches, makes them durable, answers, and hands changes to checkpoints.
///
/// Plain and synchronous; one thread owns it. Who that is, is the driver's choice.
struct EngineCore: ~Copyable {
    var machine: StateMachine<LMDBRows>
    var journal: JournalWriter
    let clock: any EngineClock
    let checkpoints: CheckpointQueue
    let options: StockroomOptions
    let recovery: RecoverySummary
    let incarnation: UInt64
    let reserves: Reserves
    let verifications = Verifications()
    let environment: Environment

    /// Set when the store is to be closed.
    var isStopped = false
    /// Set by the first failed flush: nothing is known any more, and nothing is answered.
    var failure: StockFailure?
    /// The disk is full: nothing new is taken, what ends a promise goes on.
    var isFull = false
    /// Not even that goes on: the journal has no room for the next record.
    var isExhausted = false
    /// A checkpoint for which there was no room, to be tried again.
    var checkpointRetry: CheckpointRetry?
    /// The newest checkpoint.
    var checkpointed: CheckpointWriter.Report
    var checkpointCount: UInt64 = 0
    var checkpointMilliseconds: UInt64 = 0
    var storePages: StorePages

    private var journalCommands = ByteWriter(capacityBytes: 1 << 16)
    private var answers = ByteWriter(capacityBytes: 1 << 16)
    private var ends = FlatBuffer<Int>()
    private var failures: [Int: StockFailure] = [:]
    /// Monotonic time of the oldest change that waits for a checkpoint, or nil.
    var dirtySinceNanoseconds: UInt64?
    var isSealedInJournal = true
    /// Monotonic time of the last append.
    var appendedNanoseconds: UInt64 = 0
    /// Those who wait for a checkpoint to end.
    var checkpointWaiters: [(sequence: SequenceNumber, completion: @Sendable (StockFailure?) -> Void)] = []

    init(
        machine: consuming StateMachine<LMDBRows>, journal: consuming JournalWriter, checkpoints: CheckpointQueue,
        options: StockroomOptions, recovery: RecoverySummary, checkpointed: CheckpointWriter.Report,
        storePages: StorePages, reserves: Reserves, environment: consuming Environment
    ) {
        self.machine = machine
        self.journal = journal
        self.checkpoints = checkpoints
        self.options = options
        self.recovery = recovery
        self.checkpointed = checkpointed
        self.storePages = storePages
        self.reserves = reserves
        self.environment = environment
        clock = options.clock
        incarnation = checkpointed.facts.incarnation
    }

    /// At most so many bytes of commands go into one record of the journal.
    private static let recordBytesMax = 1 << 20

    /// Applies all that waits, makes it durable, answers.
    mutating func process(_ waiting: consuming Inbox.Waiting) {
        admit()
        var delivered = 0
        var indexInBatch = 0
        var reader = 0
        do throws(StockFailure) {
            if let failure { throw failure }
            var mark = try beginBatch(commandBytes: waiting.commands.count)
            let touchedTogetherMax = StateMachine<LMDBRows>.touchedTogetherMax
            var total = 0
            for (count, _) in waiting.completions { total += count }
            while indexInBatch < total {
                if journalCommands.count > 0, exceedsRecord(waiting.commands.span, at: reader) {
                    try makeDurable(since: mark)
                    mark = try beginBatch(commandBytes: waiting.commands.count - reader)
                }
                if indexInBatch % touchedTogetherMax == 0, total > touchedTogetherMax {
                    machine.touch(waiting.commands.span, from: reader)
                }
                apply(waiting.commands.span, at: &reader)
                indexInBatch += 1
            }
            try makeDurable(since: mark)
            let batch = handOut()
            var first = 0
            for (count, completion) in waiting.completions {
                completion(.success((batch, first..<first + count)))
                first += count
                delivered += 1
            }
        } catch {
            // What the batch did in memory is not in the journal, so memory is of no use any more.
            failure = failure ?? error
            clear()
            for (_, completion) in waiting.completions[delivered...] { completion(.failure(error)) }
        }
        for query in waiting.queries { query(&self) }
    }

    /// Whether the command at `offset` has to wait for the next record.
    private func exceedsRecord(_ commands: RawSpan, at offset: Int) -> Bool {
        var reader = ByteReader(commands.extracting(offset..<commands.byteCount))
        let length = Int((try? reader.read(UInt32.self)) ?? 0)
        return journalCommands.count + 4 + length > min(Self.recordBytesMax, journal.commandBytesMax)
    }

    /// Applies the command at `offset` and steps behind it.
    private mutating func apply(_ commands: RawSpan, at offset: inout Int) {
        var reader = ByteReader(commands.extracting(offset..<commands.byteCount))
        guard let length = try? reader.read(UInt32.self), Int(length) <= reader.remaining else { return }
        let bytes = commands.extracting(offset + 4..<offset + 4 + Int(length))
        offset += 4 + Int(length)
        if isFull || isExhausted, let answer = answerWhenFull(bytes) {
            answer.encode(into: &answers)
        } else if bytes.byteCount + 4 > journal.commandBytesMax {
            let refusal = Refusal.limit(max: Int64(journal.commandBytesMax - 4))
            Answer(sequence: machine.sequence, outcome: .refused(refusal)).encode(into: &answers)
        } else {
            switch machine.apply(bytes, answers: &answers) {
            case .accepted:
                journalCommands.append(length)
                journalCommands.append(bytes: bytes)
            case .repeated, .refused: break
            case .failed(let failure): failures[ends.count] = failure
            }
        }
        ends.append(answers.count)
    }

    /// One flush for everything since the mark.
    private mutating func makeDurable(since mark: BatchMark) throws(StockFailure) {
        guard machine.sequence != mark.sequence else { return }
        let record = JournalRecord(
            firstSequence: mark.sequence + 1, count: UInt32(clamping: machine.sequence - mark.sequence),
            batchTimeMilliseconds: machine.now.millisecondsSinceEpoch, applyVersion: StoreFacts.applyVersion,
            effectsDigest: machine.digest(since: mark))
        var commands = ByteWriter()
        swap(&commands, &journalCommands)
        do throws(JournalError) {
            try journal.append(record, commands: commands.span)
        } catch { throw StockFailure(error) }
        commands.removeAll()
        swap(&commands, &journalCommands)
        isSealedInJournal = false
        appendedNanoseconds = DispatchTime.now().uptimeNanoseconds
        if dirtySinceNanoseconds == nil { dirtySinceNanoseconds = DispatchTime.now().uptimeNanoseconds }
    }

    private mutating func handOut() -> AnswerBatch {
        var answers = ByteWriter(capacityBytes: self.answers.count)
        var ends = FlatBuffer<Int>(minimumCapacity: self.ends.count)
        swap(&answers, &self.answers)
        swap(&ends, &self.ends)
        let failures = failures
        self.failures = [:]
        return AnswerBatch(bytes: answers, ends: ends, failures: failures)
    }

    private mutating func clear() {
        answers.removeAll()
        ends.truncate(to: 0)
        failures = [:]
        journalCommands.removeAll()
    }
}
