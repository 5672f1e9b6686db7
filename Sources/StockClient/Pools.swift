import StockModel
import Synchronization

/// The connections of a client, by principal.
final class Pools: Sendable {
    private struct State {
        var pools: [PrincipalID: ConnectionPool] = [:]
        var isClosed = false
    }

    private let options: ClientOptions
    private let state = Mutex(State())

    init(_ options: ClientOptions) { self.options = options }

    /// The client was closed: nothing is sent any more.
    var isClosed: Bool { state.withLock { $0.isClosed } }

    func pool(of principal: PrincipalID) -> ConnectionPool {
        state.withLock { state in
            if let pool = state.pools[principal] { return pool }
            let pool = ConnectionPool(principal, options, isClosed: state.isClosed)
            if !state.isClosed { state.pools[principal] = pool }
            return pool
        }
    }

    func close() async {
        let all = state.withLock { state in
            state.isClosed = true
            return Array(state.pools.values)
        }
        for pool in all { await pool.close() }
    }
}
