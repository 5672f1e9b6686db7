import Foundation
import StockAPI
import StockEngine
import StockModel
import StockTesting
import Testing

@Suite("Checkpoints under load")
struct ManyCheckpointsTests {
    @Test func `answers stay right, the journal is recycled, and a verification meanwhile finds nothing wrong`()
        async throws
    {
        try await withTemporaryFolder { folder in
            var options = Depot.options(segmentBytes: 16 << 10)
            options.checkpointAfterBytes = 32 << 10
            options.letLevelsWait(atMost: 9)
            let stock = try await Depot.open(folder, options)
            try await stock.accept(1 << 40, .define(Depot.masterData))
            async let verified = {
                var differences: [String] = []
                for _ in 1...5 { differences += try await stock.verify().differences }
                return differences
            }()
            let answers = await load(stock)
            #expect(try await verified == [])
            try await expectSame(answers, stock)
            let statistics = try await stock.statistics()
            #expect(statistics.checkpoints > 10)
            #expect(try await stock.verify().differences == [])
            let written = statistics.journalBytesWritten
            let kept = try JournalFile.all(in: folder).reduce(0) { $0 + $1.bytes.count }
            #expect(kept < 1 << 20)
            #expect(written > UInt64(2 * kept), "the load was too small to show anything")
            try await stock.close()

            let again = try await Depot.open(folder)
            try await expectSame(answers, again)
            #expect(try await again.verify().differences == [])
            try await again.close()
        }
    }

    @Test func `closing under load loses nothing that was acknowledged`() async throws {
        try await withTemporaryFolder { folder in
            var options = Depot.options()
            options.checkpointAfterBytes = 64 << 10
            let stock = try await Depot.open(folder, options)
            try await stock.accept(1 << 40, .define(Depot.masterData))
            async let closed: Void = {
                _ = try await eventually { try await stock.statistics().sequence > 500 }
                try await stock.close()
            }()
            let answers = await load(stock, perTask: 100_000)
            try await closed
            let again = try await Depot.open(folder)
            try await expectSame(answers, again)
            #expect(try await again.verify().differences == [])
            try await again.close()
        }
    }

    /// The sequences of what was accepted, by number.
    private func load(_ stock: Stockroom, perTask: UInt64 = 1_500) async -> [UInt64: SequenceNumber] {
        await atOnce(8) { task in
            var answers: [UInt64: SequenceNumber] = [:]
            let first = UInt64(task) * 1_000_000
            for number in first..<first + perTask {
                guard let answer = try? await stock.submit(Load.command(number)) else { break }
                if answer.refusal == nil { answers[number] = answer.sequence }
            }
            return answers
        }.reduce(into: [:]) { all, part in all.merge(part) { one, _ in one } }
    }

    /// Sent again, everything gets its first answer, and nothing happens.
    private func expectSame(_ answers: [UInt64: SequenceNumber], _ stock: Stockroom) async throws {
        let sequence = try await stock.statistics().sequence
        #expect(answers.count > 100)
        let numbers = answers.keys.sorted()
        let again = try await stock.submit(numbers.map { Load.command($0) })
        for (number, answer) in zip(numbers, again) { #expect(answer.sequence == answers[number]) }
        #expect(try await stock.statistics().sequence == sequence)
    }
}
