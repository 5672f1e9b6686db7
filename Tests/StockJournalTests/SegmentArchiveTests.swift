import StockFiles
import Testing

@testable import StockJournal

/// Copies of closed segments, and marks of what is missing.
@Suite struct SegmentArchiveTests {
    /// A journal with a closed segment, and an empty archive.
    private static func with(_ body: (SegmentArchive, ClosedSegment, _ journal: String) throws -> Void) throws {
        let (folder, root) = (try TestFolder(), try TestFolder())
        var journal = try open(folder)
        // More than one segment holds.
        for _ in 0..<6 { try journal.append(3_000) }
        let archive = SegmentArchive(root: root.path, identity: testIdentity, files: SystemFiles())
        defer { TestFolder.remove(archive.path) }
        let closed = journal.closed
        try body(archive, try #require(closed.first), folder.path)
    }

    @Test func `a copy that is given up gets no name, and the next attempt is whole`() throws {
        try Self.with { archive, segment, journal in
            // Before the first piece, and when all pieces are written.
            for asked in 0..<2 {
                var count = 0
                #expect(throws: ArchiveError.cancelled) {
                    try archive.store(segment, of: journal) {
                        count += 1
                        return count > asked
                    }
                }
                #expect(count == asked + 1)
                #expect(try archive.segmentNumbers() == [])
                #expect(try archive.newestSegment() == nil)
            }
            try archive.store(segment, of: journal)
            let newest = try #require(try archive.newestSegment())
            #expect(newest == (segment.number, segment.lastSequence))
        }
    }

    @Test func `a marked gap is named at the archive's end, to those who need what is missing`() throws {
        try Self.with { archive, segment, journal in
            func end(after sequence: UInt64) throws(ArchiveError) -> UInt64 {
                var journal = try ArchivedJournal(archive, after: sequence)
                var last = sequence
                while let record = try journal.next() { last = record.lastSequence }
                return last
            }
            let last = segment.lastSequence
            try archive.markGap(through: last)
            #expect(throws: ArchiveError.gap(folder: archive.path, first: 1, last: last)) { try end(after: 0) }
            try archive.store(segment, of: journal)
            #expect(try end(after: 0) == last)
            for _ in 0..<2 { try archive.markGap(through: last + 9) }
            #expect(throws: ArchiveError.gap(folder: archive.path, first: last + 1, last: last + 9)) {
                try end(after: 0)
            }
            #expect(throws: ArchiveError.gap(folder: archive.path, first: last + 5, last: last + 9)) {
                try end(after: last + 4)
            }
            #expect(try end(after: last + 9) == last + 9)
        }
    }
}
