import StockAPI
import StockBytes
import Synchronization

/// Where requests wait for the engine.
final class Inbox: Sendable {
    typealias Query = @Sendable (inout EngineCore) -> Void
    typealias Completion = @Sendable (SubmissionResult) -> Void

    struct Waiting: ~Copyable {
        /// All requests, each behind its `RequestHeader`.
        var requests = ByteWriter(capacityBytes: 4_096)
        /// What the commands among them take in the journal.
        var journalBytes = 0
        /// Whose they are, in their order.
        var completions: [(count: Int, completion: Completion)] = []
        var queries: [Query] = []
        var isEmpty: Bool { completions.isEmpty && queries.isEmpty }
    }

    fileprivate struct State: ~Copyable {
        var waiting = Waiting()
        var isParked = false
        var isClosed = false
    }

    private let state = Mutex(State())
    private let wake: @Sendable () -> Void
    private let waitingBytesMax: Int

    /// `wake` is called once when something has come and the engine was parked.
    init(waitingBytesMax: Int, wake: @escaping @Sendable () -> Void) {
        self.waitingBytesMax = waitingBytesMax
        self.wake = wake
    }

    /// Adds requests.
    ///
    /// Throws `busy` when too much waits, `closed` when nobody will come for it.
    func submit(_ requests: borrowing EncodedRequests, completion: @escaping Completion) throws(StockFailure) {
        let span = requests.bytes.span
        let count = requests.count
        let journalBytes = requests.journalBytes
        let (failure, wasParked) = state.withLock { state -> (StockFailure?, Bool) in
            if state.isClosed { return (.closed, false) }
            if state.waiting.requests.count > waitingBytesMax { return (.busy(retryAfterMilliseconds: 10), false) }
            state.waiting.requests.append(bytes: span)
            state.waiting.journalBytes += journalBytes
            state.waiting.completions.append((count, completion))
            return (nil, state.unpark())
        }
        if let failure { throw failure }
        if wasParked { wake() }
    }

    func ask(_ query: @escaping Query) throws(StockFailure) {
        let (isClosed, wasParked) = state.withLock { state in
            if state.isClosed { return (true, false) }
            state.waiting.queries.append(query)
            return (false, state.unpark())
        }
        if isClosed { throw .closed }
        if wasParked { wake() }
    }

    /// Takes all that waits.
    ///
    /// With `parks` the next one who comes wakes the engine: always, or only when there is nothing to take.
    func take(parks: Parking) -> Waiting {
        state.withLock { state in
            state.isParked = parks == .always || (parks == .whenEmpty && state.waiting.isEmpty)
            return state.swap()
        }
    }

    enum Parking { case never, whenEmpty, always }

    /// Nothing is taken from here on; what waits is handed out for refusal.
    func close() -> Waiting {
        state.withLock { state in
            state.isClosed = true
            return state.swap()
        }
    }
}

extension Inbox.State {
    fileprivate mutating func unpark() -> Bool {
        defer { isParked = false }
        return isParked
    }

    fileprivate mutating func swap() -> Inbox.Waiting {
        var taken = Inbox.Waiting()
        Swift.swap(&taken, &waiting)
        return taken
    }
}
