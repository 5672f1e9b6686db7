import StockFiles
import Testing

@testable import StockJournal

/// One bit of a small journal is wrong.
@Suite struct BitFlipTests {
    /// Several segments in two epochs; the last record is a batch or a seal.
    struct Written {
        var folder: TestFolder
        var batches: [Batch]
        var newest: UInt64
        var lastRecord: Range<Int>
    }

    static func written(sealed: Bool) throws -> Written {
        let folder = try TestFolder()
        var batches: [Batch] = []
        var report: JournalReport?
        do {
            var journal = try open(folder)
            for size in [90, 11_000, 40] { batches.append(try journal.append(size)) }
        }
        var journal = try recover(folder, into: &batches, &report)
        batches.append(try journal.append(30))
        try journal.seal()
        batches.append(try journal.append(11_300))
        batches.append(try journal.append(64))
        let start = journal.output.offset
        if sealed {
            try journal.seal()
        } else {
            batches.append(try journal.append(100))
        }
        return Written(
            folder: folder, batches: batches, newest: journal.segmentNumber,
            lastRecord: start..<journal.output.offset)
    }

    @Test(arguments: [false, true])
    func `a flipped bit anywhere is refused, harmless, or costs only the last unsealed record`(
        sealed: Bool
    ) throws {
        let written = try Self.written(sealed: sealed)
        let folder = written.folder
        #expect(try read(folder).batches == written.batches)
        var refused = 0
        var shortened = 0
        for number in try folder.segmentNumbers {
            let bytes = try TestFolder.bytes(folder.segmentPath(number))
            for (offset, byte) in bytes.enumerated() {
                let inLast = number == written.newest && written.lastRecord.contains(offset)
                // Long runs of the same byte are sampled, all else is tried byte by byte.
                let isDull = offset > 0 && bytes[offset - 1] == byte && offset % 61 != 0
                if isDull, !inLast { continue }
                let bits = inLast ? Array(0..<8) : [(offset &* 7) % 8]
                for bit in bits {
                    try folder.overwrite(number, at: offset, [byte ^ (1 << bit)])
                    do {
                        let found = try read(folder)
                        if found.batches != written.batches {
                            #expect(!sealed && inLast, "segment \(number), offset \(offset), bit \(bit)")
                            #expect(found.batches == written.batches.dropLast())
                            #expect(found.report.dropped?.offset == written.lastRecord.lowerBound)
                            shortened += 1
                        }
                    } catch JournalError.damaged(let damage) {
                        #expect(damage.file.hasPrefix(folder.path + "/"))
                        #expect((0...bytes.count).contains(damage.offset))
                        refused += 1
                    }
                }
                try folder.overwrite(number, at: offset, [byte])
            }
        }
        #expect(refused > 500)
        #expect((shortened > 0) == !sealed)
    }

    @Test func `damage names the file, the offset and the first sequence that is lost`() throws {
        let folder = try TestFolder()
        var offsets: [Int] = []
        do {
            var journal = try open(folder)
            for _ in 0..<3 {
                offsets.append(journal.output.offset)
                try journal.append(100)
            }
            try journal.close()
        }
        let path = folder.segmentPath(1)
        let byte = try TestFolder.bytes(path)[offsets[1] + 120]
        try folder.overwrite(1, at: offsets[1] + 120, [byte ^ 1])
        #expect(
            damage { _ = try read(folder) }
                == Damage(file: path, offset: offsets[1], sequence: 11, reason: .badRecord))
        #expect(
            damage { _ = try open(folder) }
                == Damage(file: path, offset: offsets[1], sequence: 11, reason: .badRecord))
    }
}
