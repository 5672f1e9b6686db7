import Foundation
import StockAPI
import StockEngine
import StockModel
import StockTesting
import Synchronization
import Testing

/// A clock that the store takes for a real one, set by the test.
final class SetClock: EngineClock {
    private let time: Mutex<Instant>

    init(_ time: Instant) { self.time = Mutex(time) }

    var isSimulated: Bool { false }
    var now: Instant { time.withLock { $0 } }
    func start(notBefore start: Instant) { time.withLock { $0 = max($0, start) } }
    func set(_ instant: Instant) { time.withLock { $0 = instant } }
}

@Suite("The store's time")
struct ClockTests {
    @Test func `a store never goes back in time, whatever the clock says when it is opened again`() async throws {
        try await withTemporaryFolder { folder in
            let first = SetClock(Depot.opening)
            let stock = try await Depot.open(folder, Depot.options(first))
            try await stock.accept(1, .define(Depot.masterData))
            first.set(Depot.opening.advanced(byMilliseconds: 5_000))
            try await stock.accept(2, Depot.receive(1))
            first.set(Depot.opening)
            try await stock.accept(3, Depot.receive(1))
            #expect(try await stock.statistics().time == Depot.opening.advanced(byMilliseconds: 5_000))
            try await stock.close()

            let behind = SetClock(Depot.opening.advanced(byMilliseconds: -Depot.hour))
            let again = try await Depot.open(folder, Depot.options(behind))
            try await again.accept(4, Depot.receive(1))
            #expect(try await again.statistics().time == Depot.opening.advanced(byMilliseconds: 5_000))
            try await again.close()
        }
    }

    @Test func `after more than a day of rest an operator has to confirm the clock`() async throws {
        try await withTemporaryFolder { folder in
            let stock = try await Depot.open(folder, Depot.options(SetClock(Depot.opening)))
            try await stock.accept(1, .define(Depot.masterData))
            try await stock.close()

            let dayLater = Depot.opening.advanced(byMilliseconds: 24 * Depot.hour)
            let soon = try await Depot.open(folder, Depot.options(SetClock(dayLater)))
            try await soon.accept(2, Depot.receive(1), at: dayLater)
            try await soon.close()

            let muchLater = dayLater.advanced(byMilliseconds: 24 * Depot.hour + 1)
            var options = Depot.options(SetClock(muchLater))
            let refused = await failure { () throws(StockFailure) in _ = try await Depot.open(folder, options) }
            #expect(refused?.isCannotOpen == true)
            #expect("\(String(describing: refused))".contains("acceptsDowntime"))
            options.acceptsDowntime = true
            let confirmed = try await Depot.open(folder, options)
            #expect(try await confirmed.onHand() == 1)
            try await confirmed.close()
        }
    }

    @Test func `a journal that was missing while the clock was in doubt still belongs to the store when it is back`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let store = folder + "/store"
            let stock = try await Depot.open(store, Depot.options(SetClock(Depot.opening)))
            try await stock.accept(1, .define(Depot.masterData))
            try await stock.checkpoint()
            try await stock.accept(2, Depot.receive(3))
            try await withCopy(of: store) { copy in
                try FileManager.default.moveItem(atPath: copy + "/journal", toPath: folder + "/away")
                let later = Depot.opening.advanced(byMilliseconds: 24 * Depot.hour + 1)
                var options = Depot.options(SetClock(later))
                options.adoptsWithoutJournal = true
                let refused = await failure { () throws(StockFailure) in _ = try await Depot.open(copy, options) }
                #expect("\(String(describing: refused))".contains("acceptsDowntime"))

                try FileManager.default.removeItem(atPath: copy + "/journal")
                try FileManager.default.moveItem(atPath: folder + "/away", toPath: copy + "/journal")
                options.acceptsDowntime = true
                let again = try await Depot.open(copy, options)
                #expect(try await again.onHand() == 3)
                try await again.close()
            }
            try await stock.close()
        }
    }

    @Test func `a store made on a simulated clock stays simulated`() async throws {
        try await withTemporaryFolder { folder in
            let stock = try await Depot.open(folder)
            try await stock.close()
            let refused = await failure { () throws(StockFailure) in
                _ = try await Depot.open(folder, Depot.options(SystemClock()))
            }
            #expect(refused?.isCannotOpen == true)
            let again = try await Depot.open(folder)
            try await again.close()
        }
    }

    @Test func `the system's clock as the engine reads it never goes back`() {
        let clock = SystemClock()
        var last = clock.now
        for _ in 0..<100_000 {
            let now = clock.now
            #expect(now >= last)
            last = now
        }
        let ahead = last.advanced(byMilliseconds: 60_000)
        clock.start(notBefore: ahead)
        #expect(clock.now >= ahead)
        clock.start(notBefore: .epoch)
        #expect(clock.now >= ahead)
    }
}
