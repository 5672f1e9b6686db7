import StockBytes
import StockModel

/// Keys of the tables of runs: the sequence of the checkpoint that wrote the run (8, big-endian), then the level's key.
///
/// At the first key of each run, where no level is, stands the place at which that checkpoint's merge began.
enum LevelRunKey {
    static func encode(_ sequence: SequenceNumber, _ level: LevelKey, into writer: inout ByteWriter) {
        writer.appendBigEndian(sequence)
        level.encode(into: &writer)
    }

    static func decode(_ key: RawSpan) -> (sequence: SequenceNumber, level: LevelKey)? {
        var reader = ByteReader(key)
        guard let sequence = try? reader.readBigEndian(UInt64.self), let level = try? LevelKey(from: &reader) else {
            return nil
        }
        return (sequence, level)
    }
}

/// The row that begins a run.
enum LevelRunStart {
    /// Appends the row.
    ///
    /// | bytes | 1 version · 8 SKU and 4 location of the first level that the checkpoint merged · 4 checksum |
    static func encode(_ start: LevelKey, into writer: inout ByteWriter) {
        writer.append(RowBytes.version)
        writer.append(start.sku)
        writer.append(start.location)
    }

    static func decode(from reader: inout ByteReader) throws(BytesError) -> LevelKey {
        LevelKey(SKU(rawValue: try reader.read()), LocationID(rawValue: try reader.read()))
    }
}
