public import StockModel

/// How a client reaches its server, and how long it tries.
public struct ClientOptions: Sendable {
    /// The server's name or number.
    public var host = "127.0.0.1"
    /// The server's port.
    public var port = 7_420
    /// Who asks the questions; commands are sent as the principal that each one names.
    public var principal: PrincipalID = 1
    /// What the server writes into its log.
    public var clientName = "stockroom-swift"
    /// Connections for each principal.
    ///
    /// One carries thousands of requests at once, and whatever is asked together on it is sent together.
    public var connectionsPerPrincipal = 1
    /// How long a request is repeated where that is safe, reconnecting included, before its failure is thrown.
    public var retriesFor: Duration = .seconds(10)
    /// The first pause before something is tried again; it doubles each time, up to `pauseMax`, and each is cut at random.
    public var pauseFirst: Duration = .milliseconds(50)
    /// The longest pause.
    public var pauseMax: Duration = .seconds(5)
    /// A connection on which nothing comes for this time, not even the answer to a ping, is given up.
    public var pingTimeout: Duration = .seconds(30)
    /// How long a connection may take to be made.
    public var connectTimeout: Duration = .seconds(5)

    /// The defaults.
    public init() {}

    /// The pause before a connection is tried again, cut at random.
    func pause(afterFailures failures: Int) -> Duration {
        let doublings = min(max(0, failures - 1), 20)
        return min(pauseFirst * (1 << doublings), pauseMax) * Double.random(in: 0...1)
    }
}
