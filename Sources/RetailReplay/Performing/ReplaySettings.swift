import StockAPI
public import StockModel

/// Who replays, and how much at a time.
public struct ReplaySettings: Sendable {
    /// Who loads the file.
    public var importer: PrincipalID = 101
    /// Who approves and inspects: where two persons are required, this is the second.
    public var reviewer: PrincipalID = 102
    /// Documents sent together; each stays a transaction of its own.
    public var documentsAtATime = 512
    /// The time of the requests; by default the system's clock.
    public var now: @Sendable () -> Instant = { .systemNow }

    /// The usual settings.
    public init() {}

    /// A command without a name: the absent document in its preconditions is what makes a retry harmless, for ever.
    func command(_ operation: Operation, by principal: PrincipalID? = nil) -> Command {
        Command(issuedAt: now(), principal: principal ?? importer, operation: operation)
    }
}
