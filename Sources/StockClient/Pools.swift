import StockModel
import Synchronization

/// The connections of a client, by principal.
final class Pools: Sendable {
    private let options: ClientOptions
    private let pools = Mutex<[PrincipalID: ConnectionPool]>([:])

    init(_ options: ClientOptions) { self.options = options }

    func pool(of principal: PrincipalID) -> ConnectionPool {
        pools.withLock { pools in
            if let pool = pools[principal] { return pool }
            let pool = ConnectionPool(principal, options)
            pools[principal] = pool
            return pool
        }
    }

    func close() async {
        let all = pools.withLock { Array($0.values) }
        for pool in all { await pool.close() }
    }
}
