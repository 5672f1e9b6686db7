import LMDB
import StockAPI
import StockBytes
import StockJournal
import StockModel

/// The engine of one open store: applies batches, makes them durable, answers, and hands changes to checkpoints.
///
/// Plain and synchronous; one thread owns it. Who that is, is the driver's choice.
struct EngineCore: ~Copyable, Sendable {
    var machine: StateMachine<LMDBRows>
    var journal: JournalWriter
    let clock: any EngineClock
    let checkpoints: CheckpointQueue
    let options: StockroomOptions
    let recovery: RecoverySummary
    let incarnation: UInt64
    let reserves: Reserves
    let verifications: BackgroundReads
    /// Apart from them: a scrub takes its time.
    let scrubbing: BackgroundReads
    var scrubs: ScrubSchedule
    let mark: OpenMark
    let environment: Environment
    /// Nil where there is no archive.
    let archiver: Archiver?
    /// Copies of the store that are being made.
    let copies = Copies()

    /// Set when the store is to be closed.
    var isStopped = false
    /// Set by the first failed flush: nothing is known any more, and nothing is answered.
    var failure: StockFailure?
    /// The disk is full: nothing new is taken, what ends a promise goes on.
    var isFull = false
    /// Not even that goes on: the journal has no room for the next record.
    var isExhausted = false
    /// The checkpoint does not keep up: what makes new promises or rows is told to come later.
    var isBehind = false
    /// A checkpoint for which there was no room, to be tried again.
    var checkpointRetry: CheckpointRetry?
    /// The newest checkpoint.
    var checkpointed: CheckpointWriter.Report
    var checkpointCount: UInt64 = 0
    var checkpointMilliseconds: UInt64 = 0
    /// Monotonic time at which the newest one began.
    var checkpointBeganNanoseconds: UInt64 = 0
    var storePages: StorePages
    private(set) var flushTimes = DurationCounts()

    private var journalCommands = ByteWriter(capacityBytes: 1 << 16)
    private var answers = ByteWriter(capacityBytes: 1 << 16)
    private var ends = FlatBuffer<AnswerEnd>()
    private var failures: [Int: StockFailure] = [:]
    /// Monotonic time of the oldest change that waits for a checkpoint, or nil.
    var dirtySinceNanoseconds: UInt64?
    var isSealedInJournal = true
    /// Monotonic time of the last append.
    var appendedNanoseconds: UInt64 = 0
    /// The segment that waits to be closed for the archive, and the monotonic time at which it got its first batch.
    var archiveDue: (segment: UInt64, nanoseconds: UInt64)?
    /// Told the sequence when it has grown durably.
    var progress: (@Sendable (SequenceNumber) -> Void)?
    /// The last sequence that somebody was told.
    private var toldSequence: SequenceNumber = 0
    /// Those who wait for a checkpoint to end.
    var checkpointWaiters: [(sequence: SequenceNumber, completion: @Sendable (StockFailure?) -> Void)] = []

    init(
        machine: consuming StateMachine<LMDBRows>, journal: consuming JournalWriter, checkpoints: CheckpointQueue,
        options: StockroomOptions, recovery: RecoverySummary, checkpointed: CheckpointWriter.Report,
        storePages: StorePages, reserves: Reserves, environment: consuming Environment, mark: OpenMark,
        archiver: Archiver? = nil
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
        self.archiver = archiver
        clock = options.clock
        verifications = BackgroundReads(queue: options.surroundings.makeQueue("stockroom.verify"))
        scrubbing = BackgroundReads(queue: options.surroundings.makeQueue("stockroom.scrub"))
        self.mark = mark
        scrubs = ScrubSchedule(isFirstAtOnce: mark.endsWithoutClose > 0)
        incarnation = checkpointed.facts.incarnation
    }

    /// At most so many bytes of commands go into one record of the journal.
    private static let recordBytesMax = 1 << 20
    /// Once the answers of a batch take so many bytes, further questions are answered `busy`: pages are large.
    private static let answerBytesMax = 64 << 20

    /// Executes all that waits in its order, makes it durable, answers.
    mutating func process(_ waiting: consuming Inbox.Waiting) {
        var delivered = 0
        do throws(StockFailure) {
            if let failure { throw failure }
            try execute(
                waiting.requests.span, total: waiting.completions.reduce(0) { $0 + $1.count }, waiting.journalBytes)
            let batch = handOut()
            var first = 0
            for (count, completion) in waiting.completions {
                completion(.success((batch, first..<first + count)))
                first += count
                delivered += 1
            }
            tellProgress()
        } catch {
            // What the batch did in memory is not in the journal, so memory is of no use any more.
            failure = failure ?? error
            clear()
            for (_, completion) in waiting.completions[delivered...] { completion(.failure(error)) }
        }
        for query in waiting.queries { query(&self) }
    }

    private mutating func execute(_ requests: RawSpan, total: Int, _ journalBytes: Int) throws(StockFailure) {
        var mark = try beginBatch(commandBytes: journalBytes)
        let started = clock.uptimeNanoseconds
        let touchedTogetherMax = StateMachine<LMDBRows>.touchedTogetherMax
        var journalBytesLeft = journalBytes
        var reader = ByteReader(requests)
        for index in 0..<total {
            if index % touchedTogetherMax == 0, total > touchedTogetherMax {
                machine.touch(requests, from: reader.offset)
            }
            guard let header = RequestHeader(from: &reader) else { throw .damaged("a request cannot be read") }
            guard let start = try? reader.skip(Int(header.requestBytes)) else {
                throw .damaged("a request cannot be read")
            }
            let bytes = requests.extracting(start..<reader.offset)
            if let failure = failure(before: header.conditions, at: started) {
                failures[ends.count] = failure
            } else if header.kind == .query {
                answer(query: bytes)
            } else {
                if journalCommands.count > 0, exceedsRecord(bytes.byteCount) {
                    try makeDurable(since: mark)
                    mark = try beginBatch(commandBytes: journalBytesLeft)
                }
                apply(bytes)
            }
            if header.kind == .command { journalBytesLeft -= 4 + bytes.byteCount }
            ends.append(AnswerEnd(offset: answers.count, isResult: header.kind == .query))
        }
        try makeDurable(since: mark)
    }

    /// Why a request is not executed at all.
    func failure(before conditions: EncodedRequests.Conditions, at nanoseconds: UInt64? = nil) -> StockFailure? {
        if conditions.dropAfterNanoseconds != 0,
            (nanoseconds ?? clock.uptimeNanoseconds) > conditions.dropAfterNanoseconds
        {
            return .timeLimitPassed
        }
        return conditions.leastSequence > machine.sequence ? .sequenceNotReached(current: machine.sequence) : nil
    }

    /// Whether a command has to wait for the next record.
    private func exceedsRecord(_ byteCount: Int) -> Bool {
        journalCommands.count + 4 + byteCount > min(Self.recordBytesMax, journal.commandBytesMax)
    }

    private mutating func apply(_ bytes: RawSpan) {
        if isFull || isExhausted, let answer = answerWhenFull(bytes) {
            answer.encode(into: &answers)
        } else if isBehind, isPutOff(bytes) {
            failures[ends.count] = .busy(retryAfterMilliseconds: Self.millisecondsWhenBehind)
        } else if bytes.byteCount + 4 > journal.commandBytesMax {
            let refusal = Refusal.limit(max: Int64(journal.commandBytesMax - 4))
            Answer(sequence: machine.sequence, outcome: .refused(refusal)).encode(into: &answers)
        } else {
            switch machine.apply(bytes, answers: &answers) {
            case .accepted:
                journalCommands.append(UInt32(truncatingIfNeeded: bytes.byteCount))
                journalCommands.append(bytes: bytes)
            case .repeated, .refused: break
            case .failed(let failure): failures[ends.count] = failure
            }
        }
    }

    /// Answers a question as it stands between the requests around it.
    private mutating func answer(query bytes: RawSpan) {
        guard answers.count < Self.answerBytesMax else {
            failures[ends.count] = .busy(retryAfterMilliseconds: 10)
            return
        }
        guard let query = try? Query(decoding: bytes) else {
            failures[ends.count] = .refused(.malformed(at: 0))
            return
        }
        do throws(StockFailure) {
            let result = try result(of: query)
            answers.append(machine.sequence)
            result.encode(into: &answers)
        } catch { failures[ends.count] = error }
    }

    private mutating func tellProgress() {
        guard let progress, toldSequence != machine.sequence else { return }
        toldSequence = machine.sequence
        progress(machine.sequence)
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
        let began = clock.uptimeNanoseconds
        do throws(JournalError) {
            try journal.append(record, commands: commands.span)
        } catch { throw StockFailure(error) }
        commands.removeAll()
        swap(&commands, &journalCommands)
        isSealedInJournal = false
        appendedNanoseconds = clock.uptimeNanoseconds
        flushTimes.record(microseconds: (appendedNanoseconds &- began) / 1_000)
        if dirtySinceNanoseconds == nil { dirtySinceNanoseconds = appendedNanoseconds }
    }

    private mutating func handOut() -> AnswerBatch {
        var answers = ByteWriter(capacityBytes: self.answers.count)
        var ends = FlatBuffer<AnswerEnd>(minimumCapacity: self.ends.count)
        swap(&answers, &self.answers)
        swap(&ends, &self.ends)
        let failures = failures
        self.failures = [:]
        return AnswerBatch(bytes: answers, ends: ends, failures: failures, sequence: machine.sequence)
    }

    private mutating func clear() {
        answers.removeAll()
        ends.truncate(to: 0)
        failures = [:]
        journalCommands.removeAll()
    }
}
