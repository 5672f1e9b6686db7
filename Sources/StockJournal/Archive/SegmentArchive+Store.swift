import StockBytes
import StockFiles

extension SegmentArchive {
    /// What is read and written at a time: larger writes would hold up the journal's flushes on the same disk.
    static let pieceBytes = 128 << 10

    /// Copies a closed segment of the journal in `journalFolder`: every record is checked, the copy is flushed under
    /// another name, and only then it gets its own.
    ///
    /// - Parameters:
    ///   - segment: the segment, which takes no more records.
    ///   - journalFolder: where it lies.
    ///   - isCancelled: asked between pieces, and before the copy gets its name; when true, `cancelled` is thrown.
    /// - Throws: `sourceDamaged`, `exists` where another file has the name, `files`, `cancelled`.
    public func store(
        _ segment: ClosedSegment, of journalFolder: String, isCancelled: () -> Bool = { false }
    ) throws(ArchiveError) {
        let source = SegmentFolder(path: journalFolder, files: files).segmentPath(segment.number)
        let trailer = try scan(segment, source)
        do {
            try prepare()
            let target = folder.segmentPath(segment.number)
            if try files.exists(target) {
                guard try isSame(target, source, trailer) else { throw ArchiveError.exists(file: target) }
            } else {
                let unfinished = folder.unfinishedPath(segment.number)
                try write(source, trailer, to: unfinished, isCancelled)
                if isCancelled() { throw ArchiveError.cancelled }
                try files.rename(unfinished, to: target)
            }
            try files.synchronizeFolder(path)
        } catch let error as FilesError {
            throw .files(error)
        } catch let error as ArchiveError {
            throw error
        } catch { throw .exists(file: folder.segmentPath(segment.number)) }
    }

    /// Reads the records up to where the next segment takes over.
    private func scan(_ segment: ClosedSegment, _ source: String) throws(ArchiveError) -> ArchiveTrailer {
        var input = SegmentInput()
        do {
            let file = try files.open(source, .read)
            input.open(file, end: try file.size())
            guard try input.load(0, SegmentHeader.byteCount),
                case .header(let header) = SegmentHeader.decode(input.bytes(0, SegmentHeader.byteCount)),
                header.identity == identity, header.number == segment.number
            else { throw ArchiveError.sourceDamaged(file: source, offset: 0) }
            var walk = RecordWalk(header)
            var lastBatch: Int64 = 0
            while walk.position.ordinal < segment.endOrdinal {
                guard let record = try walk.next(&input) else {
                    throw ArchiveError.sourceDamaged(file: source, offset: walk.offset)
                }
                if record.kind.hasCommands { lastBatch = record.record.batchTimeMilliseconds }
            }
            return ArchiveTrailer(
                contentBytes: UInt64(walk.offset), lastSequence: walk.position.nextSequence - 1,
                lastBatchMilliseconds: lastBatch, endOrdinal: segment.endOrdinal)
        } catch let error as FilesError {
            throw .files(error)
        } catch let error as ArchiveError {
            throw error
        } catch { throw .sourceDamaged(file: source, offset: 0) }
    }

    /// Each piece is durable before the next is written, so that others who flush do not wait long.
    private func write(
        _ source: String, _ trailer: ArchiveTrailer, to path: String, _ isCancelled: () -> Bool
    ) throws {
        try files.removeIfPresent(path)
        let input = try files.open(source, .read)
        let output = try files.open(path, .create)
        var buffer = FileBuffer(capacityBytes: Self.pieceBytes)
        let end = Int(clamping: trailer.contentBytes)
        var offset = 0
        while offset < end {
            if isCancelled() { throw ArchiveError.cancelled }
            buffer.removeAll()
            let wanted = min(Self.pieceBytes, end - offset)
            guard try buffer.fill(from: input, at: offset, wanted) == wanted else {
                throw FilesError(operation: .read, path: source, code: .failed)
            }
            try output.writeDurably(buffer.span(0..<wanted), at: offset)
            offset += wanted
        }
        var last = ByteWriter(capacityBytes: ArchiveTrailer.byteCount)
        trailer.encode(into: &last)
        try output.write(last.span, at: end)
        try output.synchronize()
    }

    /// Whether the file in the archive is the copy that would be made now: one whose name was given, and not known to be.
    private func isSame(_ target: String, _ source: String, _ trailer: ArchiveTrailer) throws(FilesError) -> Bool {
        let (archived, input) = (try files.open(target, .read), try files.open(source, .read))
        var wanted = ByteWriter(capacityBytes: ArchiveTrailer.byteCount)
        trailer.encode(into: &wanted)
        let end = Int(clamping: trailer.contentBytes)
        guard try archived.size() == end + ArchiveTrailer.byteCount,
            try archived.readBytes(ArchiveTrailer.byteCount, at: end) == wanted.array
        else { return false }
        var offset = 0
        while offset < end {
            let count = min(Self.pieceBytes, end - offset)
            guard try archived.readBytes(count, at: offset) == input.readBytes(count, at: offset) else { return false }
            offset += count
        }
        return true
    }
}

/// Steps from record to record of a segment, checking each.
struct RecordWalk {
    let header: SegmentHeader
    private(set) var offset = SegmentHeader.blockBytes
    private(set) var position: JournalPosition

    init(_ header: SegmentHeader) {
        self.header = header
        position = header.startPosition
    }

    /// The record at the place where it stands, or nothing where that is not the next one; steps over it.
    mutating func next(_ input: inout SegmentInput) throws(FilesError) -> RecordHeader? {
        guard try input.load(offset, RecordHeader.byteCount),
            let record = RecordHeader.decode(input.bytes(offset, RecordHeader.byteCount)),
            record.identity == header.identity, record.segment == header.number, record.epoch == header.epoch,
            record.ordinal == position.ordinal, record.record.firstSequence == position.nextSequence,
            try input.load(offset, record.recordBytes)
        else { return nil }
        let sum = RecordTrailer(of: input.bytes(offset, record.recordBytes), continuing: position.chain)
        guard sum.isRight else { return nil }
        position = JournalPosition(
            nextSequence: position.nextSequence + UInt64(record.record.count), ordinal: position.ordinal + 1,
            chain: sum.chain)
        offset += record.recordBytes
        return record
    }
}
