import StockBytes
import StockModel

/// Keys of the tables of runs: the sequence of the checkpoint that wrote the run (8, big-endian), then the level's key.
enum LevelRunKey {
    static func encode(_ sequence: SequenceNumber, _ level: LevelKey, into writer: inout ByteWriter) {
        writer.appendBigEndian(sequence)
        level.encode(into: &writer)
    }

    static func decode(_ key: RawSpan) -> LevelKey? {
        var reader = ByteReader(key)
        guard (try? reader.readBigEndian(UInt64.self)) != nil else { return nil }
        return try? LevelKey(from: &reader)
    }
}
