import Dispatch
import Foundation
import LMDB
import StockAPI
import Synchronization

/// The copies of a store that are being made: each keeps LMDB open, so that closing ends them and waits.
final class Copies: Sendable {
    private struct State {
        var running: [ObjectIdentifier: EnvironmentCopy] = [:]
        var isClosed = false
    }

    private let state = Mutex(State())
    private let group = DispatchGroup()

    /// Begins to copy on a thread of its own.
    func start(_ environment: borrowing Environment) throws(StockFailure) -> EnvironmentCopy {
        let copy = try storing { () throws(StorageError) in try environment.streamCopy() }
        let isClosed = state.withLock { state in
            if !state.isClosed { state.running[ObjectIdentifier(copy)] = copy }
            return state.isClosed
        }
        if isClosed { throw .closed }
        group.enter()
        let thread = Thread { [self] in
            copy.run()
            state.withLock { $0.running[ObjectIdentifier(copy)] = nil }
            group.leave()
        }
        thread.name = "stockroom copy"
        thread.start()
        return copy
    }

    func cancelAndWait() {
        let running = state.withLock { state in
            state.isClosed = true
            return Array(state.running.values)
        }
        for copy in running { copy.cancel() }
        group.wait()
    }
}
