import StockFiles
import Testing

@testable import StockJournal

@Suite struct AppendTests {
    @Test func `what was appended is read back, in order, with its header`() throws {
        let folder = try TestFolder()
        var written: [Batch] = []
        do {
            var journal = try open(folder)
            for size in [0, 1, 7, 8, 9, 100, 4_000, 5_000, 3_976] { written.append(try journal.append(size)) }
            try journal.close()
        }
        let found = try read(folder)
        #expect(found.batches == written)
        #expect(found.report.isSealed)
        #expect(found.report.dropped == nil)
        #expect(found.report.lastSequence == written.last?.last)
    }

    @Test func `a batch that does not follow the last one is refused and nothing is written`() throws {
        let folder = try TestFolder()
        var journal = try open(folder)
        try journal.append(100)
        let before = journal.statistics
        for batch in [
            Batch(first: 5, count: 1, commands: []), Batch(first: 12, count: 1, commands: []),
            Batch(first: 11, count: 0, commands: []),
        ] {
            #expect(throws: JournalError.sequenceMismatch(expected: 11, given: batch.first)) {
                try journal.append(batch)
            }
        }
        let after = journal.statistics
        #expect(after == before)
    }

    @Test func `the largest record fits into a segment and one byte more is refused`() throws {
        let folder = try TestFolder()
        var journal = try open(folder)
        let most = journal.commandBytesMax
        let batch = Batch(first: 1, count: 1, commands: [UInt8](repeating: 1, count: most + 1))
        #expect(throws: JournalError.recordTooLarge(commandBytes: most + 1, commandBytesMax: most)) {
            try journal.append(batch)
        }
        for _ in 0..<3 { try journal.append(most) }
        try journal.seal()
        #expect(try read(folder).batches.map(\.commands.count) == [most, most, most])
    }

    @Test func `a record that does not fit goes to the next segment`() throws {
        let folder = try TestFolder()
        var journal = try open(folder)
        var written: [Batch] = []
        for _ in 0..<40 { written.append(try journal.append(3_000)) }
        let number = journal.segmentNumber
        #expect(number > 10)
        #expect(try read(folder).batches == written)
    }

    @Test func `a second seal writes nothing`() throws {
        let folder = try TestFolder()
        var journal = try open(folder)
        try journal.append(10)
        try journal.seal()
        let flushes = journal.statistics.flushes
        try journal.seal()
        let after = journal.statistics.flushes
        #expect(after == flushes)
    }
}
