import StockBytes
import StockFiles
import Testing

@testable import StockJournal

/// Random lives of a journal against the simplest model: a list of batches.
@Suite struct CrashTests {
    /// What has to be true whatever happened: everything acknowledged is there, in order; after it at most
    /// the one batch that was being written; and a batch that a recovery dropped never comes back.
    struct Life {
        var random: SplitMix64
        let disk = MemoryDisk()
        var acknowledged: [Batch] = []
        var inFlight: Batch?
        var checkpoint: UInt64 = 0
        var dropped = 0
        var carried = 0

        var expected: [Batch] { acknowledged.filter { batch in batch.last > checkpoint } }

        mutating func openAndCheck() throws -> JournalWriter {
            var recovery = try JournalRecovery(
                folder: "/j", files: disk, identity: testIdentity, after: checkpoint,
                settings: JournalSettings(
                    segmentBytes: Int.random(in: 0..<8, using: &random) == 0 ? 32_768 : 16_384,
                    sparesReady: Int.random(in: 1...3, using: &random)))
            var found: [Batch] = []
            while let record = try recovery.next() {
                let commands = copy(of: recovery.commands)
                found.append(Batch(first: record.firstSequence, count: record.count, commands: commands))
            }
            var allowed = expected
            if found != allowed, let inFlight { allowed.append(inFlight) }
            try #require(found == allowed)
            let writer = try recovery.begin()
            if found.count > expected.count, let inFlight {
                acknowledged.append(inFlight)
                carried += 1
            } else if inFlight != nil {
                dropped += 1
            }
            inFlight = nil
            return writer
        }

        mutating func work(_ journal: inout JournalWriter) throws(JournalError) {
            for _ in 0..<Int.random(in: 1...30, using: &random) {
                switch Int.random(in: 0..<10, using: &random) {
                case 0: try journal.seal()
                case 1: try journal.spares.prepareSpares()
                case 2:
                    if let batch = acknowledged.randomElement(using: &random), batch.last > checkpoint {
                        checkpoint = batch.last
                        try journal.recycle(through: checkpoint)
                    }
                default:
                    let size = Int.random(in: 0...(Bool.random(using: &random) ? 200 : 6_000), using: &random)
                    let byte = UInt8.random(in: .min ... .max, using: &random)
                    let batch = Batch(
                        first: journal.nextSequence, count: UInt32.random(in: 1...9, using: &random),
                        commands: [UInt8](repeating: byte, count: size))
                    inFlight = batch
                    try journal.append(batch)
                    inFlight = nil
                    acknowledged.append(batch)
                }
            }
        }

        /// One start, some work, and an end in the middle of something.
        mutating func round() throws {
            if Bool.random(using: &random) { disk.stop(after: Int.random(in: 0...60, using: &random)) }
            do {
                var journal = try openAndCheck()
                try work(&journal)
            } catch let error as JournalError {
                guard disk.isStopped else { throw error }
            }
            if Bool.random(using: &random) { disk.cutPower(&random) } else { disk.restart() }
        }
    }

    /// 3,596 once took away a file of which a closed segment said that it exists.
    @Test(arguments: Array(0..<60) + [3_596])
    func `whatever was acknowledged survives any crash, and nothing else comes back`(seed: Int) throws {
        var life = Life(random: SplitMix64(seed: UInt64(seed)))
        for _ in 0..<40 { try life.round() }
        let journal = try life.openAndCheck()
        let next = journal.nextSequence
        #expect(next == (life.acknowledged.last?.last ?? 0) + 1)
    }

    @Test func `the random lives contain both a dropped and a kept unflushed batch`() throws {
        var dropped = 0
        var carried = 0
        for seed in 0..<20 {
            var life = Life(random: SplitMix64(seed: UInt64(seed)))
            for _ in 0..<20 { try life.round() }
            dropped += life.dropped
            carried += life.carried
        }
        #expect(dropped > 0)
        #expect(carried > 0)
    }
}
