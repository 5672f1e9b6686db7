import StockAPI
import StockBytes
import StockModel

extension StateMachine where Base: ~Copyable {
    /// The first answer of a command that was accepted before; nil when it is new.
    ///
    /// Refuses what is too old, what comes with an id that another command has, and what a device has sent before.
    mutating func answerBefore(_ command: Command, payloadHash: UInt64) throws(Stop) -> Answer? {
        guard command.issuedAt.milliseconds(since: now) <= retention.issuedAheadMillisecondsMax else {
            throw .refused(.invalid(.issuedInTheFuture))
        }
        guard now.milliseconds(since: command.issuedAt) < retention.requestWindowMilliseconds,
            command.issuedAt > requestsForgottenThrough
        else {
            throw .refused(.tooOld(windowMilliseconds: retention.requestWindowMilliseconds))
        }
        if let id = command.operation.newReservation {
            if let first = try answerBefore(making: id, payloadHash: payloadHash) { return first }
        }
        if let request = command.request {
            if let first = try answerBefore(to: request, payloadHash: payloadHash) { return first }
        }
        guard let mark = command.device else { return nil }
        guard command.request != nil || command.operation.newReservation != nil else {
            throw .invalid(.deviceWithoutRequest)
        }
        let last: UInt64?
        do throws(StockFailure) { last = try counter(of: mark.device) } catch { throw .failed(error) }
        if let last, mark.counter <= last { throw .refused(.alreadyResolved(as: .accepted)) }
        return nil
    }

    private mutating func answerBefore(making id: ReservationID, payloadHash: UInt64) throws(Stop) -> Answer? {
        let index: Int?
        do throws(StockFailure) { index = try reservationIndex(id) } catch { throw .failed(error) }
        guard let index else { return nil }
        let row = active.reservations[index]
        guard row.payloadHash == payloadHash else { throw .refused(.idempotencyConflict) }
        let plan = plan(of: row)
        guard row.isSale else { return Answer(sequence: row.sequence, outcome: .reserved(plan)) }
        guard row.isFact, case let details?? = active.reservationDetails[row.id] else {
            return Answer(sequence: row.sequence, outcome: .sold(plan))
        }
        return Answer(sequence: row.sequence, outcome: .soldAsFact(plan, displaced: details.displaced))
    }

    private mutating func answerBefore(to request: RequestID, payloadHash: UInt64) throws(Stop) -> Answer? {
        let found: RememberedAnswer?
        do throws(StockFailure) { found = try rememberedAnswer(to: request) } catch { throw .failed(error) }
        // Judged by its time, not by whether a checkpoint has removed it yet.
        guard let found, now.milliseconds(since: found.time) < retention.requestsMilliseconds else { return nil }
        guard found.hash == payloadHash else { throw .refused(.idempotencyConflict) }
        return found.answer
    }

    private mutating func rememberedAnswer(to request: RequestID) throws(StockFailure) -> RememberedAnswer? {
        if let index = active.requests.index(of: request.rawValue) {
            return try Self.remembered(active.requests[index], answers: active.answers)
        }
        if let sealed, let index = sealed.overlay.requests.index(of: request.rawValue) {
            return try Self.remembered(sealed.overlay.requests[index], answers: sealed.overlay.answers)
        }
        guard request.rawValue <= highestRequestBelow else { return nil }
        keyScratch.removeAll()
        keyScratch.appendBigEndian(request.rawValue)
        let key = keyScratch.span
        return try base.row(.requests, key: key) { value throws(StockFailure) in
            try RowBytes.open(value, key: key, in: .requests) { reader throws(BytesError) in
                RememberedAnswer(
                    hash: try reader.read(), time: try Instant(from: &reader), answer: try Answer(from: &reader))
            }
        }
    }

    private static func remembered(
        _ row: RequestRow, answers: borrowing ByteWriter
    ) throws(StockFailure) -> RememberedAnswer {
        do throws(BytesError) {
            let range = row.answerStart..<row.answerStart + row.answerCount
            return RememberedAnswer(
                hash: row.payloadHash, time: Instant(millisecondsSinceEpoch: row.time),
                answer: try Answer(decoding: answers.span(range)))
        } catch { throw .damaged("a remembered answer cannot be read at byte \(error.offset)") }
    }

    private mutating func counter(of device: UInt32) throws(StockFailure) -> UInt64? {
        if let found = active.devices[device] { return found }
        if let found = sealed?.overlay.devices[device] { return found }
        keyScratch.removeAll()
        keyScratch.appendBigEndian(device)
        let key = keyScratch.span
        return try base.row(.devices, key: key) { value throws(StockFailure) in
            try RowBytes.open(value, key: key, in: .devices) { reader throws(BytesError) in
                try reader.read(UInt64.self)
            }
        }
    }
}

private struct RememberedAnswer {
    var hash: UInt64
    var time: Instant
    var answer: Answer
}
