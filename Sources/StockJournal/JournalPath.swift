import StockFiles

/// The segments that make up the journal, found from the headers in a folder.
///
/// Each segment names the one it continues, so the newest leads back to the one in which the checkpoint's
/// next sequence stands. What is not on this way holds only what the checkpoint has, or what a recovery
/// replaced.
struct JournalPath {
    /// From the one where reading begins to the newest; empty when none has been begun.
    private(set) var segments: [SegmentHeader] = []
    /// Files after the newest segment, which have not been begun as far as their headers can say.
    private(set) var notBegun: [UInt64] = []
    /// Older files that are not needed for reading.
    private(set) var passed: [UInt64] = []
    /// Segments before those that are read, ascending, which hold only what the checkpoint has, and which are to be kept.
    private(set) var kept: [SegmentHeader] = []

    /// Finds the way to `checkpoint`, the last sequence that is safe elsewhere.
    ///
    /// Older segments of the journal with a higher number than `keptAfter` are kept; nil: none.
    init(
        _ folder: SegmentFolder, identity: JournalIdentity, checkpoint: UInt64, keptAfter: UInt64? = nil
    ) throws(JournalError) {
        let numbers: [UInt64]
        let claims: [Claim]
        do {
            numbers = try folder.segmentNumbers()
            claims = try Self.claims(folder, numbers)
        } catch {
            throw .files(error)
        }
        let found = try Self.begun(folder, claims, files: Set(numbers))
        for header in found.values where header.identity != identity {
            throw .foreign(file: folder.segmentPath(header.number))
        }
        guard let newest = found.values.max(by: { left, right in left.number < right.number }) else {
            notBegun = numbers
            try requireNoGap(after: 0, folder, checkpoint)
            return
        }
        notBegun = numbers.filter { number in number > newest.number }
        try requireNoGap(after: newest.number, folder, checkpoint)
        try walkBack(from: newest, found, folder, checkpoint)
        if let keptAfter { keep(after: keptAfter, found) }
        let needed = Set((kept + segments).map(\.number))
        passed = numbers.filter { number in number < newest.number && !needed.contains(number) }
    }

    private mutating func walkBack(
        from newest: SegmentHeader, _ found: [UInt64: SegmentHeader], _ folder: SegmentFolder,
        _ checkpoint: UInt64
    ) throws(JournalError) {
        var header = newest
        var backwards = [newest]
        while header.firstSequence - 1 > checkpoint {
            guard let before = found[header.previous] else {
                throw .damaged(
                    Damage(
                        file: folder.segmentPath(header.previous), offset: 0, sequence: checkpoint + 1,
                        reason: .missingSegment(header.previous)))
            }
            guard before.firstOrdinal <= header.firstOrdinal, before.firstSequence <= header.firstSequence,
                before.epoch <= header.epoch
            else {
                throw .damaged(
                    Damage(
                        file: folder.segmentPath(header.number), offset: 0, sequence: header.firstSequence,
                        reason: .broken))
            }
            backwards.append(before)
            header = before
        }
        segments = backwards.reversed()
    }

    /// As far as the way leads further back without a break.
    private mutating func keep(after last: UInt64, _ found: [UInt64: SegmentHeader]) {
        var backwards: [SegmentHeader] = []
        var header = segments.first
        while let next = header, next.previous > last, let before = found[next.previous],
            before.firstOrdinal <= next.firstOrdinal, before.firstSequence <= next.firstSequence
        {
            backwards.append(before)
            header = before
        }
        kept = backwards.reversed()
    }

    /// Spares are made one after the other, so a hole in their numbers is a begun segment that has gone.
    private func requireNoGap(
        after last: UInt64, _ folder: SegmentFolder, _ checkpoint: UInt64
    ) throws(JournalError) {
        var expected = last
        for number in notBegun {
            expected += 1
            if number != expected {
                throw .damaged(
                    Damage(
                        file: folder.segmentPath(expected), offset: 0, sequence: checkpoint + 1,
                        reason: .missingSegment(expected)))
            }
        }
    }

    /// What a file's header says.
    private struct Claim {
        let file: UInt64
        let content: SegmentHeader.Decoded
    }

    private static func claims(
        _ folder: SegmentFolder, _ numbers: [UInt64]
    ) throws(FilesError) -> [Claim] {
        var claims: [Claim] = []
        for number in numbers {
            let file = try folder.files.open(folder.segmentPath(number), .read)
            var buffer = FileBuffer(capacityBytes: SegmentHeader.byteCount)
            _ = try buffer.fill(from: file, at: 0, SegmentHeader.byteCount)
            claims.append(Claim(file: number, content: SegmentHeader.decode(buffer.span(0..<buffer.count))))
        }
        return claims
    }

    /// The headers of the segments that have been begun, by number.
    private static func begun(
        _ folder: SegmentFolder, _ claims: [Claim], files: Set<UInt64>
    ) throws(JournalError) -> [UInt64: SegmentHeader] {
        var begun: [UInt64: SegmentHeader] = [:]
        for claim in claims {
            if case .header(let header) = claim.content, header.number == claim.file {
                begun[claim.file] = header
            }
        }
        for claim in claims {
            switch claim.content {
            case .none: continue
            case .newerFormat(let format):
                throw .newerFormat(file: folder.segmentPath(claim.file), format: format)
            case .header(let header):
                // A recycled spare still holds its old header, and the file of that number is gone. The
                // header of a later segment is in the wrong file, and so is that of one whose file is there,
                // whatever it holds: the two may have changed places.
                let isSpare = header.number < claim.file && !files.contains(header.number)
                guard header.number == claim.file || isSpare else {
                    throw .damaged(
                        Damage(
                            file: folder.segmentPath(claim.file), offset: 0,
                            sequence: header.firstSequence, reason: .swapped(holds: header.number)))
                }
            }
        }
        return begun
    }
}
