import Foundation
import StockSimulation
import StockTesting
import Testing

@Suite struct SimulationTests {
    /// Always the same, so that a change that breaks one of them breaks it on every machine.
    @Test(arguments: 1...24)
    func `nothing acknowledged is lost and no answer differs, whatever goes wrong`(seed: UInt64) async throws {
        try await withTemporaryFolder { folder in
            _ = try Simulation.run(seed: seed, in: folder, commands: 150)
        }
    }

    /// Others each time: a failure prints the seed, and `tools/simulate --seed` repeats it.
    @Test(arguments: 0..<4)
    func `nothing acknowledged is lost in a run that nobody has seen before`(index: UInt64) async throws {
        try await withTemporaryFolder { folder in
            let seed = UInt64(Date().timeIntervalSince1970) &* 1_000 &+ index
            _ = try Simulation.run(seed: seed, in: folder, commands: 150)
        }
    }

    @Test(arguments: [7, 8] as [UInt64])
    func `a seed repeats a run to the last event`(seed: UInt64) async throws {
        try await withTemporaryFolder { folder in
            let reports = try ["first", "second"].map { name in
                let own = folder + "/" + name
                try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: true)
                return try Simulation.run(seed: seed, in: own, commands: 150)
            }
            #expect(reports[0] == reports[1])
            #expect(reports[0].digest != 0)
        }
    }

    @Test func `a disk that says it has flushed and has not is found out`() async throws {
        var found = 0
        for seed in 1...20 as ClosedRange<UInt64> where found == 0 {
            try await withTemporaryFolder { folder in
                do throws(SimulationFailure) {
                    _ = try Simulation.run(seed: seed, in: folder, commands: 150, flushesAreTrue: false)
                } catch { found += 1 }
            }
        }
        #expect(found > 0)
    }
}
