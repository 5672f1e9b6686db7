import StockAPI
import StockBytes
import StockModel
import StockProtocol

extension Session {
    /// Writes the answers of a ticket.
    func deliver(_ answers: inout Answers, _ ticket: Ticket, _ refused: [RefusedEntry], maxBytes: Int) {
        switch ticket.kind {
        case .command: deliver(&answers, .answer, ticket, maxBytes)
        case .query: deliver(&answers, .result, ticket, maxBytes)
        case .batch: deliver(batch: &answers, ticket, refused, maxBytes)
        case .feed: break
        }
        answered(ticket.count + refused.count)
    }

    private func deliver(_ answers: inout Answers, _ opcode: Opcode, _ ticket: Ticket, _ maxBytes: Int) {
        answers.next { bytes, _ in
            guard bytes.byteCount <= maxBytes - FrameHeader.byteCount else {
                return send(error: .resultTooLong(max: UInt32(clamping: maxBytes)), ticket.requestID)
            }
            send(opcode, ticket.requestID, bytes)
            if opcode == .answer, bytes.isMalformedAnswer { closeWhenAnswered() }
        } failed: { failure in
            failed(failure, ticket.requestID)
        }
    }

    /// Tells a failure; what cannot be read closes the connection.
    func failed(_ failure: StockFailure, _ requestID: UInt64) {
        let error = WireError(failure)
        send(error: error, requestID, at: failure.sequence)
        if error.closesConnection { closeWhenAnswered() }
    }

    private func deliver(batch answers: inout Answers, _ ticket: Ticket, _ refused: [RefusedEntry], _ maxBytes: Int) {
        let count = ticket.count + refused.count
        var refusedNext = 0
        var isMalformed = false
        send(.answers, ticket.requestID) { writer in
            let start = writer.count
            writer.append(server.sequence)
            writer.append(UInt32(truncatingIfNeeded: count))
            for index in 0..<count {
                // Errors are short: what is kept free for each entry is enough for them.
                let room = maxBytes - (writer.count - start) - (count - index) * BatchEntry.roomOfError
                if refusedNext < refused.count, refused[refusedNext].index == index {
                    writer.append(entry: refused[refusedNext].error, server.sequence)
                    refusedNext += 1
                    continue
                }
                answers.next { bytes, isResult in
                    guard bytes.byteCount <= room else {
                        return writer.append(entry: .resultTooLong(max: UInt32(clamping: maxBytes)), server.sequence)
                    }
                    writer.append(batchEntry: isResult ? .result : .answer) { $0.append(bytes: bytes) }
                    if !isResult, bytes.isMalformedAnswer { isMalformed = true }
                } failed: { failure in
                    let error = WireError(failure)
                    if error.closesConnection { isMalformed = true }
                    writer.append(entry: error, failure.sequence ?? server.sequence)
                }
            }
        }
        if isMalformed { closeWhenAnswered() }
    }
}

extension BatchEntry {
    /// Kept free for each answer of a batch that is still to come, so that an error has room.
    fileprivate static let roomOfError = 2_048
}

extension ByteWriter {
    fileprivate mutating func append(entry error: WireError, _ sequence: SequenceNumber) {
        append(batchEntry: .error) { writer in
            writer.append(sequence)
            error.encode(into: &writer)
        }
    }
}

extension RawSpan {
    /// Of an answer: the command could not be read.
    fileprivate var isMalformedAnswer: Bool {
        var reader = ByteReader(self)
        guard (try? reader.skip(8)) != nil, let outcome = try? reader.read(UInt8.self),
            let refusal = try? reader.read(UInt8.self)
        else { return false }
        return outcome == Outcome.refusedCode && refusal == Refusal.Code.malformed.rawValue
    }
}
