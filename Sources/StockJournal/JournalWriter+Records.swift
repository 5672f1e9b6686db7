import StockBytes
import StockFiles

extension JournalWriter {
    /// Closes the full segment and begins the next one.
    ///
    /// Each step is flushed before the next, so that each proves the one before: a segment's header that
    /// its predecessor is closed, a record in it that the header was there. Two flushes per segment.
    mutating func beginNextSegment() throws(JournalError) {
        let (next, madeLate) = try takeSpare()
        try writeEmpty(.close)
        let ended = ClosedSegment(
            number: segment.number, lastSequence: position.nextSequence - 1, endOrdinal: position.ordinal)
        closed.append(ended)
        output.continue(in: next.file, segmentBytes: settings.segmentBytes)
        let header = SegmentHeader(
            identity: identity, epoch: epoch, number: next.number, previous: segment.number,
            firstSequence: position.nextSequence, firstOrdinal: position.ordinal, chain: position.chain,
            segmentBytes: UInt64(settings.segmentBytes))
        do {
            try output.write(header)
        } catch {
            throw fail(error)
        }
        segment = header
        counters.segmentsBegun += 1
        if madeLate { counters.sparesMadeLate += 1 }
        // Not before the header is durable: a recovery could still give the segment another end.
        keeper?.take(ended)
    }

    private mutating func takeSpare() throws(JournalError) -> (spare: SegmentPool.Spare, madeLate: Bool) {
        do {
            return try spares.take()
        } catch .files(let error) {
            throw fail(error)
        } catch {
            throw error
        }
    }

    mutating func writeEmpty(_ kind: RecordHeader.Kind) throws(JournalError) {
        let record = JournalRecord(
            firstSequence: position.nextSequence, count: 0, batchTimeMilliseconds: 0, applyVersion: 0,
            effectsDigest: 0)
        let nothing = ByteWriter(capacityBytes: 0)
        try write(kind, record, commands: nothing.span)
        counters.seals += 1
    }

    mutating func write(
        _ kind: RecordHeader.Kind, _ record: JournalRecord, commands: RawSpan
    ) throws(JournalError) {
        let header = RecordHeader(
            kind: kind, identity: identity, segment: segment.number, epoch: epoch, ordinal: position.ordinal,
            flushedThrough: position.nextSequence - 1, commandBytes: UInt32(commands.byteCount),
            record: record)
        do {
            position.chain = try output.write(header, commands: commands, chain: position.chain)
        } catch {
            throw fail(error)
        }
        position.ordinal += 1
        position.nextSequence += UInt64(record.count)
        isSealed = !kind.hasCommands
        counters.recordBytes += UInt64(header.recordBytes)
    }

    /// Final: what the page cache holds after a failed write or flush need not be what the disk holds.
    private mutating func fail(_ error: FilesError) -> JournalError {
        failure = error
        return .storageFailed(error)
    }
}

// The steps by which a recovery begins an epoch.
extension JournalWriter {
    /// Makes sure that nothing an earlier attempt wrote can be read as the first record.
    mutating func clear() throws(JournalError) {
        do {
            try output.clearFirstBlock()
        } catch {
            throw fail(error)
        }
    }

    /// Writes the segment's header, which makes the epoch count, and a seal, which proves the header.
    mutating func beginEpoch() throws(JournalError) {
        do {
            try output.write(segment)
        } catch {
            throw fail(error)
        }
        counters.segmentsBegun += 1
        try writeEmpty(.seal)
    }
}
