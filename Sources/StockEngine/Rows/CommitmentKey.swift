import StockBytes
import StockModel

/// Keys of `commitments`: the level (12), then the reservation that has units of it committed (16, big-endian).
enum CommitmentKey {
    static func encode(_ level: LevelKey, _ reservation: UInt128, into writer: inout ByteWriter) {
        level.encode(into: &writer)
        writer.appendBigEndian(reservation)
    }

    static func decode(_ key: RawSpan) -> (level: LevelKey, reservation: UInt128)? {
        var reader = ByteReader(key)
        guard let level = try? LevelKey(from: &reader), let reservation = try? reader.readBigEndian(UInt128.self) else {
            return nil
        }
        return (level, reservation)
    }
}
