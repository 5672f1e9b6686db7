import StockBytes
import StockFiles

/// Reads the batches after a sequence from the archived segments of one life of a store, in order.
///
/// Segments follow one another by their numbers, each where the one before ends: by ordinal, sequence and checksum. Every
/// byte of each is checked, and whatever does not fit is refused by name. Memory: one piece of 4 MiB, or the largest record.
public struct ArchivedJournal: ~Copyable {
    private let archive: SegmentArchive
    /// The last sequence that is safe elsewhere.
    private let start: UInt64
    /// Those still to be read, ascending.
    private var waiting: ArraySlice<UInt64>
    private var input = SegmentInput()
    private var walk: RecordWalk?
    private var trailer = ArchiveTrailer(
        contentBytes: 0, lastSequence: 0, lastBatchMilliseconds: 0, endOrdinal: 0)
    private var file = ""
    /// Where the segment before has ended; nil before the first.
    private var end: JournalPosition?
    private var commandRange = 0..<0
    /// The last sequence that is marked as missing; 0 where none is.
    private let lastMissing: UInt64

    /// Segments that were read to their end.
    public private(set) var segments = 0

    /// Finds the segment in which the sequence after `sequence` stands.
    ///
    /// - Throws: `empty` where the archive has none of this store's life, `gap` where the oldest begins too late.
    public init(_ archive: SegmentArchive, after given: UInt64) throws(ArchiveError) {
        // A sequence at the very end of the numbers cannot be a store's; it would only overflow below.
        let sequence = min(given, .max - 1)
        self.archive = archive
        start = sequence
        let missing = try archive.lastMissingSequence()
        let numbers = try archive.segmentNumbers()
        guard !numbers.isEmpty else {
            if missing > sequence { throw .gap(folder: archive.path, first: sequence + 1, last: missing) }
            throw .empty(folder: archive.path)
        }
        var first: Int?
        var oldest: UInt64?
        var unreadable: ArchiveError?
        for index in numbers.indices.reversed() {
            do throws(ArchiveError) {
                let header = try Self.header(of: numbers[index], archive)
                oldest = header.firstSequence
                unreadable = nil
                guard header.firstSequence <= sequence + 1 else { continue }
                first = index
                break
            } catch {
                // Met again where it is needed; it may be the one in which the sequence stands.
                unreadable = unreadable ?? error
            }
        }
        guard let first else {
            if let unreadable { throw unreadable }
            throw .gap(folder: archive.path, first: sequence + 1, last: (oldest ?? 1) - 1)
        }
        waiting = numbers[first...]
        lastMissing = missing
    }

    /// The command bytes of the record that `next` returned last.
    public var commands: RawSpan {
        @_lifetime(borrow self)
        borrowing get { input.bytes(commandRange.lowerBound, commandRange.count) }
    }

    /// The next batch, or nothing when the archive ends.
    ///
    /// - Throws: `damaged`, `foreign`, `newerFormat`, `gap`, `files`.
    public mutating func next() throws(ArchiveError) -> JournalRecord? {
        while true {
            guard var current = walk else {
                guard let number = waiting.popFirst() else {
                    try requireNoMark()
                    return nil
                }
                walk = try open(number)
                continue
            }
            if current.position.ordinal == trailer.endOrdinal {
                try requireWholeness(of: current)
                end = current.position
                segments += 1
                walk = nil
                continue
            }
            let offset = current.offset
            let found: RecordHeader?
            do throws(FilesError) { found = try current.next(&input) } catch { throw .files(error) }
            guard let header = found else { throw damaged(at: offset, "its next record cannot be read") }
            walk = current
            let record = header.record
            guard header.kind.hasCommands, record.lastSequence > start else { continue }
            guard record.firstSequence > start else {
                throw damaged(
                    at: offset,
                    "sequence \(start) lies within a record: the backup and the archive do not belong together")
            }
            let commands = offset + RecordHeader.byteCount
            commandRange = commands..<commands + Int(header.commandBytes)
            return record
        }
    }

    /// Opens a segment and checks that it continues the one before.
    private mutating func open(_ number: UInt64) throws(ArchiveError) -> RecordWalk {
        file = archive.folder.segmentPath(number)
        let header = try Self.header(of: number, archive)
        let size: Int
        do throws(FilesError) {
            let opened = try archive.files.open(file, .read)
            size = try opened.size()
            input.open(opened, end: size)
        } catch { throw .files(error) }
        guard size >= SegmentHeader.blockBytes + ArchiveTrailer.byteCount else {
            throw damaged(at: 0, "it is too short")
        }
        if let end, header.startPosition != end {
            guard header.firstSequence > end.nextSequence else {
                throw damaged(at: 0, "it does not continue the segment before it")
            }
            throw .gap(
                folder: archive.path, first: max(end.nextSequence, start + 1), last: header.firstSequence - 1)
        }
        trailer = try readTrailer(size)
        try requireBlankHeaderBlock()
        return RecordWalk(header)
    }

    /// At the archive's end: what is known to be missing behind it was not read.
    private func requireNoMark() throws(ArchiveError) {
        let next = max(end?.nextSequence ?? 0, start + 1)
        if lastMissing >= next { throw .gap(folder: archive.path, first: next, last: lastMissing) }
    }

    private mutating func readTrailer(_ size: Int) throws(ArchiveError) -> ArchiveTrailer {
        let place = size - ArchiveTrailer.byteCount
        let isLoaded: Bool
        do throws(FilesError) { isLoaded = try input.load(place, ArchiveTrailer.byteCount) } catch {
            throw .files(error)
        }
        guard isLoaded else { throw damaged(at: place, "its end cannot be read") }
        switch ArchiveTrailer.decode(input.bytes(place, ArchiveTrailer.byteCount)) {
        case .newerFormat(let format): throw .newerFormat(file: file, format: format)
        case .trailer(let trailer) where trailer.contentBytes == UInt64(place): return trailer
        case .none, .trailer: throw damaged(at: place, "it does not end as an archived segment does")
        }
    }

    /// What stands between the header and the records is zeros.
    private mutating func requireBlankHeaderBlock() throws(ArchiveError) {
        let count = SegmentHeader.blockBytes - SegmentHeader.byteCount
        let isLoaded: Bool
        do throws(FilesError) { isLoaded = try input.load(SegmentHeader.byteCount, count) } catch {
            throw .files(error)
        }
        guard isLoaded else { throw damaged(at: SegmentHeader.byteCount, "it is too short") }
        var reader = ByteReader(input.bytes(SegmentHeader.byteCount, count))
        while let word = try? reader.read(UInt64.self) {
            if word != 0 {
                throw damaged(at: SegmentHeader.byteCount + reader.offset - 8, "bytes that have to be zero")
            }
        }
    }

    private func requireWholeness(of walk: RecordWalk) throws(ArchiveError) {
        guard UInt64(walk.offset) == trailer.contentBytes, walk.position.nextSequence - 1 == trailer.lastSequence else {
            throw damaged(at: walk.offset, "it holds other records than its end says")
        }
    }

    private func damaged(at offset: Int, _ what: String) -> ArchiveError {
        .damaged(file: file, offset: offset, sequence: (walk?.position ?? end)?.nextSequence ?? start + 1, what: what)
    }

    private static func header(of number: UInt64, _ archive: SegmentArchive) throws(ArchiveError) -> SegmentHeader {
        let path = archive.folder.segmentPath(number)
        var buffer = FileBuffer(capacityBytes: SegmentHeader.byteCount)
        do throws(FilesError) {
            _ = try buffer.fill(from: try archive.files.open(path, .read), at: 0, SegmentHeader.byteCount)
        } catch { throw .files(error) }
        switch SegmentHeader.decode(buffer.span(0..<buffer.count)) {
        case .newerFormat(let format): throw .newerFormat(file: path, format: format)
        case .none: throw .damaged(file: path, offset: 0, sequence: 0, what: "its header cannot be read")
        case .header(let header):
            guard header.identity == archive.identity else { throw .foreign(file: path) }
            guard header.number == number else {
                throw .damaged(
                    file: path, offset: 0, sequence: header.firstSequence,
                    what: "it is segment \(header.number), which is not what its name says")
            }
            return header
        }
    }
}
