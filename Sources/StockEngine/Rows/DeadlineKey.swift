import StockBytes

/// Keys of `deadlines`: deadline in order (8 bytes, big-endian, sign bit turned), reservation id (16 bytes, big-endian).
enum DeadlineKey {
    static func ordered(_ milliseconds: Int64) -> UInt64 { UInt64(bitPattern: milliseconds) ^ (1 << 63) }

    static func encode(_ deadline: Int64, _ id: UInt128, into writer: inout ByteWriter) {
        writer.appendBigEndian(ordered(deadline))
        writer.appendBigEndian(id)
    }

    static func decode(_ key: RawSpan) -> (deadline: Int64, id: UInt128)? {
        var reader = ByteReader(key)
        guard let time = try? reader.readBigEndian(UInt64.self), let id = try? reader.readBigEndian(UInt128.self) else {
            return nil
        }
        return (Int64(bitPattern: time ^ (1 << 63)), id)
    }
}
