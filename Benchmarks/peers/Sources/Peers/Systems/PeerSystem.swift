import LoadLoop

/// The systems in the order of the tables.
enum PeerSystem: String, CaseIterable, Codable {
    case stockroom
    case redisAlways = "redis-always"
    case redisEverySecond = "redis-everysec"
    case postgresql
    case lmdb
    case journal
    case echo

    var title: String {
        switch self {
        case .stockroom: "Stockroom"
        case .redisAlways: "Redis, always"
        case .redisEverySecond: "Redis, everysec (not durable)"
        case .postgresql: "PostgreSQL"
        case .lmdb: "plain LMDB"
        case .journal: "ceiling: journal only"
        case .echo: "ceiling: echo (nothing stored)"
        }
    }

    /// They show what sockets and disk allow, and do not do the work.
    var isCeiling: Bool { self == .journal || self == .echo }

    /// An answer means that the reservation survives the loss of power.
    var isDurable: Bool { self != .redisEverySecond && self != .echo }

    func start(_ context: Context) async throws -> any Peer {
        switch self {
        case .stockroom: try await StockroomPeer(context)
        case .redisAlways: try RedisPeer(context, configuration: "redis-always.conf")
        case .redisEverySecond: try RedisPeer(context, configuration: "redis-everysec.conf")
        case .postgresql: try PostgresPeer(context)
        case .lmdb, .journal, .echo: try GroupPeer(context, self)
        }
    }
}
