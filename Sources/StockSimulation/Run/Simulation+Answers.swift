import StockAPI
import StockBytes
import StockEngine
import StockModel

// What the engine answers, and what the model says that it has to.
extension Simulation {
    func submit(_ requests: [SimulatedRequest], reply: @escaping (SimulatedReplies) -> Void) {
        guard let stock else { return }
        var encoded = EncodedRequests()
        for request in requests {
            switch request {
            case .command(let command): encoded.append(command)
            case .query(let query): encoded.append(query)
            }
        }
        submissions += 1
        let number = submissions
        unanswered[number] = requests.compactMap { request in
            if case .command(let command) = request { command } else { nil }
        }
        let replyOnce = ReplyOnce(reply)
        do throws(StockFailure) {
            try stock.submit(encoded) { [unowned self] result in ended(number, requests, result, replyOnce) }
        } catch {
            unanswered[number] = nil
            reply(.failed(error))
        }
    }

    private func ended(
        _ number: UInt64, _ requests: [SimulatedRequest], _ result: SubmissionResult, _ reply: ReplyOnce
    ) {
        // A machine without power answers nothing.
        guard !disk.isDead, problem == nil else { return }
        switch result {
        case .failure(let error):
            // It may have happened: what was not answered stays in `unanswered`.
            note("failed: \(error)")
            if !error.isPassing { hasEngineFailed = true }
            reply.body(.failed(error))
        case .success(let (batch, range)):
            unanswered[number] = nil
            beginBatches()
            compare(requests, batch, range, reply)
        }
    }

    /// The batches before have begun, in which nothing was asked, and that in which the answers were given, unless the journal
    /// takes nothing more: then it has no time of its own.
    private func beginBatches() {
        for time in pastBegins { model.begin(at: time) }
        pastBegins = []
        let told = clock?.takeTold() ?? []
        guard let first = told.first else { return }
        noteRecord()
        model.begin(at: first)
        begins = Array(told.dropFirst())
        recordBytes = 0
    }

    private func noteRecord() {
        if sequencesBefore.last != model.sequence { sequencesBefore.append(model.sequence) }
        if sequencesBefore.count > 16 { sequencesBefore.removeFirst() }
    }

    private func compare(
        _ requests: [SimulatedRequest], _ batch: AnswerBatch, _ range: Range<Int>, _ reply: ReplyOnce
    ) {
        var answers: [(Answer, judgedAt: Instant)] = []
        for (index, request) in zip(range, requests) {
            do throws(StockFailure) {
                switch request {
                case .command(let command):
                    let answer = try compare(command, batch.answer(index))
                    answers.append((answer, judgedAt: model.now))
                case .query(let query): try compare(query, batch, index)
                }
            } catch {
                return fail("\(request) failed: \(error)")
            }
            if problem != nil { return }
        }
        if let broken = model.brokenInvariant { return fail("an invariant is broken: \(broken)") }
        reply.body(.answered(answers))
    }

    private func compare(_ command: Command, _ answer: Answer) -> Answer {
        report.commandsAnswered += 1
        beginNextRecord(before: command)
        if answer.outcome == .refused(.storageFull) {
            if !mayBeFull { fail("there was room for \(command), and it was answered \(answer)") }
            return answer
        }
        if let refusal = refusalOfSize(command) {
            // On a full disk it is looked first whether it was answered before.
            let mayDiffer = mayBeFull && !answer.isAccepted
            if answer.outcome != .refused(refusal), !mayDiffer {
                fail("\(command) is too large, and was answered \(answer)")
            }
            return answer
        }
        let before = model.sequence
        let expected = model.answer(command)
        if model.sequence > before { recordBytes += 4 + command.encodedByteCount }
        if answer.isAccepted, answer.sequence > before { report.commandsAccepted += 1 }
        note("answered \(answer.sequence) \(answer.isAccepted)")
        if answer != expected {
            fail(
                "\(command)\nwas answered \(answer)\nthe model says \(expected)\nat \(model.now.millisecondsSinceEpoch)"
            )
        }
        return answer
    }

    /// What no record of the journal can carry.
    func refusalOfSize(_ command: Command) -> Refusal? {
        command.encodedByteCount + 4 > commandBytesMax ? .limit(max: Int64(commandBytesMax - 4)) : nil
    }

    /// What does not fit into the engine's record begins another, at a time of its own.
    private func beginNextRecord(before command: Command) {
        let size = 4 + command.encodedByteCount
        guard recordBytes > 0, recordBytes + size > min(1 << 20, commandBytesMax), !begins.isEmpty else { return }
        noteRecord()
        model.begin(at: begins.removeFirst())
        recordBytes = 0
    }

    private func compare(_ query: Query, _ batch: AnswerBatch, _ index: Int) throws(StockFailure) {
        report.questionsAnswered += 1
        let (sequence, result) = try batch.result(index)
        guard let expected = model.result(of: query) else { return }
        if sequence != model.sequence || result != expected {
            fail("\(query)\nwas answered \(result) at \(sequence)\nthe model says \(expected) at \(model.sequence)")
        }
    }
}

/// Carries a closure of this thread into one that may be called on any.
private final class ReplyOnce: @unchecked Sendable {
    // Unchecked, because a simulation runs on one thread.
    let body: (SimulatedReplies) -> Void

    init(_ body: @escaping (SimulatedReplies) -> Void) { self.body = body }
}

extension AnswerBatch {
    /// The answer to a query: the sequence that it was true at, and the result.
    func result(_ index: Int) throws(StockFailure) -> (SequenceNumber, QueryResult) {
        var decoded: (SequenceNumber, QueryResult)?
        try withBytes(index) { span in
            var reader = ByteReader(span)
            guard let sequence = try? reader.read(UInt64.self), let result = try? QueryResult(from: &reader) else {
                return
            }
            decoded = (sequence, result)
        }
        guard let decoded else { throw .damaged("an answer cannot be read") }
        return decoded
    }
}

extension Command {
    var encodedByteCount: Int {
        var writer = ByteWriter()
        encode(into: &writer)
        return writer.count
    }
}

extension StockFailure {
    /// The engine goes on.
    var isPassing: Bool {
        switch self {
        case .busy, .refused, .timeLimitPassed, .sequenceNotReached, .resultTooLong: true
        default: false
        }
    }
}
