import StockTesting
import Testing

@Suite struct EngineAgreesWithModelTests {
    @Test(arguments: RandomRuns.seeds)
    func `the engine answers every random command and every question as the model does`(seed: UInt64) async throws {
        try await withTemporaryFolder { folder in
            var rehearsal = try await Rehearsal(seed: seed, folder: folder)
            guard try await rehearsal.play(steps: 60) else { return }
            try await rehearsal.end()
        }
    }
}
