import StockAPI
import StockEngine
import StockModel
import StockTesting
import Testing

@Suite("LMDB's disk is full", .enabled(if: TinyDisk.isPossible, "only an administrator can make a small disk"))
struct FullStoreTests {
    @Test func `the ballast makes room for one checkpoint, and new promises wait until it is back`() async throws {
        try await withTinyStore(ballastBytes: 512 << 10) { open, grow, _ in
            let stock = try await open()
            let papers = try await fill(stock)
            // The checkpoint that found no room was written into the ballast's.
            let full = try await stock.statistics()
            #expect(full.checkpointSequence == full.sequence)
            #expect(try await stock.refusal(900, Depot.reserve(900)) == .storageFull)
            try await stock.accept(901, .commit(Commit(1)))
            try await stock.checkpoint()
            #expect(grow(32))
            #expect(try await eventually { try await stock.refusal(902, Depot.reserve(902)) == nil })
            #expect(try await stock.documents(Scan(limit: 1_000)).elements.count == papers)
            #expect(try await stock.verify().differences == [])
            try await stock.close()
        }
    }

    @Test func `a checkpoint without any room is told so, closing ends, and nothing is lost`() async throws {
        try await withTinyStore(ballastBytes: 4_096) { open, grow, _ in
            let stock = try await open()
            let papers = try await fill(stock)
            try await stock.accept(901, .commit(Commit(1)))
            #expect(await failure { () throws(StockFailure) in try await stock.checkpoint() } == .refused(.storageFull))
            #expect(await failure { () throws(StockFailure) in _ = try await stock.verify() } == .refused(.storageFull))
            #expect(await failure { () throws(StockFailure) in try await stock.close() } == .refused(.storageFull))

            let full = try await open()
            #expect(try await full.documents(Scan(limit: 1_000)).elements.count == papers)
            #expect(try await full.reservation(1)?.state == .committed)
            #expect(await failure { () throws(StockFailure) in try await full.close() } == .refused(.storageFull))

            #expect(grow(32))
            let again = try await open()
            #expect(try await again.documents(Scan(limit: 1_000)).elements.count == papers)
            #expect(try await again.verify().differences == [])
            #expect(try await eventually { try await again.refusal(902, Depot.reserve(902)) == nil })
            try await again.close()
        }
    }

    @Test func `a store whose disk fills up and is freed while a checkpoint waits goes on by itself`() async throws {
        try await withTinyStore(ballastBytes: 4_096) { open, grow, _ in
            let stock = try await open()
            let papers = try await fill(stock)
            #expect(await failure { () throws(StockFailure) in try await stock.checkpoint() } == .refused(.storageFull))
            #expect(grow(32))
            #expect(try await eventually { try await stock.refusal(902, Depot.reserve(902)) == nil })
            try await stock.checkpoint()
            #expect(try await stock.documents(Scan(limit: 1_000)).elements.count == papers)
            #expect(try await stock.verify().differences == [])
            try await stock.close()
        }
    }

    @Test func `what happened while a checkpoint waited for room is replayed at the time at which it happened`()
        async throws
    {
        try await withTinyStore(ballastBytes: 4_096) { open, grow, clock in
            do {
                let stock = try await open()
                _ = try await fill(stock)
                let before = try await stock.statistics().checkpointSequence
                clock.advance(byMilliseconds: 1_000)
                try await stock.accept(901, .commit(Commit(1)))
                clock.advance(byMilliseconds: 1_000)
                try await stock.accept(902, .release(Release(1)))
                #expect(grow(32))
                #expect(try await eventually { try await stock.statistics().checkpointSequence > before })
            }
            var again: Stockroom?
            var refused: StockFailure?
            let isOpen = try await eventually {
                do throws(StockFailure) { again = try await open() } catch { refused = error }
                return again != nil || refused?.isDamaged == true
            }
            #expect(isOpen && refused?.isDamaged != true, "\(String(describing: refused))")
            let stock = try #require(again)
            #expect(try await stock.statistics().recovery.commandsReplayed == 2)
            #expect(try await stock.verify().differences == [])
            try await stock.close()
        }
    }

    /// A store on a disk of three megabytes, its journal on a large one.
    private func withTinyStore(
        ballastBytes: Int,
        _ body: (
            _ open: () async throws(StockFailure) -> Stockroom, _ grow: @escaping @Sendable (Int) -> Bool,
            SimulatedClock
        ) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            try await TinyDisk.with(megabytes: 3) { disk, grow in
                let clock = SimulatedClock(startingAt: Depot.opening)
                var options = Depot.options(clock)
                options.ballastBytes = ballastBytes
                options.journalFolder = folder + "/journal"
                let settled = options
                try await body(
                    { () async throws(StockFailure) in try await Depot.open(disk + "/store", settled) }, grow, clock)
            }
        }
    }

    /// Writes papers and checkpoints until new ones are refused; says how many were taken.
    private func fill(_ stock: Stockroom) async throws -> Int {
        try await stock.accept(1 << 40, .define(Depot.masterData))
        try await stock.accept(1 << 41, Depot.receive(1_000))
        try await stock.accept(0, Depot.reserve(1))
        for number in UInt64(1)..<200 {
            let refusal = try await stock.refusal(number, Depot.paper("P-\(number)", bytes: 60_000))
            if refusal == .storageFull { return Int(number) - 1 }
            #expect(refusal == nil)
            let failed = await failure { () throws(StockFailure) in try await stock.checkpoint() }
            #expect(failed == nil || failed == .refused(.storageFull))
        }
        Issue.record("the disk never filled up")
        return 0
    }
}
