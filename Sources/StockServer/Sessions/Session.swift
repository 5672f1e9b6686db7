import Logging
import StockBytes
import StockEngine
import StockModel
import StockProtocol

/// One connection: tells frames apart, checks what may be asked, and hands it on.
///
/// Lives on the thread of the server's loop. Nothing it is sent makes it fail: what cannot be understood is answered, and
/// the connection closes.
final class Session {
    let id: SessionID
    let server: ServerCore
    private let transport: any Transport
    private(set) var state = SessionState.awaitingHello
    private(set) var holdup: Holdup = []
    /// The version that was agreed on.
    private var version = ProtocolVersion.current
    /// Requests without an answer.
    var inFlight = 0
    /// What has come of frames that are not whole yet, or wait.
    private var received = ByteWriter(capacityBytes: 512)
    /// Frames that go out with the next flush.
    private var outgoing = ByteWriter(capacityBytes: 512)
    /// Those of the flush that is being done.
    private var flushing = ByteWriter(capacityBytes: 512)
    private var isTouched = false
    private var times: SessionTimes
    private var goodbye: Goodbye?
    private var closesWhenAnswered = false
    /// Bytes that the client had not taken when they were last looked at.
    private var unsentBytes = 0

    init(_ id: SessionID, _ transport: any Transport, _ server: ServerCore) {
        self.id = id
        self.transport = transport
        self.server = server
        times = SessionTimes(openedAt: server.now)
    }

    var limits: ProtocolLimits { server.limits.connection }

    // MARK: Bytes in

    /// Takes what has come.
    func received(_ bytes: RawSpan) {
        guard !holdup.contains(.closing) else { return }
        times.received(at: server.now)
        if received.count == 0, holdup.isEmpty {
            let used = consume(bytes)
            received.append(bytes: bytes.extracting(used..<bytes.byteCount))
        } else {
            received.append(bytes: bytes)
            consumeReceived()
        }
        noteIncompleteFrame()
    }

    private func consumeReceived() {
        guard holdup.isEmpty, received.count > 0 else { return }
        // Taken out, because a frame may make the session write to itself.
        var bytes = ByteWriter(capacityBytes: 64)
        swap(&bytes, &received)
        let used = consume(bytes.span)
        bytes.removeFirst(used)
        if bytes.count == 0 { bytes.clear(keepingAtMostBytes: 1 << 16) }
        swap(&bytes, &received)
    }

    /// Handles whole frames until one has to wait; gives the bytes that they took.
    private func consume(_ bytes: RawSpan) -> Int {
        var used = 0
        while holdup.isEmpty {
            let rest = bytes.extracting(used..<bytes.byteCount)
            switch NextFrame(in: rest, lengthMax: Int(limits.requestBytesMax)) {
            case .frame(let header, let body):
                times.frameIsWhole()
                handle(header, rest.extracting(body))
                used += body.upperBound
            case .incomplete: return used
            case .broken(let error):
                fail(error, requestID: FrameHeader(rest)?.requestID ?? 0)
                return bytes.byteCount
            }
        }
        return used
    }

    // MARK: Frames

    private func handle(_ header: FrameHeader, _ body: RawSpan) {
        switch state {
        case .awaitingHello:
            guard header.opcode == Opcode.hello.rawValue else { return fail(.helloExpected, header) }
            greet(header, body)
        case .open(let principal):
            guard header.version == version else {
                return fail(
                    .unsupportedVersion(oldest: ProtocolVersion.oldest, newest: ProtocolVersion.current), header)
            }
            guard header.flags.isSubset(of: .known) else { return fail(.malformed(at: 6), header) }
            do throws(BytesError) {
                try handle(header, body, of: principal)
            } catch { fail(.malformed(at: UInt32(clamping: FrameHeader.byteCount + error.offset)), header) }
        case .closing: break
        }
    }

    private func greet(_ header: FrameHeader, _ body: RawSpan) {
        guard header.flags.isEmpty else { return fail(.malformed(at: 6), header) }
        do throws(BytesError) {
            let hello = try Hello(decoding: body)
            switch HelloDecision(hello) {
            case .welcome(let version, let principal):
                self.version = version
                state = .open(principal)
                server.logger.debug(
                    "a client has connected",
                    metadata: ["principal": "\(principal.rawValue)", "client": "\(hello.clientName)"])
                send(.welcome, header.requestID) { writer in
                    server.welcome(version: version).encode(into: &writer)
                }
            case .refuse(let error): fail(error, header)
            }
        } catch { fail(.malformed(at: UInt32(clamping: FrameHeader.byteCount + error.offset)), header) }
    }

    private func handle(
        _ header: FrameHeader, _ frameBody: RawSpan, of principal: PrincipalID
    ) throws(BytesError) {
        var reader = ByteReader(frameBody)
        switch Opcode(rawValue: header.opcode) {
        case .command:
            let conditions = try server.conditions(header, &reader)
            command(reader.rest, header, principal, conditions)
        case .query:
            let conditions = try server.conditions(header, &reader)
            query(reader.rest, header, conditions)
        case .batch:
            let conditions = try server.conditions(header, &reader)
            try batch(&reader, frameBody, header, principal, conditions)
        case let opcode:
            guard header.flags.isEmpty else { throw BytesError(offset: 6 - FrameHeader.byteCount) }
            // Nothing is done for a frame with too few bytes or too many.
            if let byteCount = opcode?.fixedBodyBytes, reader.remaining != byteCount {
                throw BytesError(offset: min(reader.remaining, byteCount))
            }
            try control(opcode, header, &reader)
        }
    }

    private func control(
        _ opcode: Opcode?, _ header: FrameHeader, _ reader: inout ByteReader
    ) throws(BytesError) {
        switch opcode {
        case .ping:
            let mark = try reader.read(UInt64.self)
            send(.pong, header.requestID) { writer in
                writer.append(server.sequence)
                writer.append(mark)
            }
        case .subscribe:
            let position = try FeedPosition(from: &reader)
            let credit = try reader.read(UInt32.self)
            server.subscribe(self, header.requestID, after: position, credit: credit)
        case .backup:
            server.beginBackup(self, header.requestID, credit: try reader.read())
        case .credit:
            server.addCredit(self, header.requestID, try reader.read())
        case .unsubscribe:
            server.unsubscribe(self, header.requestID)
        case .hello:
            fail(.helloExpected, header)
            _ = try reader.skip(reader.remaining)
        default:
            send(error: .unknownOpcode(header.opcode), header.requestID)
        }
    }

    // MARK: Answers

    /// So many requests have their answers, which stand in what goes out.
    func answered(_ count: Int) {
        inFlight -= count
        guard closesWhenAnswered, inFlight == 0, state != .closing else { return }
        if let goodbye { send(goodbye) }
        closeAfterFlush()
    }

    /// The question that held up what is behind it has its answer.
    func answeredInSteps() {
        holdup.remove(.answeringInSteps)
        resume()
    }

    /// Appends a frame to what goes out with the next flush.
    func send(_ opcode: Opcode, _ requestID: UInt64, body: (inout ByteWriter) -> Void) {
        guard state != .closing else { return }
        let start = outgoing.count
        FrameHeader(length: 0, version: version, opcode: opcode, requestID: requestID).encode(into: &outgoing)
        body(&outgoing)
        outgoing.overwrite(UInt32(truncatingIfNeeded: outgoing.count - start), at: start)
        touch()
    }

    /// Appends a frame whose body is there already to what goes out with the next flush.
    func send(_ opcode: Opcode, _ requestID: UInt64, _ body: RawSpan) {
        guard state != .closing else { return }
        outgoing.append(frame: opcode, requestID, version: version, body)
        touch()
    }

    func send(error: WireError, _ requestID: UInt64, at sequence: SequenceNumber? = nil) {
        send(.error, requestID) { writer in
            writer.append(sequence ?? server.sequence)
            error.encode(into: &writer)
        }
    }

    private func send(_ goodbye: Goodbye) {
        send(.goodbye, 0) { writer in
            writer.append(server.sequence)
            writer.append(goodbye.rawValue)
        }
    }

    /// Has the server flush it at the end of the turn.
    private func touch() {
        guard !isTouched else { return }
        isTouched = true
        server.touched(self)
    }

    /// Sends what has been written since the last flush, in one go.
    func flush() {
        isTouched = false
        if outgoing.count > 0 {
            // Where the write fails, the socket hands over what has come meanwhile, and that is answered into `outgoing`.
            swap(&flushing, &outgoing)
            transport.send(flushing.span)
            flushing.clear(keepingAtMostBytes: 1 << 16)
            noteUnsent()
        }
        if state == .closing {
            if times.stalledAt == nil { times.stalledAt = server.now }
            return transport.close()
        }
        if !transport.isWritable, !holdup.contains(.stalled) {
            times.stalledAt = server.now
            hold(up: .stalled)
        }
    }

    /// Looks how much waits for the client, and says whether it has taken something since the last look.
    @discardableResult
    private func noteUnsent() -> Bool {
        let before = unsentBytes
        unsentBytes = transport.unsentBytes
        server.unsentBytes += unsentBytes - before
        return unsentBytes < before
    }

    // MARK: The end

    /// Says why, and closes when what was taken before is answered.
    func fail(_ error: WireError, requestID: UInt64) {
        send(error: error, requestID)
        server.logger.info("a connection is closed: \(error)")
        closeWhenAnswered()
    }

    private func fail(_ error: WireError, _ header: FrameHeader) { fail(error, requestID: header.requestID) }

    /// Takes nothing any more, and closes when all that it has taken is answered.
    func closeWhenAnswered(_ goodbye: Goodbye? = nil) {
        closesWhenAnswered = true
        self.goodbye = self.goodbye ?? goodbye
        hold(up: .closing)
        answered(0)
    }

    private func closeAfterFlush() {
        state = .closing
        hold(up: .closing)
        touch()
    }

    /// Closes without waiting for the client to take what it has been sent.
    func cut() {
        flush()
        state = .closing
        hold(up: .closing)
        transport.cut()
    }

    /// Closes where the client is late.
    func closeIfLate(at now: UInt64) {
        if noteUnsent(), times.stalledAt != nil { times.stalledAt = now }
        guard let lateness = times.lateness(at: now, limits, isGreeted: state != .awaitingHello),
            !closesWhenAnswered || lateness == .stalled
        else { return }
        server.logger.info("a connection is closed: \(lateness)")
        if lateness != .stalled { return closeWhenAnswered(lateness) }
        send(lateness)
        cut()
    }

    /// The client sends no more: it is answered what it has asked.
    func inputEnded() { closeWhenAnswered() }

    /// The socket is gone: nobody waits for what is still in flight.
    func ended() {
        server.unsentBytes -= unsentBytes
        unsentBytes = 0
        state = .closing
        holdup.insert(.closing)
    }

    // MARK: Holding up and going on

    func hold(up reason: Holdup) {
        if holdup.isEmpty { transport.setReading(false) }
        holdup.insert(reason)
        noteIncompleteFrame()
    }

    /// The client takes its answers again.
    func writabilityChanged() {
        guard transport.isWritable, holdup.contains(.stalled) else { return }
        noteUnsent()
        times.stalledAt = state == .closing ? server.now : nil
        times.received(at: server.now)
        holdup.remove(.stalled)
        resume()
        server.clientTakesAgain(id)
    }

    private func resume() {
        consumeReceived()
        if holdup.isEmpty { transport.setReading(true) }
        noteIncompleteFrame()
    }

    private func noteIncompleteFrame() {
        times.frame(isIncomplete: received.count > 0 && holdup.isEmpty, at: server.now)
    }
}
