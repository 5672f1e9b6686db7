import StockBytes
import StockEngine
import StockModel
import StockProtocol

extension Session {
    func command(
        _ bytes: RawSpan, _ header: FrameHeader, _ principal: PrincipalID, _ conditions: EncodedRequests.Conditions
    ) {
        if let error = ServerCore.refusal(of: bytes, by: principal) ?? admissionError(count: 1) {
            return send(error: error, header.requestID)
        }
        inFlight += 1
        server.add(
            command: bytes, Ticket(session: id, requestID: header.requestID, kind: .command, count: 1), conditions)
    }

    func query(_ bytes: RawSpan, _ header: FrameHeader, _ conditions: EncodedRequests.Conditions) {
        if let error = server.busyError ?? admissionError(count: 1) {
            return send(error: error, header.requestID)
        }
        inFlight += 1
        if ServerCore.isAnsweredInSteps(bytes) {
            hold(up: .answeringInSteps)
            server.answerInSteps(bytes, id, header.requestID, conditions)
        } else {
            server.add(
                query: bytes, Ticket(session: id, requestID: header.requestID, kind: .query, count: 1), conditions)
        }
    }

    func batch(
        _ reader: inout ByteReader, _ frameBody: RawSpan, _ header: FrameHeader, _ principal: PrincipalID,
        _ conditions: EncodedRequests.Conditions
    ) throws(BytesError) {
        let count = Int(try reader.read(UInt32.self))
        guard count <= Int(limits.batchMax) else {
            return send(error: .batchTooLong(max: limits.batchMax), header.requestID)
        }
        // Looked through before anything is handed on: a batch that cannot be read does nothing.
        let first = reader.offset
        for _ in 0..<count { _ = try BatchEntry(from: &reader) }
        guard reader.isAtEnd else { throw BytesError(offset: reader.offset) }
        if let error = admissionError(count: count) { return send(error: error, header.requestID) }
        // Nothing to wait for, also where the connection is about to close.
        guard count > 0 else { return sendNoAnswers(header.requestID) }

        inFlight += count
        var entries = ByteReader(frameBody)
        _ = try entries.skip(first)
        var refused: [RefusedEntry] = []
        for index in 0..<count {
            let entry = try BatchEntry(from: &entries)
            let bytes = frameBody.extracting(entry.body)
            if let error = server.add(entry: entry.opcode, bytes, of: principal, conditions) {
                refused.append(RefusedEntry(index: index, error: error))
            }
        }
        server.add(batchOf: id, header.requestID, count: count, refused: refused)
    }

    private func sendNoAnswers(_ requestID: UInt64) {
        send(.answers, requestID) { writer in
            writer.append(server.sequence)
            writer.append(UInt32(0))
        }
    }

    private func admissionError(count: Int) -> WireError? {
        if inFlight + count > Int(limits.inFlightMax) { return .tooManyInFlight(max: limits.inFlightMax) }
        return server.admissionError(count: count)
    }
}
