import StockFiles

/// How a recovery goes on from what was read.
extension JournalReader {
    struct NewEpoch {
        var epoch: UInt32
        var number: UInt64
        /// The segment that the new one continues; 0 for none.
        var previous: UInt64
        /// Where the new segment takes over: everything from here on in older segments counts no more.
        var position: JournalPosition
        /// The batch that is written again; nothing when every batch is known to be durable.
        var carried: LastRecord?
    }

    /// Decided from the newest segment and the last good record in it.
    ///
    /// The last record is the only one that nothing later proves durable, so the new segment takes over from
    /// the position before it.
    var newEpoch: NewEpoch {
        guard let newest = path.segments.last else {
            return NewEpoch(epoch: 1, number: 1, previous: 0, position: position, carried: nil)
        }
        var start = NewEpoch(
            epoch: newest.epoch + 1, number: newest.number, previous: newest.previous, position: position,
            carried: nil)
        // A segment without a record is begun anew: its own header may be in the page cache only.
        guard let last else { return start }
        start.number = newest.number + 1
        // The same holds for one that ends with what a recovery carried over and did not seal.
        if last.header.kind != .carried { start.previous = newest.number }
        start.position.ordinal = last.before.ordinal
        start.position.chain = last.before.chain
        // Where segments are kept, so is what the checkpoint holds: the older copy of it counts no more.
        if last.header.kind.hasCommands, keepsAll || last.header.record.lastSequence > checkpoint {
            start.position.nextSequence = last.before.nextSequence
            start.carried = last
        }
        return start
    }

    /// Files that the new epoch can use, beginning with its first segment, ascending.
    var filesToBegin: [UInt64] {
        guard let newest = path.segments.last, last == nil else { return path.notBegun }
        return [newest.number] + path.notBegun
    }

    /// Segments older than the new one that are still needed, or kept, and where each ends.
    func finishedSegments(before new: SegmentHeader) -> [ClosedSegment] {
        let older = (path.kept + path.segments).filter { segment in segment.number < new.number }
        return older.indices.map { index in
            let next = index + 1 < older.count ? older[index + 1] : new
            return ClosedSegment(
                number: older[index].number, lastSequence: next.firstSequence - 1, endOrdinal: next.firstOrdinal)
        }
    }

    /// Loads the last record again and says where its commands are.
    mutating func loadCommands(of last: LastRecord) throws(JournalError) -> Range<Int> {
        guard let segment else { throw damage(.badRecord) }
        try open(segment)
        let isLoaded: Bool
        do {
            isLoaded = try input.load(last.offset, last.header.recordBytes)
        } catch {
            throw .files(error)
        }
        guard isLoaded else { throw damage(.badRecord, at: last.offset) }
        let first = last.offset + RecordHeader.byteCount
        return first..<first + Int(last.header.commandBytes)
    }

    /// Flushes the segments that were read, and their names.
    func flushWhatWasRead() throws(FilesError) {
        for segment in path.segments {
            try folder.files.open(folder.segmentPath(segment.number), .read).synchronizeData()
        }
        try folder.files.synchronizeFolder(folder.path)
    }
}
