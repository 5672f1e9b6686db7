public import StockModel
import Synchronization

/// The stock as one principal uses it: makes the commands, with ids that grow with time, and reads their answers.
///
/// Each call is a new request. Where an answer may be lost (a crash, a cut connection), keep the `Command` from
/// `command(_:)` and submit it again: the same id gives the same answer and one effect.
public struct StockSession: Sendable {
    public let stock: any StockService
    public let principal: PrincipalID
    private let ids: TimeOrderedIDs
    private let now: @Sendable () -> Instant

    /// - Parameter now: the time of the requests; by default the system's clock.
    public init(
        _ stock: any StockService, principal: PrincipalID, ids: TimeOrderedIDs = TimeOrderedIDs(),
        now: @escaping @Sendable () -> Instant = { .systemNow }
    ) {
        self.stock = stock
        self.principal = principal
        self.ids = ids
        self.now = now
    }

    public func newReservationID() -> ReservationID { ReservationID(rawValue: ids.next(at: now())) }

    /// A command that can be kept and sent again.
    public func command(_ operation: Operation, device: DeviceMark? = nil) -> Command {
        let issuedAt = now()
        let request: RequestID? =
            switch operation {
            case .reserve, .sell: nil
            default: RequestID(rawValue: ids.next(at: issuedAt))
            }
        return Command(
            request: request, issuedAt: issuedAt, principal: principal, device: device, operation: operation)
    }
}

extension StockSession {
    public func define(_ definitions: [Definition]) async throws(StockFailure) -> Decision<Done> {
        try await done(.define(definitions))
    }

    public func reserve(_ reserve: Reserve) async throws(StockFailure) -> Decision<ReservationPlan> {
        try await stock.submit(command(.reserve(reserve))).decision { outcome in
            if case .reserved(let plan) = outcome { plan } else { nil }
        }
    }

    /// Holds some units of one SKU at one location, until the channel's default deadline.
    public func reserve(
        _ quantity: Quantity, of sku: SKU, at location: LocationID? = nil, for channel: ChannelID,
        owner: OwnerID = .nobody, as id: ReservationID? = nil
    ) async throws(StockFailure) -> Decision<ReservationPlan> {
        try await reserve(
            Reserve(
                id ?? newReservationID(), channel: channel, owner: owner,
                lines: [ReserveLine(sku, quantity: quantity, at: location)]))
    }

    /// The new deadline.
    public func extend(_ reservation: ReservationID, holdMilliseconds: Int64? = nil) async throws(StockFailure)
        -> Decision<Instant>
    {
        let extend = Extend(reservation, holdMilliseconds: holdMilliseconds)
        return try await stock.submit(command(.extend(extend))).decision { outcome in
            if case .extended(let deadline) = outcome { deadline } else { nil }
        }
    }

    public func commit(
        _ reservation: ReservationID, quantities: [LineQuantity]? = nil, remainder: Commit.Remainder = .keep
    ) async throws(StockFailure) -> Decision<Done> {
        try await done(.commit(Commit(reservation, quantities: quantities, remainder: remainder)))
    }

    public func release(_ reservation: ReservationID, quantities: [LineQuantity]? = nil) async throws(StockFailure)
        -> Decision<Done>
    {
        try await done(.release(Release(reservation, quantities: quantities)))
    }

    public func fulfil(
        _ reservation: ReservationID, lines: [FulfilLine]? = nil, to: LocationID, context: MovementContext = .init()
    ) async throws(StockFailure) -> Decision<Done> {
        try await done(.fulfil(Fulfil(reservation, lines: lines, to: to, context: context)))
    }

    public func takeBack(_ returned: ReturnGoods) async throws(StockFailure) -> Decision<Done> {
        try await done(.return(returned))
    }

    public func sell(_ sell: Sell, device: DeviceMark? = nil) async throws(StockFailure) -> Decision<ReservationPlan> {
        try await stock.submit(command(.sell(sell), device: device)).decision { outcome in
            if case .sold(let plan) = outcome { plan } else { nil }
        }
    }

    public func move(_ move: Move) async throws(StockFailure) -> Decision<Done> { try await done(.move(move)) }

    public func adjust(_ adjust: Adjust) async throws(StockFailure) -> Decision<Done> {
        try await done(.adjust(adjust))
    }

    /// Per line: counted − book at the anchor.
    public func count(_ count: Count) async throws(StockFailure) -> Decision<[Quantity]> {
        try await stock.submit(command(.count(count))).decision { outcome in
            if case .counted(let differences) = outcome { differences } else { nil }
        }
    }

    public func reverse(_ movement: MovementID, context: MovementContext = .init()) async throws(StockFailure)
        -> Decision<Done>
    {
        try await done(.reverse(Reverse(movement, context: context)))
    }

    public func put(_ write: DocumentWrite) async throws(StockFailure) -> Decision<Done> {
        try await done(.putDocument(write))
    }

    public func deleteDocument(_ key: DocumentKey) async throws(StockFailure) -> Decision<Done> {
        try await done(.deleteDocument(key))
    }

    public func transact(_ transaction: Transaction) async throws(StockFailure) -> Decision<[Outcome]> {
        try await stock.submit(command(.transaction(transaction))).decision { outcome in
            if case .transacted(let outcomes) = outcome { outcomes } else { nil }
        }
    }

    private func done(_ operation: Operation) async throws(StockFailure) -> Decision<Done> {
        try await stock.submit(command(operation)).decision { outcome in
            if case .done = outcome { Done() } else { nil }
        }
    }
}
