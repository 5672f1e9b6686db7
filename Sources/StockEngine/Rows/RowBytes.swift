import StockBytes
import StockAPI

/// Every stored row: a version byte, the fields, and 4 bytes of checksum over table, key and all bytes before.
enum RowBytes {
    static let version: UInt8 = 1

    /// The row's hash: its low half is the checksum that is stored, all of it goes into the state hash.
    @inline(__always)
    static func hash(of fields: RawSpan, key: RawSpan, in table: StoreTable) -> UInt64 {
        checksum(of: fields, seed: checksum(of: key, seed: UInt64(table.rawValue)))
    }

    /// The hash of a whole stored row, whose checksum was not looked at.
    @inline(__always)
    static func hash(ofRow row: RawSpan, key: RawSpan, in table: StoreTable) -> UInt64 {
        hash(of: row.extracting(0..<max(0, row.byteCount - 4)), key: key, in: table)
    }

    /// Appends the checksum to a row whose version and fields are all that `writer` holds from `start` on.
    @inline(__always)
    static func seal(_ writer: inout ByteWriter, from start: Int, key: RawSpan, in table: StoreTable) {
        let sum = hash(of: writer.span(start..<writer.count), key: key, in: table)
        writer.append(UInt32(truncatingIfNeeded: sum))
    }

    /// The hash of a whole stored row, or nil when its checksum does not fit.
    static func verifiedHash(of row: RawSpan, key: RawSpan, in table: StoreTable) -> UInt64? {
        guard row.byteCount >= 5 else { return nil }
        let sum = hash(of: row.extracting(0..<row.byteCount - 4), key: key, in: table)
        var reader = ByteReader(row.extracting(row.byteCount - 4..<row.byteCount))
        guard let stored = try? reader.read(UInt32.self), stored == UInt32(truncatingIfNeeded: sum) else { return nil }
        return sum
    }

    /// Throws unless a stored row has the checksum that belongs to it and to its key.
    static func requireSound(_ row: RawSpan, key: RawSpan, in table: StoreTable) throws(StockFailure) {
        guard verifiedHash(of: row, key: key, in: table) != nil else { throw failsChecksum(key, in: table) }
    }

    private static func failsChecksum(_ key: RawSpan, in table: StoreTable) -> StockFailure {
        .damaged("a row of `\(table.name)` fails its checksum (key \(hexadecimal(key)))")
    }

    /// Reads the fields of a stored row after checking its checksum and version.
    static func open<Row>(
        _ row: RawSpan, key: RawSpan, in table: StoreTable,
        _ decode: (inout ByteReader) throws(BytesError) -> Row
    ) throws(StockFailure) -> Row {
        var hash: UInt64 = 0
        return try open(row, key: key, in: table, hash: &hash, decode)
    }

    /// As `open(_:key:in:_:)`, and hands out the row's hash.
    static func open<Row>(
        _ row: RawSpan, key: RawSpan, in table: StoreTable, hash: inout UInt64,
        _ decode: (inout ByteReader) throws(BytesError) -> Row
    ) throws(StockFailure) -> Row {
        guard let found = verifiedHash(of: row, key: key, in: table) else {
            throw failsChecksum(key, in: table)
        }
        hash = found
        var reader = ByteReader(row.extracting(0..<row.byteCount - 4))
        do throws(BytesError) {
            guard try reader.read(UInt8.self) == version else { throw BytesError(offset: 0) }
            return try decode(&reader)
        } catch {
            throw .damaged(
                "a row of `\(table.name)` cannot be read at byte \(error.offset) (key \(hexadecimal(key)))")
        }
    }

    static func hexadecimal(_ bytes: RawSpan) -> String {
        var text = ""
        var reader = ByteReader(bytes)
        while let byte = try? reader.read(UInt8.self) {
            let digits = String(byte, radix: 16)
            text += digits.count == 1 ? "0" + digits : digits
        }
        return text
    }
}
