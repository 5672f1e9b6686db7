public import StockProtocol

/// What the server takes, of one connection and in all.
public struct ServerLimits: Hashable, Sendable {
    /// Of one connection; told to each client.
    public var connection = ProtocolLimits()
    /// Connections at once; more are told `tooManyConnections`.
    public var connectionsMax = 16_384
    /// Requests without an answer, over all connections; more are told `busy`.
    public var inFlightMax = 131_072
    /// Bytes of answers that clients have not taken, over all connections; beyond it, questions are told `busy`.
    public var unsentBytesMax = 256 << 20
    /// How long a client that is told `busy` should wait.
    public var busyRetryMilliseconds: UInt32 = 10
    /// How long a backup may take: while it is made, the store's file grows by the pages that are freed.
    public var backupMilliseconds: Int64 = 6 * 3_600_000
    /// How long what is in flight may take when the server stops.
    public var shutdownMilliseconds: Int64 = 10_000

    /// Seconds after which a connection on which nothing has come is closed; at least one.
    public var idleSeconds: Int {
        get { Int(connection.idleMilliseconds / 1_000) }
        set { connection.idleMilliseconds = UInt32(clamping: min(max(1, newValue), 4_000_000) * 1_000) }
    }

    /// The defaults.
    public init() {}
}
