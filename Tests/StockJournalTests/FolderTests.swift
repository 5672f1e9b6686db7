import StockBytes
import StockFiles
import Testing

@testable import StockJournal

/// Files that are missing, swapped, or somebody else's.
@Suite struct FolderTests {
    /// Five segments and more.
    static func written() throws -> (folder: TestFolder, batches: [Batch]) {
        let folder = try TestFolder()
        var batches: [Batch] = []
        var journal = try open(folder)
        for _ in 0..<12 { batches.append(try journal.append(5_000)) }
        try journal.spares.prepareSpares()
        try journal.close()
        return (folder, batches)
    }

    @Test func `a missing segment is named, wherever it was`() throws {
        let numbers = try Self.written().folder.segmentNumbers
        // The last one is the spare, which holds nothing.
        for number in numbers.dropLast() {
            let folder = try Self.written().folder
            try SystemFiles().remove(folder.segmentPath(number))
            let found = damage { _ = try read(folder) }
            #expect(found?.reason == .missingSegment(number))
            #expect(found?.file == folder.segmentPath(number))
        }
    }

    @Test func `the newest segment is missed even without a spare after it`() throws {
        let folder = try Self.written().folder
        let numbers = try folder.segmentNumbers
        for number in numbers.suffix(2) { try SystemFiles().remove(folder.segmentPath(number)) }
        let found = damage { _ = try read(folder) }
        #expect(found?.reason == .missingSegment(numbers[numbers.count - 2]))
    }

    @Test func `segments that changed places are damage`() throws {
        let folder = try Self.written().folder
        let files = SystemFiles()
        try files.rename(folder.segmentPath(2), to: folder.path + "/x")
        try files.rename(folder.segmentPath(4), to: folder.segmentPath(2))
        try files.rename(folder.path + "/x", to: folder.segmentPath(4))
        #expect(damage { _ = try read(folder) }?.reason == .swapped(holds: 4))
    }

    /// Found by tools/fuzz.
    ///
    /// The spare's zeros stood where the newest segment had been, and that one passed for a recycled spare: the journal
    /// ended early, or was new, and nobody was told.
    @Test(arguments: [1, 12])
    func `the newest segment and a spare that changed places are damage`(batches: Int) throws {
        let folder = try TestFolder()
        var journal = try open(folder)
        for _ in 0..<batches { try journal.append(5_000) }
        let newest = journal.segmentNumber
        try journal.spares.prepareSpares()
        try journal.close()
        let spare = try #require(try folder.segmentNumbers.last)
        let files = SystemFiles()
        try files.rename(folder.segmentPath(newest), to: folder.path + "/x")
        try files.rename(folder.segmentPath(spare), to: folder.segmentPath(newest))
        try files.rename(folder.path + "/x", to: folder.segmentPath(spare))
        let found = damage { _ = try read(folder) }
        #expect(found?.reason == .swapped(holds: newest))
        #expect(found?.file == folder.segmentPath(spare))
    }

    @Test func `a copy of an older segment in the place of a newer one is damage`() throws {
        let folder = try Self.written().folder
        let last = try #require(try folder.segmentNumbers.dropLast().last)
        try TestFolder.write(TestFolder.bytes(folder.segmentPath(2)), to: folder.segmentPath(last))
        #expect(damage { _ = try read(folder) }?.reason == .swapped(holds: 2))
    }

    @Test func `the journal of another store, or from before a restore, is refused`() throws {
        let folder = try Self.written().folder
        for other in [
            JournalIdentity(storeLow: 1, storeHigh: 2, incarnation: 7),
            JournalIdentity(storeLow: 0x1111, storeHigh: 0x2222, incarnation: 8),
        ] {
            #expect(throws: JournalError.self) { try read(folder, identity: other) }
            do {
                _ = try read(folder, identity: other)
            } catch JournalError.foreign(let file) {
                #expect(file.hasPrefix(folder.path))
            }
        }
    }

    @Test func `a journal that begins after the checkpoint is damage`() throws {
        let written = try Self.written()
        for number in [1, 2] as [UInt64] {
            try SystemFiles().remove(written.folder.segmentPath(number))
        }
        #expect(damage { _ = try read(written.folder) }?.reason == .missingSegment(2))
        let later = written.batches[8].last
        #expect(try read(written.folder, after: later).batches == Array(written.batches[9...]))
    }

    @Test func `a second opener is refused, in the same process as well`() throws {
        let folder = try TestFolder()
        do {
            let first = try open(folder)
            #expect(throws: JournalError.locked(folder: folder.path)) { _ = try open(folder) }
            _ = first.epoch
        }
        _ = try open(folder)
    }

    @Test(arguments: [
        ("/a/b", "/a"), ("/a", "/"), ("a", "."), ("a/b/", "a"), ("./a", "."), ("/a//", "/"),
    ])
    func `the folder above is found, since the journal's own entry stands in it`(path: String, parent: String) {
        #expect(SegmentFolder.parent(of: path) == parent)
    }

    @Test func `a newer format is refused by name`() throws {
        let folder = try TestFolder()
        _ = try open(folder)
        var bytes = try TestFolder.bytes(folder.segmentPath(1))
        bytes[8] = 2
        bytes.replaceSubrange(120..<128, with: littleEndian(checksum(of: Array(bytes[..<120]))))
        try TestFolder.write(bytes, to: folder.segmentPath(1))
        #expect(throws: JournalError.newerFormat(file: folder.segmentPath(1), format: 2)) { try read(folder) }
    }

    @Test func `another segment size counts from the next segment on`() throws {
        let written = try Self.written()
        let larger = JournalSettings(segmentBytes: 65_536, sparesReady: 2)
        var batches: [Batch] = []
        var report: JournalReport?
        var journal = try recover(written.folder, settings: larger, into: &batches, &report)
        batches.append(try journal.append(40_000))
        try journal.recycle(through: written.batches[11].last)
        try journal.spares.prepareSpares()
        batches.append(try journal.append(40_000))
        #expect(try read(written.folder, after: written.batches[11].last).batches == Array(batches.suffix(2)))
    }

    @Test func `a last batch that is too large for smaller segments is carried over all the same`() throws {
        let folder = try TestFolder()
        var batches: [Batch] = []
        do {
            var journal = try open(folder, settings: JournalSettings(segmentBytes: 131_072, sparesReady: 1))
            batches.append(try journal.append(100_000))
        }
        for _ in 0..<2 {
            var found: [Batch] = []
            var report: JournalReport?
            let journal = try recover(folder, into: &found, &report)
            #expect(found == batches)
            _ = journal.epoch
        }
        #expect(try read(folder).batches == batches)
    }

    private func littleEndian(_ value: UInt64) -> [UInt8] {
        (0..<8).map { index in UInt8(truncatingIfNeeded: value >> (8 * UInt64(index))) }
    }
}
