import StockBytes
import StockModel

/// Keys of `levelsAtLocation`: location (4) and SKU (8), big-endian.
enum LocationLevelKey {
    static func encode(_ location: LocationID, _ sku: SKU, into writer: inout ByteWriter) {
        writer.appendBigEndian(location.rawValue)
        writer.appendBigEndian(sku.rawValue)
    }

    static func decode(_ key: RawSpan) -> LevelKey? {
        var reader = ByteReader(key)
        guard let location = try? reader.readBigEndian(UInt32.self), let sku = try? reader.readBigEndian(UInt64.self)
        else { return nil }
        return LevelKey(SKU(rawValue: sku), LocationID(rawValue: location))
    }
}
