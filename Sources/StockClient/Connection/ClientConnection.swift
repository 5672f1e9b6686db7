import NIOCore
import NIOPosix
import StockAPI
import StockBytes
import StockModel
import StockProtocol
import Synchronization

/// One connection to a server: sends what many tasks ask, together, and hands each its answer.
///
/// What is asked while the loop is busy leaves with one write, and reaches the server's engine as one batch.
final class ClientConnection: Sendable {
    typealias Answer = Result<Reply, StockFailure>

    /// Who waits for frames of a request.
    enum Waiter {
        case once(CheckedContinuation<Answer, Never>)
        /// Every frame until an error or the end, and nil when there will be no more.
        case stream(@Sendable (Answer) -> Void)
    }

    fileprivate struct State: ~Copyable {
        var outgoing = ByteWriter(capacityBytes: 4_096)
        var isFlushPlanned = false
        var waiters: [UInt64: Waiter] = [:]
        var nextID: UInt64 = 1
        var framesReceived = 0
        /// Why nothing is sent any more.
        var failure: StockFailure?
    }

    let welcome: Welcome
    private let channel: any Channel
    private let state = Mutex(State())

    init(_ channel: any Channel, _ welcome: Welcome) {
        self.channel = channel
        self.welcome = welcome
    }

    var isOpen: Bool { state.withLock { $0.failure == nil } }

    private var framesReceived: Int { state.withLock { $0.framesReceived } }

    /// Sends a request and waits for its answer, whatever becomes of the task: nobody is left unsure.
    func ask(
        _ opcode: Opcode, _ extras: RequestExtras = .init(), body: (inout ByteWriter) -> Void
    ) async throws(StockFailure) -> Reply {
        let answer: Answer = await withCheckedContinuation { continuation in
            let failure = send(opcode, extras, waiter: .once(continuation), body: body)
            if let failure { continuation.resume(returning: .failure(failure)) }
        }
        return try answer.get()
    }

    /// Begins a request that many frames are sent for; gives its id.
    func open(
        _ opcode: Opcode, body: (inout ByteWriter) -> Void, each: @escaping @Sendable (Answer) -> Void
    ) throws(StockFailure) -> UInt64 {
        var id: UInt64 = 0
        if let failure = send(opcode, .init(), waiter: .stream(each), id: &id, body: body) { throw failure }
        return id
    }

    /// Says something more about such a request.
    func tell(_ opcode: Opcode, _ id: UInt64, body: (inout ByteWriter) -> Void) {
        let flushes = state.withLock { state -> Bool in
            guard state.failure == nil else { return false }
            state.outgoing.append(frame: opcode, id, body: body)
            return state.planFlush()
        }
        if flushes { flushSoon() }
    }

    private func send(
        _ opcode: Opcode, _ extras: RequestExtras, waiter: Waiter, body: (inout ByteWriter) -> Void
    ) -> StockFailure? {
        var id: UInt64 = 0
        return send(opcode, extras, waiter: waiter, id: &id, body: body)
    }

    private func send(
        _ opcode: Opcode, _ extras: RequestExtras, waiter: Waiter, id: inout UInt64,
        body: (inout ByteWriter) -> Void
    ) -> StockFailure? {
        let lengthMax = Int(welcome.limits.requestBytesMax)
        let (failure, flushes, used) = state.withLock { state -> (StockFailure?, Bool, UInt64) in
            if let failure = state.failure { return (failure, false, 0) }
            let start = state.outgoing.count
            let id = state.nextID
            state.outgoing.append(frame: opcode, id, flags: extras.flags) { writer in
                extras.encode(into: &writer)
                body(&writer)
            }
            if state.outgoing.count - start > lengthMax {
                state.outgoing.truncate(to: start)
                return (.refused(.limit(max: Int64(lengthMax))), false, 0)
            }
            state.nextID += 1
            state.waiters[id] = waiter
            return (nil, state.planFlush(), id)
        }
        id = used
        if flushes { flushSoon() }
        return failure
    }

    private func flushSoon() { channel.eventLoop.execute { self.flush() } }

    private func flush() {
        var buffer = channel.allocator.buffer(capacity: 0)
        state.withLock { state in
            state.isFlushPlanned = false
            buffer.reserveCapacity(state.outgoing.count)
            buffer.writeBytes(state.outgoing.span)
            state.outgoing.clear(keepingAtMostBytes: 1 << 20)
        }
        channel.writeAndFlush(buffer, promise: nil)
    }

    /// Hands a frame to whoever waits for it.
    func received(_ opcode: Opcode, _ requestID: UInt64, _ body: [UInt8]) {
        if opcode == .goodbye { return ended(.connectionFailed("the server has ended the connection")) }
        let reply = Reply(opcode: opcode, body: body)
        let isLast = opcode != .events && opcode != .chunk
        let waiter = state.withLock { state -> Waiter? in
            state.framesReceived &+= 1
            guard case .stream? = state.waiters[requestID], !isLast else {
                return state.waiters.removeValue(forKey: requestID)
            }
            return state.waiters[requestID]
        }
        switch waiter {
        case .once(let continuation): continuation.resume(returning: .success(reply))
        case .stream(let each): each(.success(reply))
        case nil: break
        }
    }

    /// The connection is over: whoever waits is told.
    func ended(_ failure: StockFailure) {
        let waiters = state.withLock { state -> [UInt64: Waiter] in
            if state.failure == nil { state.failure = failure }
            defer { state.waiters = [:] }
            return state.waiters
        }
        channel.close(promise: nil)
        for waiter in waiters.values {
            switch waiter {
            case .once(let continuation): continuation.resume(returning: .failure(failure))
            case .stream(let each): each(.failure(failure))
            }
        }
    }

    /// Returns when the socket is gone.
    func close() async {
        ended(.closed)
        try? await channel.closeFuture.get()
    }

    /// Asks, as long as the connection is open, now and then whether the server is still there.
    func keepAlive(pingTimeout: Duration) async {
        let pause = Duration.milliseconds(max(1, Int64(welcome.limits.idleMilliseconds) / 3))
        while isOpen {
            guard (try? await Task.sleep(for: min(pause, pingTimeout))) != nil else { return }
            guard isOpen else { return }
            let watchdog = Task {
                // A ping waits behind questions that take long: whatever comes proves that the server is there.
                var seen = framesReceived
                repeat {
                    let before = seen
                    try await Task.sleep(for: pingTimeout)
                    seen = framesReceived
                    if seen == before { self.ended(.connectionFailed("the server does not answer any more")) }
                } while isOpen
            }
            _ = try? await ask(.ping) { $0.append(UInt64(0)) }
            watchdog.cancel()
        }
    }
}

extension ClientConnection.State {
    fileprivate mutating func planFlush() -> Bool {
        defer { isFlushPlanned = true }
        return !isFlushPlanned
    }
}
