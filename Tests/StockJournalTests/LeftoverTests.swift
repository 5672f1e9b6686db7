import StockBytes
import StockFiles
import Testing

@testable import StockJournal

/// What recycled segments still hold from earlier uses.
@Suite struct LeftoverTests {
    @Test func `recycled segments give nothing but what was written to them last`() throws {
        let folder = try TestFolder()
        var journal = try open(folder)
        var kept: [Batch] = []
        for round in 0..<200 {
            kept.append(try journal.append(round * 37 % 2_500, fill: UInt8(round % 251)))
            if journal.spares.needsSpares { try journal.spares.prepareSpares() }
            if round % 3 == 0, let checkpoint = kept.dropLast(2).last?.last {
                kept.removeFirst(kept.count - 2)
                try journal.recycle(through: checkpoint)
            }
            let found = try read(folder, after: kept[0].first - 1)
            #expect(found.batches == kept, "round \(round)")
            #expect(found.report.dropped == nil, "round \(round)")
        }
        #expect(try folder.segmentNumbers.count <= 5)
        let late = journal.statistics.sparesMadeLate
        #expect(late == 0)
    }

    struct Leftover: Sendable {
        var name: String
        var identity = testIdentity
        var segmentBack: UInt64 = 0
        var epoch: UInt32 = 2
        var isEvidence = false
    }

    @Test(arguments: [
        Leftover(name: "another store", identity: JournalIdentity(storeLow: 1, storeHigh: 2, incarnation: 7)),
        Leftover(
            name: "another incarnation",
            identity: JournalIdentity(storeLow: 0x1111, storeHigh: 0x2222, incarnation: 6)),
        Leftover(name: "an earlier use of the file", segmentBack: 1),
        Leftover(name: "an older epoch", epoch: 1),
        Leftover(name: "its own", isEvidence: true),
    ])
    func `a record after a torn one is evidence only when it belongs to this use of the file`(
        leftover: Leftover
    ) throws {
        let folder = try TestFolder()
        _ = try open(folder)
        var journal = try open(folder)
        try journal.append(50)
        let offset = journal.output.offset
        try journal.append(100)
        let place = (journal.output.offset + 500) / 8 * 8
        let header = RecordHeader(
            kind: .batch, identity: leftover.identity, segment: journal.segmentNumber - leftover.segmentBack,
            epoch: leftover.epoch, ordinal: 900, flushedThrough: 900, commandBytes: 0,
            record: JournalRecord(
                firstSequence: 901, count: 1, batchTimeMilliseconds: 0, applyVersion: 1, effectsDigest: 0))
        var bytes = ByteWriter()
        header.encode(into: &bytes)
        try folder.overwrite(journal.segmentNumber, at: place, bytes.array)
        try folder.overwrite(journal.segmentNumber, at: offset + 130, [1, 2, 3])
        if leftover.isEvidence {
            #expect(damage { _ = try read(folder) }?.offset == offset)
        } else {
            let found = try read(folder)
            #expect(found.batches.count == 1)
            #expect(found.report.dropped?.offset == offset)
        }
    }
}
