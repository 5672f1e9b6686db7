import StockBytes
import StockFiles
import Testing

@testable import StockJournal

/// A journal that ends in the middle of something.
@Suite struct CutTests {
    /// Where each record of the newest segment ends, and the batches so far at that point.
    struct Written {
        let folder: TestFolder
        var ends: [(offset: Int, batches: [Batch])] = []
        var segment: UInt64 = 0
    }

    static func written(sealed: Bool) throws -> Written {
        let folder = try TestFolder()
        var journal = try open(folder)
        var written = Written(folder: folder)
        var batches: [Batch] = []
        for size in [300, 0, 37, 120] {
            batches.append(try journal.append(size))
            written.ends.append((journal.output.offset, batches))
        }
        if sealed {
            try journal.seal()
            written.ends.append((journal.output.offset, batches))
        }
        written.segment = journal.segmentNumber
        return written
    }

    @Test(arguments: [false, true])
    func `a journal whose last records end at any byte gives what is whole and reports the rest`(
        sealed: Bool
    ) throws {
        let written = try Self.written(sealed: sealed)
        let path = written.folder.segmentPath(written.segment)
        let whole = try TestFolder.bytes(path)
        let begin = written.ends[0].offset
        let end = try #require(written.ends.last).offset
        for cut in begin...end {
            let torn = Array(whole[..<cut]) + [UInt8](repeating: 0, count: whole.count - cut)
            try TestFolder.write(torn, to: path)
            let found = try read(written.folder)
            let kept = try #require(written.ends.last { record in record.offset <= cut })
            let hasRest = torn[kept.offset..<min(kept.offset + RecordHeader.byteCount, torn.count)]
                .contains { byte in byte != 0 }
            #expect(found.batches == kept.batches, "cut at \(cut)")
            #expect((found.report.dropped != nil) == hasRest, "cut at \(cut)")
            if let dropped = found.report.dropped {
                #expect(dropped.file == path)
                #expect(dropped.offset == kept.offset)
                #expect(dropped.firstSequence == (kept.batches.last?.last ?? 0) + 1)
            }
        }
    }

    @Test func `after a torn end the journal goes on, and what was dropped stays dropped`() throws {
        let written = try Self.written(sealed: false)
        let end = try #require(written.ends.last).offset
        try written.folder.overwrite(written.segment, at: end - 20, [UInt8](repeating: 0, count: 20))
        var batches: [Batch] = []
        var report: JournalReport?
        do {
            var journal = try recover(written.folder, into: &batches, &report)
            #expect(report?.dropped?.offset == written.ends[2].offset)
            #expect(report?.dropped?.count == 12)
            batches.append(try journal.append(50, fill: 9))
        }
        for _ in 0..<3 {
            var found: [Batch] = []
            _ = try recover(written.folder, into: &found, &report)
            #expect(found == batches)
            #expect(report?.dropped == nil)
        }
    }

    @Test func `a file that is shorter than it was made is damage`() throws {
        let written = try Self.written(sealed: false)
        let path = written.folder.segmentPath(written.segment)
        try SystemFiles().open(path, .readWrite).truncate(to: testSettings.segmentBytes - 1)
        let found = damage { _ = try read(written.folder) }
        #expect(found?.reason == .cutShort)
        #expect(found?.file == path)
        #expect(found?.offset == testSettings.segmentBytes - 1)
    }

    @Test func `the last batch is written again before anything is served`() throws {
        let written = try Self.written(sealed: false)
        var batches: [Batch] = []
        var report: JournalReport?
        let journal = try recover(written.folder, into: &batches, &report)
        let bytes = try TestFolder.bytes(written.folder.segmentPath(journal.segmentNumber))
        var copied = ByteWriter()
        copied.append(bytes: bytes)
        let header = RecordHeader.decode(copied.span(SegmentHeader.blockBytes..<bytes.count))
        #expect(header?.kind == .carried)
        #expect(header?.epoch == 2)
        #expect(header?.record == batches.last?.record)
        // Where the old copy says something else from now on, nobody reads it.
        try written.folder.overwrite(written.segment, at: written.ends[2].offset + 110, [77])
        #expect(try read(written.folder).batches == batches)
    }

    @Test func `records that the checkpoint holds are not given again`() throws {
        let written = try Self.written(sealed: true)
        let all = try #require(written.ends.last).batches
        for (index, batch) in all.enumerated() {
            let found = try read(written.folder, after: batch.last)
            #expect(found.batches == Array(all[(index + 1)...]))
            #expect(found.report.lastSequence == all.last?.last)
        }
    }

    @Test func `a checkpoint inside a record is refused`() throws {
        let written = try Self.written(sealed: true)
        let found = damage { _ = try read(written.folder, after: 5) }
        #expect(found?.reason == .checkpointInsideRecord)
    }

    @Test(arguments: [false, true])
    func `a journal that ends before the checkpoint is refused: what came after it is not there`(sealed: Bool) throws {
        let written = try Self.written(sealed: sealed)
        let last = try #require(written.ends.last?.batches.last).last
        let found = damage { _ = try read(written.folder, after: last + 1) }
        #expect(found?.reason == .endsBeforeCheckpoint)
        #expect(damage { _ = try read(written.folder, after: last) } == nil)
    }

    @Test func `a folder without a journal says so`() throws {
        let folder = try TestFolder()
        #expect(try read(folder, after: 20).report.isNew)
        _ = try open(folder, after: 20)
        #expect(try !read(folder, after: 20).report.isNew)
    }
}
