import Dispatch
import StockAPI
import StockBytes
import Synchronization

/// Where requests wait for the engine's thread.
final class Inbox: Sendable {
    typealias Query = @Sendable (inout EngineCore) -> Void
    typealias Completion = @Sendable (SubmissionResult) -> Void

    struct Waiting: ~Copyable {
        /// All commands, each preceded by its length.
        var commands = ByteWriter(capacityBytes: 4_096)
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
    private let wake = DispatchSemaphore(value: 0)
    private let waitingBytesMax: Int

    init(waitingBytesMax: Int) { self.waitingBytesMax = waitingBytesMax }

    /// Adds commands.
    ///
    /// Throws `busy` when too much waits, `closed` when nobody will come for it.
    func submit(_ commands: borrowing EncodedCommands, completion: @escaping Completion) throws(StockFailure) {
        let span = commands.bytes.span
        let count = commands.count
        let (failure, wasParked) = state.withLock { state -> (StockFailure?, Bool) in
            if state.isClosed { return (.closed, false) }
            if state.waiting.commands.count > waitingBytesMax { return (.busy(retryAfterMilliseconds: 10), false) }
            state.waiting.commands.append(bytes: span)
            state.waiting.completions.append((count, completion))
            return (nil, state.unpark())
        }
        if let failure { throw failure }
        if wasParked { wake.signal() }
    }

    func ask(_ query: @escaping Query) throws(StockFailure) {
        let (isClosed, wasParked) = state.withLock { state in
            if state.isClosed { return (true, false) }
            state.waiting.queries.append(query)
            return (false, state.unpark())
        }
        if isClosed { throw .closed }
        if wasParked { wake.signal() }
    }

    /// Takes all that waits; sleeps until there is something, or the time is over.
    func take(waitingAtMostMilliseconds milliseconds: Int?) -> Waiting {
        let first = state.withLock { state in
            state.isParked = state.waiting.isEmpty
            return state.swap()
        }
        guard first.isEmpty else { return first }
        if let milliseconds {
            _ = wake.wait(timeout: .now() + .milliseconds(milliseconds))
        } else {
            wake.wait()
        }
        return state.withLock { state in
            state.isParked = false
            return state.swap()
        }
    }

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
