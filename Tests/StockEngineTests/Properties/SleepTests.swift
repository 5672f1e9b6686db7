import StockAPI
import StockModel
import StockTesting
import Testing

@testable import StockEngine

/// For how long the engine's thread sleeps when nothing waits.
@Suite("The engine's sleep")
struct SleepTests {
    private static func within(
        archiveAfterMilliseconds: Int64, _ body: (inout EngineCore) -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            var options = StockroomOptions()
            options.journalSegmentBytes = 64 << 10
            options.ballastBytes = 0
            options.archiveFolder = folder
            options.archiveAfterMilliseconds = archiveAfterMilliseconds
            var core = try EngineCore.openNew(folder + "/store", options)
            body(&core)
            core.close()
        }
    }

    @Test func `a segment that waits for its time does not put off what is due earlier`() async throws {
        try await Self.within(archiveAfterMilliseconds: 60_000) { core in
            core.archiveDue = (1, core.clock.uptimeNanoseconds)
            // What was written is sealed soon.
            core.isSealedInJournal = false
            #expect(core.millisecondsToSleep == 100)
            // Changes wait for a checkpoint.
            core.isSealedInJournal = true
            core.dirtySinceNanoseconds = core.clock.uptimeNanoseconds
            #expect(core.millisecondsToSleep == 100)
        }
    }

    @Test func `a segment whose time comes soon is not slept through`() async throws {
        try await Self.within(archiveAfterMilliseconds: 20) { core in
            core.archiveDue = (1, core.clock.uptimeNanoseconds)
            core.isSealedInJournal = false
            #expect(core.millisecondsToSleep == 20)
        }
    }
}
