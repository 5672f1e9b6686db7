import StockBytes
import Foundation
import Testing

@testable import ReliabilityTrials

@Suite("The power is cut", .serialized, .timeLimit(.minutes(5)))
struct PowerCutTests {
    private static let images = 120

    @Test func `whatever a power cut leaves of a server's writes, all that was acknowledged is there`() async throws {
        try await withPlaces { places in
            let seed = UInt64.random(in: 0..<1 << 32)
            var trial = places.powerCuts
            trial.answersPerLife = 500
            trial.thoroughEvery = 4
            trial.imagesPerRecovery = 12
            let recording = try await trial.record(seed: seed)
            let run = try trial.images(of: recording, seed: seed)
            var random = SplitMix64(seed: seed)
            var summary = ImageRun.Summary()
            _ = try await run.run(
                CutPlan(run.records, imagesMax: Self.images, &random), &summary, progress: { _ in })
            #expect(summary.images > Self.images / 4 && summary.answersChecked > 1_000)

            // The same recording, on a disk that only pretends: the trial has to notice.
            for lie in Disk.Lie.allCases {
                var lying = try trial.images(of: recording, seed: seed, lie: lie)
                lying.recoveriesInThousand = 0
                let plan = CutPlan(lying.records, imagesMax: Self.images, &random)
                var ignored = ImageRun.Summary()
                do {
                    _ = try await lying.run(plan, &ignored, progress: { _ in })
                    Issue.record("seed \(seed): flushes of \(lie) were not needed")
                } catch is ImageRun.Failure {}
            }
        }
    }
}
