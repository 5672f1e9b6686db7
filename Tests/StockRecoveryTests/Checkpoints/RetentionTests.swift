import StockAPI
import StockEngine
import StockModel
import StockTesting
import Testing

@Suite("What is over is removed")
struct RetentionTests {
    @Test func `rows stay bounded however long the store runs, and the feed says what is gone`() async throws {
        try await withTemporaryFolder { folder in
            let clock = SimulatedClock(startingAt: Depot.opening)
            let options = Self.options(
                clock, window: 2_000, closed: 4_000, fulfilled: 6_000, events: 8_000)
            var stock = try await Depot.open(folder, options)
            try await stock.accept(1 << 40, .define(Depot.masterData), at: clock.now)
            var rows: [[String: UInt64]] = []
            for round in UInt64(1)...40 {
                for number in round * 100..<round * 100 + 20 { try await busy(stock, number, clock.now) }
                clock.advance(byMilliseconds: 1_000)
                try await stock.checkpoint()
                rows.append(try await stock.statistics().rows)
                if round % 15 == 0 {
                    #expect(try await stock.verify().differences == [])
                    try await stock.close()
                    stock = try await Depot.open(folder, options)
                }
            }
            for table in ["requests", "reservations", "sold", "events", "deadlines", "owners"] {
                let early = try #require(rows[19][table])
                let late = try #require(rows[39][table])
                #expect(late <= early + 40, "`\(table)` grew from \(early) to \(late)")
                #expect(late > 0 || table == "deadlines" || table == "owners")
            }
            #expect(try await stock.verify().differences == [])
            let incarnation = try await stock.statistics().incarnation
            guard
                case .trimmed(let oldest) = try await stock.feed(
                    after: FeedPosition(incarnation: incarnation, sequence: 0), limit: 10)
            else { return _ = Issue.record("the feed still goes back to the beginning") }
            let page = try await stock.feed(
                after: FeedPosition(incarnation: incarnation, sequence: oldest - 1), limit: 1)
            guard case .events(let events, _) = page else { return _ = Issue.record("the feed has no beginning") }
            #expect(events.first?.sequence == oldest)
            try await stock.close()
        }
    }

    @Test func `what thousands have left behind goes with one checkpoint, and what is still kept stays`() async throws {
        try await withTemporaryFolder { folder in
            let clock = SimulatedClock(startingAt: Depot.opening)
            let options = Self.options(
                clock, window: 1_000, closed: 2_000, fulfilled: 2_000, events: 2_000)
            let stock = try await Depot.open(folder, options)
            try await stock.accept(1 << 40, .define(Depot.masterData), at: clock.now)
            try await stock.accept(1 << 41, Depot.receive(20_000), at: clock.now)
            // The first are more than are removed in one go, of each kind.
            for numbers in [UInt64(0)..<9_000, 10_000..<10_200] {
                for number in numbers {
                    let id = ReservationID(rawValue: UInt128(number + 1))
                    if number.isMultiple(of: 2) {
                        try await stock.accept(2 * number, Depot.sell(id), at: clock.now)
                    } else {
                        try await stock.accept(2 * number, Depot.reserve(id), at: clock.now)
                        try await stock.accept(2 * number + 1, .release(Release(id)), at: clock.now)
                    }
                }
                try await stock.checkpoint()
                clock.advance(byMilliseconds: 1_500)
            }
            try await stock.accept(1 << 42, Depot.receive(1), at: clock.now)
            try await stock.checkpoint()
            let rows = try await stock.statistics().rows
            // A reservation remembers its own answer.
            #expect(rows["reservations"] == 200 && rows["requests"] == 101 && rows["sold"] == 100)
            #expect(try await stock.verify().differences == [])
            try await stock.close()
        }
    }

    /// Times are milliseconds.
    private static func options(
        _ clock: SimulatedClock, window: Int64, closed: Int64, fulfilled: Int64, events: Int64
    ) -> StockroomOptions {
        var options = Depot.options(clock)
        var retention = Retention()
        retention.requestWindowMilliseconds = window
        retention.closedReservationsMilliseconds = closed
        retention.fulfilledReservationsMilliseconds = fulfilled
        retention.eventsMilliseconds = events
        options.retention = retention
        return options
    }

    /// One of each: what is sold, what runs out, what is given up.
    private func busy(_ stock: Stockroom, _ number: UInt64, _ now: Instant) async throws {
        let id = ReservationID(rawValue: UInt128(number) << 64 | 1)
        switch number % 4 {
        case 0: try await stock.accept(number, Depot.receive(3), at: now)
        case 1: try await stock.accept(number, Depot.sell(id), at: now)
        case 2:
            let lines = [ReserveLine(1, quantity: 1)]
            let reserve = Reserve(id, channel: Depot.web, owner: 7, lines: lines, holdMilliseconds: 500)
            try await stock.accept(number, .reserve(reserve), at: now)
        default:
            try await stock.accept(number, Depot.reserve(id), at: now)
            try await stock.accept(number, .release(Release(id)), at: now)
        }
    }
}
