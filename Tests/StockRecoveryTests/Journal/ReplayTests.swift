import StockAPI
import StockEngine
import StockModel
import StockTesting
import Testing

@Suite("The journal is replayed")
struct ReplayTests {
    @Test func `two replays of one journal give the state that there was`() async throws {
        try await withTemporaryFolder { folder in
            let clock = SimulatedClock(startingAt: Depot.opening)
            let stock = try await Depot.open(folder + "/store", Depot.options(clock))
            try await stock.accept(1 << 40, .define(Depot.masterData))
            for number in UInt64(0)..<300 {
                _ = try await stock.submit(Load.command(number))
                clock.advance(byMilliseconds: 7)
            }
            // Holds that end before the last requests are swept in between.
            clock.advance(byMilliseconds: 25 * Depot.hour)
            for number in UInt64(300)..<330 {
                _ = try await stock.submit(Load.command(number, issuedAt: clock.now))
            }
            var hashes: Set<String> = []
            for _ in 1...2 {
                try await withCopy(of: folder + "/store") { copy in
                    let replayed = try await Depot.open(copy)
                    #expect(try await replayed.statistics().recovery.commandsReplayed > 300)
                    let report = try await replayed.verify()
                    #expect(report.differences == [])
                    hashes.insert(report.stateHash)
                    try await replayed.close()
                }
            }
            hashes.insert(try await stock.verify().stateHash)
            #expect(hashes.count == 1)
            try await stock.close()
        }
    }

    @Test func `a checkpoint in the middle changes nothing of what a replay gives`() async throws {
        try await withTemporaryFolder { folder in
            var hashes: Set<String> = []
            for checkpointEvery in [UInt64(1_000), 37, 90] {
                let store = folder + "/store-\(checkpointEvery)"
                var stock = try await Depot.open(store)
                try await stock.accept(1 << 40, .define(Depot.masterData))
                for number in UInt64(0)..<200 {
                    _ = try await stock.submit(Load.command(number))
                    if number % checkpointEvery == checkpointEvery - 1 { try await stock.checkpoint() }
                    if number == 120 {
                        try await stock.close()
                        stock = try await Depot.open(store)
                    }
                }
                hashes.insert(try await stock.verify().stateHash)
                try await stock.close()
            }
            #expect(hashes.count == 1)
        }
    }
}
