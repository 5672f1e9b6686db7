import StockBytes
import StockFiles

/// Where the next record goes, and what it continues.
struct JournalPosition: Equatable {
    var nextSequence: UInt64
    var ordinal: UInt64
    /// Checksum of the record before.
    var chain: UInt64
}

/// Writes records into one segment, in whole blocks, each flushed.
///
/// Whole blocks, because only these can be written past the page cache, and because that would have to read a partly
/// written block of a recycled file from the disk first, in the middle of a flush. It writes whole pages in any case,
/// so nothing more is at risk: the bytes that were flushed before are written again as they were. At least a header's length of zeros
/// follows every record within its segment, so that the end of a recycled segment reads as an end.
struct SegmentOutput: ~Copyable {
    private(set) var file: any File
    private(set) var segmentBytes: Int
    /// The unfinished block, then what is being appended to it.
    private var pending: ByteWriter
    private var spare: ByteWriter
    /// Offset in the file of the first byte of `pending`.
    private var blockStart: Int
    private(set) var writtenBytes: UInt64 = 0
    private(set) var flushes: UInt64 = 0

    init(file: any File, segmentBytes: Int) {
        self.file = file
        self.segmentBytes = segmentBytes
        pending = ByteWriter(capacityBytes: 1 << 16)
        spare = ByteWriter(capacityBytes: 2 * blockBytes)
        blockStart = SegmentHeader.blockBytes
    }

    /// Offset at which the next record begins.
    var offset: Int { blockStart + pending.count }

    /// Whether a record of so many bytes fits and leaves room for the seal and the close after it.
    func fits(recordBytes: Int) -> Bool {
        recordBytes <= segmentBytes - offset - 2 * RecordHeader.emptyRecordBytes
    }

    /// Goes over to another segment, whose first record comes next.
    mutating func `continue`(in file: any File, segmentBytes: Int) {
        self.file = file
        self.segmentBytes = segmentBytes
        pending.removeAll()
        blockStart = SegmentHeader.blockBytes
    }

    /// Writes and flushes the segment's header.
    mutating func write(_ header: SegmentHeader) throws(FilesError) {
        var block = ByteWriter(capacityBytes: SegmentHeader.blockBytes)
        header.encode(into: &block)
        try file.write(block.span, at: 0)
        try flush(written: SegmentHeader.blockBytes)
    }

    /// Makes the first block of records empty, so that nothing that stood there can be read as a record.
    mutating func clearFirstBlock() throws(FilesError) {
        var block = ByteWriter(capacityBytes: blockBytes)
        block.append(zeros: blockBytes)
        try file.write(block.span, at: SegmentHeader.blockBytes)
        try flush(written: blockBytes)
    }

    /// Writes and flushes one record; returns its checksum, which the next one continues.
    mutating func write(
        _ header: RecordHeader, commands: RawSpan, chain: UInt64
    ) throws(FilesError) -> UInt64 {
        let start = pending.count
        header.encode(into: &pending)
        pending.append(bytes: commands)
        pending.append(zeros: header.recordBytes - RecordHeader.trailerBytes - (pending.count - start))
        let sum = checksum(of: pending.span(start..<pending.count), seed: chain)
        pending.append(sum)
        let end = pending.count
        let padded = min((end + RecordHeader.byteCount).roundedUpToBlock, segmentBytes - blockStart)
        pending.append(zeros: padded - end)
        try file.writeDurably(pending.span, at: blockStart)
        count(written: padded)
        let finished = end / blockBytes * blockBytes
        Self.copy(pending, finished..<end, to: &spare)
        swap(&pending, &spare)
        blockStart += finished
        return sum
    }

    private static func copy(
        _ source: borrowing ByteWriter, _ range: Range<Int>, to target: inout ByteWriter
    ) {
        target.removeAll()
        target.append(bytes: source.span(range))
    }

    private mutating func flush(written byteCount: Int) throws(FilesError) {
        try file.synchronizeData()
        count(written: byteCount)
    }

    private mutating func count(written byteCount: Int) {
        writtenBytes += UInt64(byteCount)
        flushes += 1
    }
}

extension Int {
    var roundedUpToBlock: Int { (self + blockBytes - 1) / blockBytes * blockBytes }
}
