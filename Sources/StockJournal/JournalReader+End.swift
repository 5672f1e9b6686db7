import StockBytes
import StockFiles

/// Where the good records end: an end, an unflushed tail, or damage.
extension JournalReader {
    /// What is dropped after the last good record of the newest segment; throws when it was durable once.
    ///
    /// Every record is flushed before the next is written. So a later record of this segment and epoch
    /// proves that the bad one had been flushed, and losing it would lose what was acknowledged.
    mutating func judgeEnd() throws(JournalError) -> DroppedTail? {
        guard let segment else { return nil }
        do {
            let found = try lookForLaterRecord(in: segment)
            if !found.isEvidence, !isNextSegmentMissing(after: segment) {
                return found.isBlank ? nil : try droppedTail(in: segment, upTo: found.lastUsed)
            }
        } catch {
            throw .files(error)
        }
        throw isNextSegmentMissing(after: segment) ? missing(segment.number + 1) : damage(.badRecord)
    }

    /// A segment is closed only when the file of the next one is there.
    private func isNextSegmentMissing(after segment: SegmentHeader) -> Bool {
        last?.header.kind == .close && path.notBegun.isEmpty
    }

    private func missing(_ number: UInt64) -> JournalError {
        .damaged(
            Damage(
                file: folder.segmentPath(number), offset: 0, sequence: position.nextSequence,
                reason: .missingSegment(number)))
    }

    private mutating func droppedTail(
        in segment: SegmentHeader, upTo lastUsed: Int
    ) throws(FilesError) -> DroppedTail {
        var byteCount = lastUsed - offset
        var count: UInt32?
        if try input.load(offset, RecordHeader.byteCount),
            let header = RecordHeader.decode(input.bytes(offset, RecordHeader.byteCount)),
            header.segment == segment.number, header.ordinal == position.ordinal
        {
            byteCount = min(header.recordBytes, input.end - offset)
            count = header.record.count
        }
        return DroppedTail(
            file: folder.segmentPath(segment.number), offset: offset, byteCount: byteCount,
            firstSequence: position.nextSequence, count: count)
    }

    private struct Search {
        var isEvidence = false
        /// Whether a header's length of zeros, or nothing, follows: how a segment ends in the ordinary.
        var isBlank = true
        /// The end of the bytes that are not zero, before the next record of an earlier use.
        var lastUsed: Int
    }

    /// Looks at every place after `offset` where a record could begin.
    private mutating func lookForLaterRecord(in segment: SegmentHeader) throws(FilesError) -> Search {
        var search = Search(lastUsed: offset)
        var isOwn = true
        var place = offset
        while place + 8 <= input.end {
            let piece = min(SegmentInput.pieceBytes / 2, input.end - place) / 8 * 8
            guard try input.load(place, piece) else { break }
            var at = 0
            while let word = Self.nextWord(input.bytes(place, piece), from: &at) {
                if isOwn {
                    search.lastUsed = place + at + 8
                    if place + at < offset + RecordHeader.byteCount { search.isBlank = false }
                }
                if UInt32(truncatingIfNeeded: word) == RecordHeader.magic,
                    try input.load(place + at, RecordHeader.byteCount),
                    let header = RecordHeader.decode(input.bytes(place + at, RecordHeader.byteCount))
                {
                    if isEvidence(header, segment) {
                        search.isEvidence = true
                        return search
                    }
                    if header.segment != segment.number || header.epoch != segment.epoch {
                        if isOwn { search.lastUsed = place + at }
                        isOwn = false
                    }
                }
                at += 8
                // The check of a header may have moved the piece in memory.
                guard try input.load(place, piece) else { break }
            }
            place += piece
        }
        return search
    }

    /// The next 8 bytes that are not all zero, at a multiple of 8 from `at` on, which is moved there.
    private static func nextWord(_ bytes: RawSpan, from at: inout Int) -> UInt64? {
        var reader = ByteReader(bytes)
        guard (try? reader.skip(at)) != nil else { return nil }
        while let word = try? reader.read(UInt64.self) {
            if word != 0 {
                at = reader.offset - 8
                return word
            }
        }
        return nil
    }

    private func isEvidence(_ header: RecordHeader, _ segment: SegmentHeader) -> Bool {
        header.identity == identity && header.segment == segment.number && header.epoch == segment.epoch
            && (header.ordinal > position.ordinal || header.flushedThrough >= position.nextSequence)
    }

    /// A record in a file whose header cannot be read proves that the header was there and has rotted,
    /// since a header is flushed before the records.
    ///
    /// Only what a recovery carries over stands there first.
    mutating func refuseRecordsInFilesNotBegun() throws(JournalError) {
        for number in path.notBegun {
            let name = folder.segmentPath(number)
            let holdsRecords: Bool
            do {
                let file = try folder.files.open(name, .read)
                input.open(file, end: try file.size())
                holdsRecords = try findRecord(of: number)
            } catch {
                throw .files(error)
            }
            if holdsRecords {
                throw .damaged(
                    Damage(
                        file: name, offset: 0, sequence: position.nextSequence,
                        reason: .badSegmentHeader))
            }
        }
    }

    private mutating func findRecord(of number: UInt64) throws(FilesError) -> Bool {
        var place = SegmentHeader.blockBytes
        while place + 8 <= input.end {
            let piece = min(SegmentInput.pieceBytes / 2, input.end - place) / 8 * 8
            guard try input.load(place, piece) else { return false }
            var at = 0
            while let word = Self.nextWord(input.bytes(place, piece), from: &at) {
                if UInt32(truncatingIfNeeded: word) == RecordHeader.magic,
                    try input.load(place + at, RecordHeader.byteCount),
                    let header = RecordHeader.decode(input.bytes(place + at, RecordHeader.byteCount)),
                    header.identity == identity, header.segment == number,
                    header.kind != .carried || place + at > SegmentHeader.blockBytes
                {
                    return true
                }
                at += 8
                guard try input.load(place, piece) else { return false }
            }
            place += piece
        }
        return false
    }
}
