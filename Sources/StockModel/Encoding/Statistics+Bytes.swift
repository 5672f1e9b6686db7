public import StockBytes

extension Statistics: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(sequence)
        writer.append(checkpointSequence)
        writer.append(incarnation)
        time.encode(into: &writer)
        for counter in counters { writer.append(self[keyPath: counter]) }
        writer.append(archive.state.rawValue)
        for counter in archiveCounters { writer.append(self[keyPath: counter]) }
        writer.append(recovery.commandsReplayed)
        writer.append(recovery.milliseconds)
        writer.append(recovery.bytesDropped)
        writer.append(UInt16(clamping: flushTimes.counts.count))
        for count in flushTimes.counts { writer.append(count) }
        writer.append(UInt16(clamping: rows.count))
        for (table, count) in rows.sorted(by: { $0.key < $1.key }).prefix(Int(UInt16.max)) {
            writer.append(text: table)
            writer.append(count)
        }
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        self.init()
        sequence = try reader.read()
        checkpointSequence = try reader.read()
        incarnation = try reader.read()
        time = try Instant(from: &reader)
        for counter in counters { self[keyPath: counter] = try reader.read() }
        let place = reader.offset
        guard let state = ArchiveStatistics.State(rawValue: try reader.read()) else { throw BytesError(offset: place) }
        archive.state = state
        for counter in archiveCounters { self[keyPath: counter] = try reader.read() }
        recovery.commandsReplayed = try reader.read()
        recovery.milliseconds = try reader.read()
        recovery.bytesDropped = try reader.read()
        let start = reader.offset
        var counts: [UInt64] = []
        for _ in 0..<(try reader.read(UInt16.self)) { counts.append(try reader.read()) }
        flushTimes = DurationCounts(counts: counts)
        guard flushTimes.counts == counts else { throw BytesError(offset: start) }
        for _ in 0..<(try reader.read(UInt16.self)) {
            let table = try reader.readText()
            rows[table] = try reader.read()
        }
    }

    /// Those that are plain numbers, in the order in which they are written.
    private var counters: [WritableKeyPath<Statistics, UInt64>] {
        [
            \.batches, \.commandsAccepted, \.commandsRefused, \.holdsExpired, \.journalBytesWritten, \.checkpoints,
            \.checkpointMillisecondsLast, \.checkpointRowsLast, \.dirtyRows, \.dirtyBytes, \.levelsWaiting,
            \.storeBytes, \.fileBytes, \.readerCheckpointsBehind,
        ]
    }

    private var archiveCounters: [WritableKeyPath<Statistics, UInt64>] {
        [
            \.archive.sequence, \.archive.segments, \.archive.segmentsWaiting, \.archive.bytesWaiting,
            \.archive.segmentsLetGo, \.archive.failures,
        ]
    }
}
