import RetailReplay
import StockAPI
import StockEngine
import StockModel
import StockTesting
import Testing

/// Two stores, nine products, four days, small enough to be worked out by hand.
///
/// Baskets 12, 24, 27 and 36 go through the web, 18 and 126 are for pickup, 21 comes from the marketplace, and of 126 nobody
/// comes to fetch it; the others are till receipts. Store 5 sells most, and its till is offline on the last day.
struct OmnichannelReplayTests {
    private static let lines = [
        "2017-11-15 08:00:00,1,5,1,1", "2017-11-15 08:00:00,2,5,1,1", "2017-11-15 08:00:00,4,5,1,1",
        // Four are wanted, three are there: one is backordered.
        "2017-11-15 09:00:00,12,6,2,4",
        "2017-11-15 09:00:00,18,6,3,1", "2017-11-15 09:00:00,126,6,4,1",
        // Of nine the marketplace leaves two.
        "2017-11-15 09:00:00,21,5,6,2", "2017-11-15 10:00:00,10,5,6,7",
        "2017-11-16 08:00:00,5,5,1,1",
        // The pair of the promotion, which no store has together.
        "2017-11-20 09:00:00,24,6,7,1", "2017-11-20 09:00:00,24,6,8,1",
        "2017-11-20 09:00:00,27,6,7,1", "2017-11-20 09:00:00,27,6,8,1",
        // Four of the six at store 5 are promised, and the till there sells all six.
        "2017-11-23 09:00:00,36,6,9,4", "2017-11-23 09:00:00,7,5,9,3", "2017-11-23 09:00:00,8,5,9,3",
    ]

    private static func slice() throws -> CompleteJourneySlice {
        let rows = lines.map { line in
            let fields = line.split(separator: ",")
            return "\(fields[0]),\(fields[2]),\(fields[1]),7,\(fields[3]),\(fields[4]),1.99,0,0,0"
        }
        return try CompleteJourneySlice(reading: Replays.reader(CompleteJourneySlice.columns, rows))
    }

    private func play(
        _ body: (OmnichannelFigures, Stockroom, OmnichannelReplay) async throws -> Void
    ) async throws {
        let slice = try Self.slice()
        let clock = SimulatedClock(startingAt: try #require(OmnichannelReplay.opening(of: slice)))
        var options = StockroomOptions()
        options.clock = clock
        try await withTemporaryStock(options: options) { stock, _ in
            var settings = ReplaySettings()
            settings.now = { clock.now }
            let replay = OmnichannelReplay(into: stock, settings: settings) { moment in
                clock.advance(byMilliseconds: max(0, moment.milliseconds(since: clock.now)))
            }
            try await body(try await replay.run(slice), stock, replay)
            #expect(try await stock.verify().differences == [])
        }
    }

    @Test func `orders go through their channels, and what waits is served by the truck of the next morning`()
        async throws
    {
        try await play { figures, stock, _ in
            #expect(figures.web.orders == 4 && figures.web.bySplits == [2, 0, 0, 0] && figures.web.waitingWhole == 2)
            #expect(figures.backorders.units == 5 && figures.backorders.served == 5)
            #expect(figures.backorders.waiting == 0 && figures.backorders.ordersWaiting == 0)
            #expect(figures.pickup.orders == 2 && figures.pickup.collected == 1 && figures.pickup.givenBack == 1)
            #expect(figures.marketplace.orders == 1 && figures.marketplace.refusedShort == 0)
            #expect(figures.tillUnits == 11 && figures.tillUnitsRefused == 0)
            // What nobody has fetched lies on the shelf again.
            let forgotten = try await Replays.onHand(4, at: 6, in: stock)
            let fetched = try await Replays.onHand(3, at: 6, in: stock)
            #expect(forgotten == 1 && fetched == 0)
        }
    }

    @Test func `a pair that is bought together is a kit in the promotion, and counts against its cap`() async throws {
        try await play { figures, stock, _ in
            #expect(figures.kits.pairs == 1 && figures.kits.cap == 5 && figures.kits.sold == 2)
            let kit = try await stock.definition(of: 9_000_000_001)
            #expect(kit?.components == [KitComponent(7, quantity: 1), KitComponent(8, quantity: 1)])
        }
    }

    @Test func `the offline till's receipts are booked, and take units from promises`() async throws {
        try await play { figures, stock, _ in
            #expect(figures.offline.receipts == 2 && figures.offline.units == 6 && figures.offline.unitsFound == 0)
            #expect(figures.offline.displaced == 1 && figures.offline.reSourced == 3 && figures.offline.short == 1)
            #expect(figures.offline.shortServed == 1)
            let left = try await Replays.onHand(9, at: 5, in: stock)
            #expect(left == 0)
        }
    }

    @Test func `played again, the store says the same and nothing is played twice`() async throws {
        try await play { figures, stock, replay in
            let hash = try await stock.verify().stateHash
            let again = try await replay.run(Self.slice())
            #expect(again == figures)
            #expect(try await stock.verify().stateHash == hash)
        }
    }
}
