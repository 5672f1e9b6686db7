@testable import StockSimulation
import StockAPI
import StockModel
import Testing

/// What becomes of a reservation of one line in every state, whatever is asked of it: the quantities afterwards, or why not.
@Suite("Every transition in every state")
struct EveryTransitionTests {
    private typealias Shops = CornerShops

    @Test(arguments: ReservationState.all) func `is allowed, or refused by name`(state: ReservationState) async throws {
        var found: [String] = []
        for operation in ReservationState.operations {
            try await withShop { shop in
                try await state.reach(in: shop)
                try await shop.deliver(3, of: Shops.shirt, to: Shops.harbourFloor)
                let before = try await shop.stock.reservation(1)
                if let refusal = try await shop.refusal(of: operation) {
                    found.append(Self.name(of: refusal))
                    let after = try await shop.stock.reservation(1)
                    #expect(after == before)
                } else {
                    found.append(Self.quantities(of: try #require(try await shop.stock.reservation(1))))
                }
                let faults = try await shop.faults()
                #expect(faults == [])
            }
        }
        #expect(found == state.becomes, "\(state.name)")
    }

    @Test func `has a row for each state that a reservation says it is in`() async throws {
        var states: Set<Reservation.State> = []
        for state in ReservationState.all {
            try await withShop { shop in
                try await state.reach(in: shop)
                if let reservation = try await shop.stock.reservation(1) { states.insert(reservation.state) }
            }
        }
        #expect(states == [.held, .committed, .fulfilled, .released, .expired, .waiting])
    }

    private static func quantities(of reservation: Reservation) -> String {
        let parts: [(String, KeyPath<Reservation.Allocation, Quantity>)] = [
            ("held", \.held), ("committed", \.committed), ("fulfilled", \.fulfilled), ("returned", \.returned),
            ("released", \.released), ("expired", \.expired), ("backordered", \.backordered), ("short", \.short),
        ]
        return parts.compactMap { name, part in
            let units = reservation.allocations.map { $0[keyPath: part] }.reduce(0, +)
            return units > 0 ? "\(name) \(units)" : nil
        }
        .joined(separator: ", ")
    }

    private static func name(of refusal: Refusal) -> String {
        switch refusal {
        case .notFound: "not found"
        case .expired: "expired"
        case .superseded(let by): "superseded by \(by.rawValue)"
        case .alreadyResolved(let resolution): "already \(resolution)"
        case .exceedsHeld(_, let held): "exceeds held \(held)"
        case .exceedsCommitted(_, let committed): "exceeds committed \(committed)"
        case .exceedsReturnable(_, let returnable): "exceeds returnable \(returnable)"
        case .exceedsWaiting(_, let waiting): "exceeds waiting \(waiting)"
        case .insufficientStock: "insufficient stock"
        case .idempotencyConflict: "idempotency conflict"
        default: "\(refusal)"
        }
    }
}

/// How a reservation comes into a state, and what the operations make of it there.
struct ReservationState: Sendable, CustomTestStringConvertible {
    private typealias Shops = CornerShops

    let name: String
    /// Units that are there first.
    let delivered: Quantity
    let steps: [StockModel.Operation]
    let waitMilliseconds: Int64
    let becomes: [String]

    private init(
        _ name: String, delivered: Quantity = 2, _ steps: [StockModel.Operation], wait: Int64 = 0,
        becomes: [String]
    ) {
        self.name = name
        self.delivered = delivered
        self.steps = steps
        waitMilliseconds = wait
        self.becomes = becomes
    }

    var testDescription: String { name }

    func reach(in shop: Shop) async throws {
        if delivered > 0 { try await shop.deliver(delivered, of: Shops.shirt, to: Shops.townFloor) }
        for step in steps { try await shop.accept(step) }
        shop.wait(milliseconds: waitMilliseconds)
    }

    private static let minute: Int64 = 60_000

    private static func reserve(
        _ quantity: Quantity, as id: ReservationID = 1, replaces: ReservationID? = nil,
        mode: ReserveMode = .allOrNothing
    ) -> StockModel.Operation {
        .reserve(
            Reserve(
                id, channel: Shops.web, owner: 7, lines: [ReserveLine(Shops.shirt, quantity: quantity)], mode: mode,
                sourcing: .byRank(splitsMax: 1), holdMilliseconds: minute, replaces: replaces))
    }

    private static let commit = StockModel.Operation.commit(Commit(1))
    private static let release = StockModel.Operation.release(Release(1))
    private static let fulfil = StockModel.Operation.fulfil(Fulfil(1, to: Shops.customer))
    private static let takeBack = StockModel.Operation.return(
        ReturnGoods(1, lines: [FulfilLine(line: 0, quantity: 1)], from: Shops.customer, to: Shops.townReturns))
    /// Both shirts fall off the shelf.
    private static let damage = StockModel.Operation.move(
        Move(
            .disposition, lines: [MoveLine(Shops.shirt, quantity: 2, from: Shops.townFloor, to: Shops.townDamaged)],
            fact: Fact(reason: 1, loss: Shops.loss)))

    /// In the order of the columns: extend, commit, commit late, release, fulfil, return, re-source, allocate, replace by
    /// another one, ask for something else under the same id.
    static let operations: [StockModel.Operation] = [
        .extend(Extend(1, holdMilliseconds: 2 * minute)), commit, .commit(Commit(1, revives: true)), release, fulfil,
        takeBack, .reSource(ReSource(1, line: 0, to: Shops.harbourFloor)),
        .allocate(Allocate(1, line: 0, from: Shops.harbourFloor)), reserve(1, as: 2, replaces: 1), reserve(9),
    ]

    static let all: [ReservationState] = [
        ReservationState(
            "unknown", [],
            becomes: [
                "not found", "not found", "not found", "not found", "not found", "not found",
                "not found", "not found", "not found", "insufficient stock",
            ]),
        ReservationState(
            "held", [reserve(2)],
            becomes: [
                "held 2", "committed 2", "committed 2", "released 2", "exceeds committed 0",
                "exceeds returnable 0", "held 2", "exceeds waiting 0", "released 2",
                "idempotency conflict",
            ]),
        ReservationState(
            "held in part, waits unpaid", [reserve(3, mode: .backorder)],
            becomes: [
                "held 2, backordered 1", "committed 2, backordered 1", "committed 2, backordered 1",
                "released 3", "exceeds committed 0", "exceeds returnable 0", "held 2, backordered 1",
                "exceeds waiting 0", "released 3", "idempotency conflict",
            ]),
        ReservationState(
            "waits unpaid", delivered: 0, [reserve(3, mode: .backorder)],
            becomes: [
                "backordered 3", "backordered 3", "backordered 3", "released 3", "exceeds committed 0",
                "exceeds returnable 0", "exceeds held 0", "exceeds waiting 0", "released 3",
                "idempotency conflict",
            ]),
        ReservationState(
            "committed", [reserve(2), commit],
            becomes: [
                "already committed", "already committed", "already committed", "released 2",
                "fulfilled 2", "exceeds returnable 0", "committed 2", "exceeds waiting 0",
                "already committed", "idempotency conflict",
            ]),
        ReservationState(
            "committed in part, waits", [reserve(3, mode: .backorder), commit],
            becomes: [
                "already committed", "already committed", "already committed", "released 3",
                "fulfilled 2, backordered 1", "exceeds returnable 0", "committed 2, backordered 1",
                "committed 3", "already committed", "idempotency conflict",
            ]),
        ReservationState(
            "waits", delivered: 0, [reserve(3, mode: .backorder), commit],
            becomes: [
                "already committed", "already committed", "already committed", "released 3",
                "exceeds committed 0", "exceeds returnable 0", "exceeds held 0", "committed 3",
                "already committed", "idempotency conflict",
            ]),
        ReservationState(
            "short unpaid", [reserve(2), damage],
            becomes: [
                "short 2", "short 2", "short 2", "released 2", "exceeds committed 0",
                "exceeds returnable 0", "exceeds held 0", "exceeds waiting 0", "released 2",
                "idempotency conflict",
            ]),
        ReservationState(
            "short", [reserve(2), commit, damage],
            becomes: [
                "already committed", "already committed", "already committed", "released 2",
                "exceeds committed 0", "exceeds returnable 0", "exceeds held 0", "committed 2",
                "already committed", "idempotency conflict",
            ]),
        ReservationState(
            "expired", [reserve(2)], wait: minute,
            becomes: [
                "expired", "expired", "committed 2", "already expired", "already expired",
                "exceeds returnable 0", "already expired", "exceeds waiting 0", "expired",
                "idempotency conflict",
            ]),
        ReservationState(
            "expired, waited unpaid", delivered: 0, [reserve(3, mode: .backorder)], wait: minute,
            becomes: [
                "expired", "expired", "backordered 3", "already expired", "already expired",
                "exceeds returnable 0", "already expired", "exceeds waiting 0", "expired",
                "idempotency conflict",
            ]),
        ReservationState(
            "expired, short", [reserve(2), damage], wait: minute,
            becomes: [
                "expired", "expired", "insufficient stock", "already expired", "already expired",
                "exceeds returnable 0", "already expired", "exceeds waiting 0", "expired",
                "idempotency conflict",
            ]),
        ReservationState(
            "released", [reserve(2), release],
            becomes: [
                "already released", "already released", "already released", "already released",
                "already released", "exceeds returnable 0", "already released", "exceeds waiting 0",
                "already released", "idempotency conflict",
            ]),
        ReservationState(
            "fulfilled", [reserve(2), commit, fulfil],
            becomes: [
                "already fulfilled", "already fulfilled", "already fulfilled", "already fulfilled",
                "already fulfilled", "fulfilled 2, returned 1", "already fulfilled", "exceeds waiting 0",
                "already fulfilled", "idempotency conflict",
            ]),
        ReservationState(
            "fulfilled in part",
            [
                reserve(2), commit,
                .fulfil(Fulfil(1, lines: [FulfilLine(line: 0, quantity: 1)], to: Shops.customer)),
            ],
            becomes: [
                "already fulfilled", "already fulfilled", "already fulfilled", "fulfilled 1, released 1",
                "fulfilled 2", "committed 1, fulfilled 1, returned 1", "committed 1, fulfilled 1",
                "exceeds waiting 0", "already fulfilled", "idempotency conflict",
            ]),
        ReservationState(
            "returned", [reserve(2), commit, fulfil, takeBack, takeBack],
            becomes: [
                "already fulfilled", "already fulfilled", "already fulfilled", "already fulfilled",
                "already fulfilled", "exceeds returnable 0", "already fulfilled", "exceeds waiting 0",
                "already fulfilled", "idempotency conflict",
            ]),
        ReservationState(
            "superseded", [reserve(2), reserve(1, as: 2, replaces: 1)],
            becomes: [
                "superseded by 2", "superseded by 2", "superseded by 2", "superseded by 2",
                "superseded by 2", "superseded by 2", "superseded by 2", "superseded by 2", "released 2",
                "idempotency conflict",
            ]),
        ReservationState(
            "sold",
            [
                .sell(
                    Sell(
                        1, channel: Shops.tills, lines: [SellLine(Shops.shirt, quantity: 2, at: Shops.townFloor)],
                        to: Shops.customer))
            ],
            becomes: [
                "already fulfilled", "already fulfilled", "already fulfilled", "already fulfilled",
                "already fulfilled", "fulfilled 2, returned 1", "already fulfilled", "exceeds waiting 0",
                "invalid(StockModel.Invalidity.notReplaceable)", "idempotency conflict",
            ]),
        ReservationState(
            "kept no longer", [reserve(2), release], wait: 400 * 24 * 60 * minute,
            becomes: [
                "not found", "not found", "not found", "not found", "not found", "not found",
                "not found", "not found", "not found", "insufficient stock",
            ]),
    ]
}
