public import StockFiles

/// Reads the batches after a checkpoint, in order, and decides what the end of the journal is.
///
/// It changes nothing and takes no lock: with one open writer it is for looking only. Memory: one piece of
/// 4 MiB, or the largest record. Nothing is allocated per record.
public struct JournalReader: ~Copyable {
    let folder: SegmentFolder
    let identity: JournalIdentity
    /// The last sequence that is safe elsewhere.
    let checkpoint: UInt64
    let path: JournalPath
    /// What the checkpoint holds is kept as well.
    let keepsAll: Bool
    var input: SegmentInput
    private var isOpen = false
    /// Index in `path.segments` of the segment being read.
    var current = 0
    var offset = SegmentHeader.blockBytes
    var position: JournalPosition
    /// The last good record, and the position before it.
    var last: LastRecord?
    var result: JournalReport
    private var isFinished = false
    private var commandRange = 0..<0

    struct LastRecord {
        let header: RecordHeader
        let offset: Int
        let before: JournalPosition
    }

    /// Finds the journal in a folder that exists; reads headers only.
    ///
    /// `checkpoint` is the last sequence that is safe elsewhere, 0 for none.
    public init(
        folder: String, files: any FileSystem, identity: JournalIdentity, after checkpoint: UInt64
    ) throws(JournalError) {
        try self.init(folder: folder, files: files, identity: identity, after: checkpoint, keptAfter: nil)
    }

    /// As above; older segments with a higher number than `keptAfter` are not given up.
    init(
        folder: String, files: any FileSystem, identity: JournalIdentity, after checkpoint: UInt64, keptAfter: UInt64?
    ) throws(JournalError) {
        let place = SegmentFolder(path: folder, files: files)
        // A sequence at the very end of the numbers cannot be a checkpoint's; it would only overflow below.
        let known = min(checkpoint, .max - 1)
        let path = try JournalPath(place, identity: identity, checkpoint: known, keptAfter: keptAfter)
        self.folder = place
        self.identity = identity
        self.checkpoint = known
        self.path = path
        keepsAll = keptAfter != nil
        position =
            path.segments.first?.startPosition
            ?? JournalPosition(nextSequence: known + 1, ordinal: 1, chain: 0)
        result = JournalReport(lastSequence: known)
        result.isNew = path.segments.isEmpty
        result.epoch = path.segments.last?.epoch ?? 0
        input = SegmentInput()
    }

    /// What reading came to; nothing before `next` has returned nothing.
    public var report: JournalReport? { isFinished ? result : nil }

    /// The command bytes of the record that `next` returned last.
    public var commands: RawSpan {
        @_lifetime(borrow self)
        borrowing get { input.bytes(commandRange.lowerBound, commandRange.count) }
    }

    /// The next batch after the checkpoint, or nothing when the journal ends.
    ///
    /// Throws `.damaged` when something acknowledged cannot be read.
    public mutating func next() throws(JournalError) -> JournalRecord? {
        if !isOpen, let segment {
            try open(segment)
            isOpen = true
        }
        while !isFinished {
            if try continueInNextSegment() { continue }
            guard let header = try readRecord() else {
                try finish()
                return nil
            }
            if let record = try accept(header) { return record }
        }
        return nil
    }

    var segment: SegmentHeader? { current < path.segments.count ? path.segments[current] : nil }

    var successor: SegmentHeader? {
        current + 1 < path.segments.count ? path.segments[current + 1] : nil
    }

    mutating func open(_ segment: SegmentHeader) throws(JournalError) {
        let name = folder.segmentPath(segment.number)
        let file: any File
        let size: Int
        do {
            file = try folder.files.open(name, .read)
            size = try file.size()
        } catch {
            throw .files(error)
        }
        guard size >= Int(segment.segmentBytes) else {
            throw .damaged(
                Damage(file: name, offset: size, sequence: position.nextSequence, reason: .cutShort))
        }
        input.open(file, end: Int(segment.segmentBytes))
        offset = SegmentHeader.blockBytes
        result.segments += 1
    }

    func damage(_ reason: Damage.Reason, at offset: Int? = nil) -> JournalError {
        .damaged(
            Damage(
                file: segment.map { header in folder.segmentPath(header.number) } ?? folder.path,
                offset: offset ?? self.offset, sequence: position.nextSequence, reason: reason))
    }

    /// Goes to the next segment when this one has given all that the next one does not replace.
    private mutating func continueInNextSegment() throws(JournalError) -> Bool {
        guard let successor else { return false }
        guard position.ordinal == successor.firstOrdinal else { return false }
        guard successor.chain == position.chain, successor.firstSequence == position.nextSequence else {
            current += 1
            throw damage(.broken, at: 0)
        }
        current += 1
        position = successor.startPosition
        last = nil
        try open(successor)
        return true
    }

    /// The record at `offset`, or nothing when what stands there is not the next record.
    private mutating func readRecord() throws(JournalError) -> RecordHeader? {
        guard let segment else { return nil }
        do {
            guard try input.load(offset, RecordHeader.byteCount),
                let header = RecordHeader.decode(input.bytes(offset, RecordHeader.byteCount)),
                header.identity == identity, header.segment == segment.number,
                header.epoch == segment.epoch, header.ordinal == position.ordinal,
                header.record.firstSequence == position.nextSequence
            else { return nil }
            let count = header.recordBytes
            guard try input.load(offset, count) else { return nil }
            let sum = RecordTrailer(of: input.bytes(offset, count), continuing: position.chain)
            guard sum.isRight else { return nil }
            last = LastRecord(header: header, offset: offset, before: position)
            position.chain = sum.chain
            return header
        } catch {
            throw .files(error)
        }
    }

    /// Steps over a good record; returns it when the checkpoint does not hold it.
    private mutating func accept(_ header: RecordHeader) throws(JournalError) -> JournalRecord? {
        let record = header.record
        let holdsCommands = header.kind.hasCommands
        if holdsCommands, record.firstSequence <= checkpoint, record.lastSequence > checkpoint {
            throw damage(.checkpointInsideRecord)
        }
        let commands = offset + RecordHeader.byteCount
        commandRange = commands..<commands + Int(header.commandBytes)
        offset += header.recordBytes
        position.ordinal += 1
        position.nextSequence += UInt64(record.count)
        result.isSealed = !holdsCommands
        guard holdsCommands, record.lastSequence > checkpoint else { return nil }
        result.lastSequence = record.lastSequence
        result.batches += 1
        result.sequences += UInt64(record.count)
        result.commandBytes += UInt64(header.commandBytes)
        return record
    }

    private mutating func finish() throws(JournalError) {
        if segment != nil {
            if successor != nil { throw damage(.badRecord) }
            result.dropped = try judgeEnd()
            // What a checkpoint holds was flushed here before it was written there.
            if position.nextSequence <= checkpoint { throw damage(.endsBeforeCheckpoint) }
        }
        try refuseRecordsInFilesNotBegun()
        isFinished = true
    }
}

extension SegmentHeader {
    var startPosition: JournalPosition {
        JournalPosition(nextSequence: firstSequence, ordinal: firstOrdinal, chain: chain)
    }
}
