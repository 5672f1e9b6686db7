import Foundation
import StockAPI
import StockEngine
import StockModel
import StockTesting
import Testing

@Suite("A store is opened with other retention times")
struct ChangedRetentionTests {
    private let clock = SimulatedClock(startingAt: Depot.opening)

    private func options(windowMilliseconds: Int64) -> StockroomOptions {
        var options = Depot.options(clock)
        var retention = Retention()
        retention.requestWindowMilliseconds = windowMilliseconds
        retention.closedReservationsMilliseconds = 2 * windowMilliseconds
        retention.fulfilledReservationsMilliseconds = 2 * windowMilliseconds
        retention.eventsMilliseconds = 2 * windowMilliseconds
        options.retention = retention
        return options
    }

    @Test func `what waits in the journal is replayed by the times it was judged by`() async throws {
        try await withTemporaryFolder { folder in
            let live = folder + "/live"
            let stock = try await Depot.open(live, options(windowMilliseconds: 10_000))
            try await stock.accept(1, .define(Depot.masterData), at: clock.now)
            let issued = clock.now
            clock.advance(byMilliseconds: 8_000)
            // Within the window of ten seconds, outside that of two.
            try await stock.accept(2, Depot.receive(5), at: issued)
            let copy = folder + "/crashed"
            try FileManager.default.copyItem(atPath: live, toPath: copy)
            try await stock.close()

            let again = try await Depot.open(copy, options(windowMilliseconds: 2_000))
            #expect(try await again.statistics().recovery.commandsReplayed == 2)
            #expect(try await again.levels(of: 1).map(\.onHand).max() == 5)
            let late = try await again.submit(Depot.command(2, Depot.receive(5), issuedAt: issued))
            #expect(late.outcome == .refused(.tooOld(windowMilliseconds: 2_000)))
            try await again.accept(3, Depot.receive(1), at: clock.now)
            let crashedAgain = folder + "/again"
            try FileManager.default.copyItem(atPath: copy, toPath: crashedAgain)
            #expect(try await again.verify().differences == [])
            try await again.close()

            let third = try await Depot.open(crashedAgain, options(windowMilliseconds: 2_000))
            #expect(try await third.statistics().recovery.commandsReplayed == 1)
            #expect(try await third.levels(of: 1).map(\.onHand).max() == 6)
            try await third.close()
        }
    }

    @Test func `a longer window executes nothing again that a shorter one has forgotten`() async throws {
        try await withTemporaryFolder { folder in
            var stock = try await Depot.open(folder, options(windowMilliseconds: 1_000))
            try await stock.accept(1, .define(Depot.masterData), at: clock.now)
            let issued = clock.now
            try await stock.accept(2, Depot.receive(5), at: issued)
            clock.advance(byMilliseconds: 5_000)
            try await stock.accept(3, Depot.receive(1), at: clock.now)
            try await stock.close()

            stock = try await Depot.open(folder, options(windowMilliseconds: 60_000))
            let forgotten = try await stock.submit(Depot.command(2, Depot.receive(5), issuedAt: issued))
            #expect(forgotten.outcome == .refused(.tooOld(windowMilliseconds: 60_000)))
            let lastIssued = clock.now
            clock.advance(byMilliseconds: 30_000)
            #expect(
                try await stock.submit(Depot.command(3, Depot.receive(1), issuedAt: lastIssued)).outcome == .done)
            #expect(try await stock.levels(of: 1).map(\.onHand).max() == 6)
            try await stock.close()
        }
    }
}
