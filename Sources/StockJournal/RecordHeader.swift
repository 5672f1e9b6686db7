import StockBytes

/// The fixed part of a record, as in `docs/journal-format.md`.
struct RecordHeader: Equatable {
    static let magic: UInt32 = 0x4A52_4B53  // "SKRJ"
    static let format: UInt16 = 1
    static let checkedBytes = 96
    static let byteCount = 104
    static let trailerBytes = 8

    /// A record without commands: a seal, a close.
    static let emptyRecordBytes = byteCount + trailerBytes

    enum Kind: UInt16 {
        case batch = 1
        /// Everything before is durable.
        case seal = 2
        /// A seal that ends its segment: the file of the next segment exists.
        case close = 3
        /// A batch that recovery wrote again, as the first record of its segment, before the segment's header.
        case carried = 4

        var hasCommands: Bool { self == .batch || self == .carried }
    }

    var kind: Kind
    var identity: JournalIdentity
    var segment: UInt64
    var epoch: UInt32
    var ordinal: UInt64
    var flushedThrough: UInt64
    var commandBytes: UInt32
    var record: JournalRecord

    /// Bytes of the whole record: header, commands, padding to 8, trailer.
    var recordBytes: Int { Self.recordBytes(commandBytes: Int(commandBytes)) }

    static func recordBytes(commandBytes: Int) -> Int {
        byteCount + (commandBytes + 7) / 8 * 8 + trailerBytes
    }

    func encode(into writer: inout ByteWriter) {
        let start = writer.count
        writer.append(Self.magic)
        writer.append(Self.format)
        writer.append(kind.rawValue)
        writer.append(identity.storeLow)
        writer.append(identity.storeHigh)
        writer.append(identity.incarnation)
        writer.append(segment)
        writer.append(epoch)
        writer.append(record.count)
        writer.append(ordinal)
        writer.append(record.firstSequence)
        writer.append(flushedThrough)
        writer.append(record.batchTimeMilliseconds)
        writer.append(record.effectsDigest)
        writer.append(commandBytes)
        writer.append(record.applyVersion)
        writer.append(UInt16(0))
        writer.append(checksum(of: writer.span(start..<writer.count)))
    }

    /// The header at the beginning of `bytes`, or nothing when these bytes are none.
    static func decode(_ bytes: RawSpan) -> RecordHeader? {
        guard bytes.byteCount >= byteCount else { return nil }
        var reader = ByteReader(bytes)
        do {
            guard try reader.read(UInt32.self) == magic, try reader.read(UInt16.self) == format,
                let kind = Kind(rawValue: try reader.read())
            else { return nil }
            let identity = JournalIdentity(
                storeLow: try reader.read(), storeHigh: try reader.read(), incarnation: try reader.read())
            let segment = try reader.read(UInt64.self)
            let epoch = try reader.read(UInt32.self)
            let count = try reader.read(UInt32.self)
            let ordinal = try reader.read(UInt64.self)
            let firstSequence = try reader.read(UInt64.self)
            let flushedThrough = try reader.read(UInt64.self)
            let batchTime = try reader.read(Int64.self)
            let effectsDigest = try reader.read(UInt64.self)
            let commandBytes = try reader.read(UInt32.self)
            let applyVersion = try reader.read(UInt16.self)
            guard try reader.read(UInt16.self) == 0,
                try reader.read(UInt64.self) == checksum(of: bytes.extracting(0..<checkedBytes)),
                (count > 0) == kind.hasCommands, kind.hasCommands || commandBytes == 0,
                commandBytes <= UInt32(Int32.max), ordinal < UInt64(Int64.max),
                firstSequence < UInt64(Int64.max)
            else { return nil }
            return RecordHeader(
                kind: kind, identity: identity, segment: segment, epoch: epoch, ordinal: ordinal,
                flushedThrough: flushedThrough, commandBytes: commandBytes,
                record: JournalRecord(
                    firstSequence: firstSequence, count: count, batchTimeMilliseconds: batchTime,
                    applyVersion: applyVersion, effectsDigest: effectsDigest))
        } catch {
            return nil
        }
    }
}
