import LoadLoop
import PlainLMDB

/// What becomes of the requests of a turn.
protocol Keeper: AnyObject {
    /// Which of them are granted; when it returns, they are durable.
    func reserve(_ group: [Reservation]) throws -> [Bool]
}

/// How much of the work is done.
enum Keeping: String {
    /// Nothing is stored: what the sockets alone allow.
    case echo
    /// A counter for each level, and all requests of a turn appended to a file with one flush: what the disk allows.
    case journal
    /// One synced transaction of LMDB for each turn.
    case lmdb

    func open(_ folder: String) throws -> any Keeper {
        switch self {
        case .echo: return Echo()
        case .journal: return try Journal(at: folder + "/journal", .small)
        case .lmdb:
            let store = try PlainStore(at: folder)
            try store.fill(.small)
            return store
        }
    }
}

extension PlainStore: Keeper {}

/// Grants whatever is asked.
final class Echo: Keeper {
    func reserve(_ group: [Reservation]) -> [Bool] { Array(repeating: true, count: group.count) }
}
