public import StockModel
import Synchronization

/// The stock as one principal uses it: makes the commands, with ids that grow with time, and reads their answers.
///
/// Each call is a new request. Where an answer may be lost (a crash, a cut connection), keep the `Command` from
/// `command(_:)` and submit it again: the same id gives the same answer and one effect.
public struct StockSession: Sendable {
    /// The stock that it uses.
    public let stock: any StockService
    /// Who asked.
    public let principal: PrincipalID
    private let ids: TimeOrderedIDs
    private let now: @Sendable () -> Instant

    /// The stock as `principal` uses it.
    ///
    /// - Parameters:
    ///   - stock: where the commands go.
    ///   - principal: who asks.
    ///   - ids: shared by sessions whose ids should grow together.
    ///   - now: the time of the requests; by default the system's clock.
    public init(
        _ stock: any StockService, principal: PrincipalID, ids: TimeOrderedIDs = TimeOrderedIDs(),
        now: @escaping @Sendable () -> Instant = { .systemNow }
    ) {
        self.stock = stock
        self.principal = principal
        self.ids = ids
        self.now = now
    }

    /// A new id that is above those before it.
    ///
    /// Take one before the call where the reservation has to be known even if the answer is lost.
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
    /// Adds or changes master data, all of it or none.
    public func define(_ definitions: [Definition]) async throws(StockFailure) -> Decision<Done> {
        try await done(.define(definitions))
    }

    /// Holds what the request asks for, under the id that it carries.
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

    /// Turns held units into committed ones, which have no deadline; all that is held unless quantities are given.
    ///
    /// With `revives`, a hold that has ended is reserved anew where its units are still there: for a payment that comes late.
    public func commit(
        _ reservation: ReservationID, quantities: [LineQuantity]? = nil, remainder: Commit.Remainder = .keep,
        revives: Bool = false
    ) async throws(StockFailure) -> Decision<Done> {
        try await done(
            .commit(Commit(reservation, quantities: quantities, remainder: remainder, revives: revives)))
    }

    /// Gives up held and committed units; all of them unless quantities are given.
    public func release(_ reservation: ReservationID, quantities: [LineQuantity]? = nil) async throws(StockFailure)
        -> Decision<Done>
    {
        try await done(.release(Release(reservation, quantities: quantities)))
    }

    /// Moves what is held and committed of a line to another location; all that lies elsewhere unless a quantity is given.
    public func reSource(
        _ reservation: ReservationID, line: UInt16, to location: LocationID, quantity: Quantity? = nil
    ) async throws(StockFailure) -> Decision<Done> {
        try await done(.reSource(ReSource(reservation, line: line, to: location, quantity: quantity)))
    }

    /// Commits units of a line that wait, backordered or short; all that wait unless a quantity is given.
    public func allocate(
        _ reservation: ReservationID, line: UInt16, quantity: Quantity? = nil, from location: LocationID
    ) async throws(StockFailure) -> Decision<Done> {
        try await done(.allocate(Allocate(reservation, line: line, quantity: quantity, from: location)))
    }

    /// Sends committed units on their way; all of them unless lines are given.
    public func fulfil(
        _ reservation: ReservationID, lines: [FulfilLine]? = nil, to: LocationID, context: MovementContext = .init()
    ) async throws(StockFailure) -> Decision<Done> {
        try await done(.fulfil(Fulfil(reservation, lines: lines, to: to, context: context)))
    }

    /// Takes fulfilled units back, counted on the lines that they were sold on.
    public func takeBack(_ returned: ReturnGoods) async throws(StockFailure) -> Decision<Done> {
        try await done(.return(returned))
    }

    /// Sells units that are at hand, or nothing; as a fact, whatever is at hand.
    ///
    /// A till that works offline gives its device mark, which keeps the sale from being counted twice at any age.
    public func sell(_ sell: Sell, device: DeviceMark? = nil) async throws(StockFailure) -> Decision<Sale> {
        try await stock.submit(command(.sell(sell), device: device)).decision { outcome in
            switch outcome {
            case .sold(let plan): Sale(plan: plan, displaced: [])
            case .soldAsFact(let plan, let displaced): Sale(plan: plan, displaced: displaced)
            default: nil
            }
        }
    }

    /// Moves units from place to place, all lines or none.
    ///
    /// Says which promises were served, and which have lost units.
    public func move(_ move: Move) async throws(StockFailure) -> Decision<PromiseEffects> {
        try await moved(.move(move))
    }

    /// Corrects the book of one level by a difference, against a place of kind `loss`; says which promises have lost units.
    public func adjust(_ adjust: Adjust) async throws(StockFailure) -> Decision<PromiseEffects> {
        try await moved(.adjust(adjust))
    }

    /// Per line counted − book at the anchor, and what was done about it.
    public func count(_ count: Count) async throws(StockFailure) -> Decision<CountResult> {
        try await stock.submit(command(.count(count))).decision { outcome in
            if case .counted(let result) = outcome { result } else { nil }
        }
    }

    /// Takes one movement back, whole and once.
    public func reverse(_ movement: MovementID, context: MovementContext = .init()) async throws(StockFailure)
        -> Decision<Done>
    {
        try await done(.reverse(Reverse(movement, context: context)))
    }

    /// Writes a document and replaces all of its terms.
    public func put(_ write: DocumentWrite) async throws(StockFailure) -> Decision<Done> {
        try await done(.putDocument(write))
    }

    /// Deletes a document and its terms; refused as `notFound` where there is none.
    public func deleteDocument(_ key: DocumentKey) async throws(StockFailure) -> Decision<Done> {
        try await done(.deleteDocument(key))
    }

    /// Does operations together or not at all; gives their outcomes in their order.
    public func transact(_ transaction: Transaction) async throws(StockFailure) -> Decision<[Outcome]> {
        try await stock.submit(command(.transaction(transaction))).decision { outcome in
            if case .transacted(let outcomes) = outcome { outcomes } else { nil }
        }
    }

    private func moved(_ operation: Operation) async throws(StockFailure) -> Decision<PromiseEffects> {
        try await stock.submit(command(operation)).decision { outcome in
            switch outcome {
            case .done: PromiseEffects()
            case .moved(let effects): effects
            default: nil
            }
        }
    }

    private func done(_ operation: Operation) async throws(StockFailure) -> Decision<Done> {
        try await stock.submit(command(operation)).decision { outcome in
            if case .done = outcome { Done() } else { nil }
        }
    }
}
