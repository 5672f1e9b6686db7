@testable import StockSimulation
import StockAPI
import StockEngine
import StockModel
import StockTesting
import Testing

/// What is kept no longer is gone at once for every answer, and from the rows with the next checkpoint.
@Suite struct RetentionTests {
    private typealias Shops = CornerShops

    private static let window: Int64 = 60_000
    private static let kept: Int64 = 120_000

    /// A store that remembers requests for one minute, or two when their clock was ahead, and reservations for two.
    private func withForgetfulShop(_ body: (Shop) async throws -> Void) async throws {
        let clock = SimulatedClock(startingAt: Shops.opening)
        var options = StockroomOptions.small(on: clock)
        var retention = Retention()
        retention.requestWindowMilliseconds = Self.window
        retention.closedReservationsMilliseconds = Self.kept
        retention.fulfilledReservationsMilliseconds = Self.kept
        retention.eventsMilliseconds = Self.kept
        options.retention = retention
        try await withTemporaryStock(options: options) { engine, _ in
            try await withPlaceOfTests(engine) { stock in
                let shop = Shop(engine, through: stock, clock: clock)
                try await shop.accept(.define(Shops.masterData))
                try await shop.accept(RefusalCase.stock)
                try await body(shop)
            }
        }
    }

    private static let sold = RefusalCase.sell([SellLine(Shops.shirt, quantity: 1, at: Shops.townFloor)])

    /// The new one was deleted together with the rows of the old one.
    @Test(arguments: [false, true])
    func `an id that a forgotten sale had is a new reservation's, and stays that when the sale is removed`(
        isCheckpointed: Bool
    ) async throws {
        try await withForgetfulShop { shop in
            try await shop.accept(Self.sold)
            if isCheckpointed { try await shop.checkpoint() }
            shop.wait(milliseconds: Self.kept)
            try await shop.accept(RefusalCase.held)
            try await shop.checkpoint()
            #expect(try await shop.stock.reservation(1)?.state == .held)
            #expect(try await shop.faults() == [])
            try await shop.accept(RefusalCase.committed)
            try await shop.accept(RefusalCase.fulfilled)
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `a forgotten reservation of one owner gives its id to another owner, and both are asked about rightly`()
        async throws
    {
        try await withForgetfulShop { shop in
            func reserve(_ owner: OwnerID) -> StockModel.Operation {
                .reserve(
                    Reserve(1, channel: Shops.web, owner: owner, lines: [ReserveLine(Shops.shirt, quantity: 1)]))
            }
            func found(_ owner: OwnerID) async throws -> [ReservationID] {
                try await shop.stock.reservations(of: owner, after: nil, limit: 10).map(\.reservation)
            }
            try await shop.accept(reserve(7))
            try await shop.checkpoint()
            try await shop.accept(RefusalCase.released)
            shop.wait(milliseconds: Self.kept)
            try await shop.accept(reserve(8))
            #expect(try await found(7) == [])
            #expect(try await found(8) == [1])
            #expect(try await shop.faults() == [])
            try await shop.accept(RefusalCase.released)
            shop.wait(milliseconds: Self.kept)
            try await shop.accept(reserve(7))
            #expect(try await found(7) == [1])
            #expect(try await found(8) == [])
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `a transaction that reuses an id and is refused leaves the old one as it was`() async throws {
        try await withForgetfulShop { shop in
            let owned = Reserve(1, channel: Shops.web, owner: 7, lines: [ReserveLine(Shops.shirt, quantity: 1)])
            try await shop.accept(.reserve(owned))
            try await shop.checkpoint()
            try await shop.accept(RefusalCase.released)
            shop.wait(milliseconds: Self.kept)
            let refused = Transaction(operations: [RefusalCase.held, .commit(Commit(9))])
            #expect(try await shop.refusal(of: .transaction(refused)) == .notFound)
            #expect(try await shop.faults() == [])
            #expect(try await shop.availableToSell(Shops.shirt) == 12)
        }
    }

    /// Whether a checkpoint had come by decided between a conflict and a new request.
    @Test(arguments: [false, true])
    func `the id of a forgotten request is free, whether a checkpoint has removed it or not`(
        isCheckpointed: Bool
    ) async throws {
        try await withForgetfulShop { shop in
            var command = shop.command(Shops.delivery([(Shops.belt, 1, Shops.townFloor)]))
            _ = try await shop.stock.submit(command)
            if isCheckpointed { try await shop.checkpoint() }
            shop.wait(milliseconds: 2 * Self.window - 1)
            command.issuedAt = shop.now
            #expect(try await shop.stock.submit(command).refusal == .idempotencyConflict)
            shop.wait(milliseconds: 1)
            if isCheckpointed { try await shop.checkpoint() }
            command.issuedAt = shop.now
            let second = try await shop.stock.submit(command)
            #expect(second.refusal == nil)
            // The second one is remembered from its own time on: removing the first does not take it away.
            try await shop.checkpoint()
            shop.wait(milliseconds: Self.window - 1)
            try await shop.checkpoint()
            #expect(try await shop.stock.submit(command) == second)
            #expect(try await shop.onHand(Shops.belt, at: Shops.townFloor) == 2)
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `what is over leaves the rows with the checkpoint after its time, and is not brought back by questions`()
        async throws
    {
        try await withForgetfulShop { shop in
            for number in 1...20 as ClosedRange<UInt64> {
                let id = ReservationID(high: 0, low: number)
                try await shop.accept(RefusalCase.reserve([ReserveLine(Shops.shirt, quantity: 1)], as: id))
                try await shop.accept(number % 2 == 0 ? .release(Release(id)) : .commit(Commit(id)))
                if number % 2 == 1 { try await shop.accept(.fulfil(Fulfil(id, to: Shops.customer))) }
                if number % 5 == 0 { try await shop.checkpoint() }
                if number == 10 { try await shop.deliver(9, of: Shops.shirt, to: Shops.townFloor) }
            }
            shop.wait(milliseconds: Self.kept)
            for number in 1...20 as ClosedRange<UInt64> {
                let id = ReservationID(high: 0, low: number)
                #expect(try await shop.stock.reservation(id) == nil)
                #expect(try await shop.refusal(of: .release(Release(id))) == .notFound)
            }
            try await shop.accept(.putDocument(DocumentWrite("a", type: 1, body: [])))
            try await shop.checkpoint()
            let rows = try await shop.stock.statistics().rows
            #expect(rows["reservations"] == 0 && rows["sold"] == 0 && rows["deadlines"] == 0 && rows["owners"] == 0)
            #expect(rows["requests"] == 1 && rows["events"] == 1)
            #expect(try await shop.faults() == [])
        }
    }
}
