import Foundation
import Testing

@testable import ReliabilityTrials

@Suite("A server is killed", .serialized, .timeLimit(.minutes(5)))
struct KillTests {
    @Test(arguments: [ServerKind.shipped, .small])
    func `a server killed again and again under load has promised exactly what there was`(_ kind: ServerKind)
        async throws
    {
        try await withPlaces { places in
            let seed = UInt64.random(in: 0..<1 << 32)
            var settings = places.kills(kind, seed: seed)
            settings.killsPerRound = 6
            settings.dropUnits = 100
            do {
                let summary = try await KillTrial(settings).run(rounds: 1, verify: places.verify, progress: { _ in })
                #expect(summary.killsUnderLoad >= 6)
                #expect(summary.unitsGranted == 100)
                #expect(summary.answersChecked > 100 && summary.reservationsChecked > 50)
            } catch { Issue.record("seed \(seed): \(error)") }
        }
    }
}
