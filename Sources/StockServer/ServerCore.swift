import Logging
import StockAPI
import StockBytes
import StockEngine
import StockModel
import StockProtocol

/// The server without its sockets: sessions, the requests that one turn of the loop has brought, and their answers.
///
/// Lives on the thread of the server's loop. Requests are collected while the loop reads, and handed to the engine
/// together at the end of the turn; answers are written to all sessions, and each is flushed once.
final class ServerCore {
    let stock: Stockroom
    let limits: ServerLimits
    let logger: Logger
    let incarnation: UInt64
    let serverName: String
    let mailbox: Mailbox
    let loop: ServerLoop

    /// The last sequence known to be durable.
    private(set) var sequence: SequenceNumber
    /// Engine time at the start, to be told to clients.
    private let startedAt: (engine: Instant, nanoseconds: UInt64)
    var sessions = SessionTable()
    var subscriptions = Subscriptions()
    /// The backup that is being made; one at a time.
    var backup: RunningBackup?
    var backupNext: UInt64 = 1

    /// What this turn has brought.
    private var requests = EncodedRequests(capacityBytes: 1 << 16)
    private var tickets = FlatBuffer<Ticket>(minimumCapacity: 64)
    var refusedEntries: [Int: [RefusedEntry]] = [:]
    private var refusedEntriesNext = 0
    /// Those without an answer: what the engine has, and what it would not take and nobody was told yet.
    private var submissions: [Submission.Number: Submission] = [:]
    private var submissionNext: Submission.Number = 0
    private var isSubmitPlanned = false
    /// Whoever is written to now is flushed at the end of it.
    private var isDelivering = false
    private var isStopping = false

    /// Requests without an answer, over all connections.
    private(set) var inFlight = 0
    /// Bytes that clients have not taken, over all connections.
    var unsentBytes = 0
    private var touchedSessions: [Session] = []

    init(
        _ stock: Stockroom, _ statistics: Statistics, limits: ServerLimits, serverName: String, logger: Logger,
        mailbox: Mailbox, loop: ServerLoop
    ) {
        self.stock = stock
        self.limits = limits
        self.logger = logger
        self.serverName = serverName
        self.mailbox = mailbox
        self.loop = loop
        sequence = statistics.sequence
        incarnation = statistics.incarnation
        startedAt = (statistics.time, loop.now())
    }

    /// Monotonic nanoseconds, those of `EncodedRequests.Conditions`.
    var now: UInt64 { loop.now() }

    func welcome(version: UInt8) -> Welcome {
        let passed = Int64(clamping: (now - startedAt.nanoseconds) / 1_000_000)
        // More than the server takes in all, no connection can have.
        var told = limits.connection
        told.inFlightMax = min(told.inFlightMax, UInt32(clamping: limits.inFlightMax))
        return Welcome(
            sequence: sequence, version: version, incarnation: incarnation,
            time: startedAt.engine.advanced(byMilliseconds: passed), limits: told, serverName: serverName)
    }

    // MARK: Admission

    /// Why no more is taken: the server stops, or has too much to do.
    func admissionError(count: Int) -> WireError? {
        if isStopping { return .shuttingDown }
        return inFlight + count > limits.inFlightMax ? .busy(retryAfterMilliseconds: limits.busyRetryMilliseconds) : nil
    }

    /// Why no more questions are taken: their answers are large, and those before have not been taken.
    var busyError: WireError? {
        unsentBytes > limits.unsentBytesMax ? .busy(retryAfterMilliseconds: limits.busyRetryMilliseconds) : nil
    }

    /// Why a command is not handed on: it names another principal than the connection.
    static func refusal(of command: RawSpan, by principal: PrincipalID) -> WireError? {
        var reader = ByteReader(command)
        // One that is too short goes on: the engine says where it ends.
        guard (try? reader.skip(4)) != nil, let named = try? reader.read(UInt32.self) else { return nil }
        return named == principal.rawValue ? nil : .forbidden(needs: principal)
    }

    static func isAnsweredInSteps(_ query: RawSpan) -> Bool {
        var reader = ByteReader(query)
        return (try? reader.read(UInt8.self)).flatMap { Query.Code(rawValue: $0) }?.isAnsweredInSteps ?? false
    }

    /// What the header announces.
    func conditions(
        _ header: FrameHeader, _ reader: inout ByteReader
    ) throws(BytesError) -> EncodedRequests.Conditions {
        guard !header.flags.isEmpty else { return .whenever }
        let extras = try RequestExtras(flags: header.flags, from: &reader)
        let dropAfter = extras.timeLimitMilliseconds.map { now + UInt64($0) * 1_000_000 }
        return EncodedRequests.Conditions(
            dropAfterNanoseconds: dropAfter ?? 0, leastSequence: extras.leastSequence ?? 0)
    }

    // MARK: Requests of this turn

    func add(command: RawSpan, _ ticket: Ticket, _ conditions: EncodedRequests.Conditions) {
        requests.append(encoded: command, conditions)
        add(ticket)
    }

    func add(query: RawSpan, _ ticket: Ticket, _ conditions: EncodedRequests.Conditions) {
        requests.append(encodedQuery: query, conditions)
        add(ticket)
    }

    func add(_ query: Query, _ ticket: Ticket) {
        requests.append(query)
        add(ticket)
    }

    /// Adds an entry of a batch, or says why not.
    func add(
        entry opcode: UInt8, _ bytes: RawSpan, of principal: PrincipalID, _ conditions: EncodedRequests.Conditions
    ) -> WireError? {
        switch Opcode(rawValue: opcode) {
        case .command:
            if let error = Self.refusal(of: bytes, by: principal) { return error }
            requests.append(encoded: bytes, conditions)
        case .query:
            if Self.isAnsweredInSteps(bytes) { return .notInABatch }
            if let busyError { return busyError }
            requests.append(encodedQuery: bytes, conditions)
        default: return .unknownOpcode(opcode)
        }
        return nil
    }

    /// The entries of a batch have been added, but for those refused.
    func add(batchOf session: SessionID, _ requestID: UInt64, count: Int, refused: [RefusedEntry]) {
        var ticket = Ticket(session: session, requestID: requestID, kind: .batch, count: count - refused.count)
        if !refused.isEmpty {
            ticket.refusedEntries = refusedEntriesNext
            refusedEntries[refusedEntriesNext] = refused
            refusedEntriesNext += 1
        }
        inFlight += refused.count
        add(ticket)
    }

    private func add(_ ticket: Ticket) {
        tickets.append(ticket)
        // Pages of the feed are asked for by the server itself, one for each subscription.
        if ticket.kind != .feed { inFlight += ticket.count }
        guard !isSubmitPlanned else { return }
        isSubmitPlanned = true
        loop.submitSoon()
    }

    /// Hands what this turn has brought to the engine.
    func submit() {
        isSubmitPlanned = false
        guard tickets.count > 0 else { return flushTouched() }
        let number = submissionNext
        submissionNext += 1
        submissions[number] = Submission(taking: &tickets)
        do throws(StockFailure) {
            try stock.submit(requests) { [mailbox] result in mailbox.post(.answers(number, result)) }
        } catch {
            // Known before what those before it come to.
            let failure = error
            mailbox.post(.answers(number, .failure(failure)))
        }
        requests.clear(keepingAtMostBytes: 1 << 20)
        flushTouched()
    }

    /// Asks what is put together in steps, behind everything that this turn has brought.
    func answerInSteps(
        _ bytes: RawSpan, _ session: SessionID, _ requestID: UInt64, _ conditions: EncodedRequests.Conditions
    ) {
        inFlight += 1
        submit()
        guard let query = try? Query(decoding: bytes) else {
            return mailbox.post(.answerInSteps(session, requestID: requestID, .failure(.refused(.malformed(at: 0)))))
        }
        Task { [stock, mailbox] in
            let result: Result<(SequenceNumber, [UInt8]), StockFailure>
            do throws(StockFailure) {
                let (sequence, answer) = try await stock.resultInSteps(of: query, conditions)
                result = .success((sequence, answer.encoded))
            } catch { result = .failure(error) }
            mailbox.post(.answerInSteps(session, requestID: requestID, result))
        }
    }

    // MARK: Answers

    /// Writes out what has come from the engine.
    func deliver() {
        isDelivering = true
        defer { isDelivering = false }
        for message in mailbox.takeAll() {
            switch message {
            case .answers(let number, let result):
                guard let submission = submissions.removeValue(forKey: number) else { break }
                deliver(result, of: submission)
            case .answerInSteps(let session, let requestID, let result):
                inFlight -= 1
                deliver(result, to: session, requestID)
            case .backupBegun(let number, let stream): backupBegun(number, stream)
            case .backupRead(let number, let bytes): backupRead(number, bytes)
            case .progress(let sequence): reach(sequence)
            }
        }
        pushEvents()
        flushTouched()
    }

    private func deliver(_ result: SubmissionResult, of submission: Submission) {
        if case .success(let (batch, _)) = result { reach(batch.sequence) }
        var answers = Answers(result)
        for index in 0..<submission.tickets.count {
            let ticket = submission.tickets[index]
            let refused =
                ticket.refusedEntries < 0 ? [] : refusedEntries.removeValue(forKey: ticket.refusedEntries) ?? []
            let endOfAnswers = answers.position + ticket.count
            defer { answers.move(to: endOfAnswers) }
            if ticket.kind != .feed { inFlight -= ticket.count + refused.count }
            if ticket.kind == .feed {
                answers.next { bytes, _ in
                    push(bytes, to: ticket.requestID)
                } failed: { failure in
                    end(ticket.requestID, WireError(failure))
                }
            } else if let session = sessions[ticket.session] {
                session.deliver(&answers, ticket, refused, maxBytes: Int(limits.connection.resultBytesMax))
            }
        }
    }

    private func deliver(
        _ result: Result<(SequenceNumber, [UInt8]), StockFailure>, to id: SessionID, _ requestID: UInt64
    ) {
        guard let session = sessions[id] else { return }
        switch result {
        case .success(let (sequence, bytes))
        where bytes.count + 8 + FrameHeader.byteCount <= Int(limits.connection.resultBytesMax):
            session.send(.result, requestID) { writer in
                writer.append(sequence)
                writer.append(bytes: bytes)
            }
        case .success: session.send(error: .resultTooLong(max: limits.connection.resultBytesMax), requestID)
        case .failure(let failure): session.failed(failure, requestID)
        }
        session.answered(1)
        session.answeredInSteps()
    }

    private func reach(_ sequence: SequenceNumber) { self.sequence = max(self.sequence, sequence) }

    // MARK: Flushing, and the end

    func touched(_ session: Session) {
        touchedSessions.append(session)
        guard !isSubmitPlanned, !isDelivering else { return }
        isSubmitPlanned = true
        loop.submitSoon()
    }

    private func flushTouched() {
        while !touchedSessions.isEmpty {
            var sessions: [Session] = []
            swap(&sessions, &touchedSessions)
            for session in sessions { session.flush() }
        }
    }

    /// Closes the connections of clients that are late, and goes on with feeds that were put off.
    func everySecond() {
        let now = now
        for session in sessions.all { session.closeIfLate(at: now) }
        endBackupIfLate(at: now)
        subscriptions.resumeAll()
        pushEvents()
        flushTouched()
    }

    /// Closes the connections that are left, whatever waits on them.
    ///
    /// Gives their number.
    func cutAll() -> Int {
        let left = sessions.all
        for session in left { session.cut() }
        return left.count
    }

    /// Takes nothing any more; every connection closes when what it has asked is answered.
    func stop() {
        isStopping = true
        refuseBackup(.shuttingDown)
        for session in sessions.all { session.closeWhenAnswered(.shuttingDown) }
        submit()
    }
}
