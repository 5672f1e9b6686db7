import StockBytes
import StockModel

/// Keys of `backorders`: the SKU (8), the sequence at which it was promised (8), then the reservation that waits for units
/// of it (16), big-endian: in order of promise.
struct BackorderKey: Comparable {
    var sku: UInt64
    var promised: SequenceNumber
    var reservation: UInt128

    static func < (left: BackorderKey, right: BackorderKey) -> Bool {
        (left.sku, left.promised, left.reservation) < (right.sku, right.promised, right.reservation)
    }

    func encode(into writer: inout ByteWriter) {
        writer.appendBigEndian(sku)
        writer.appendBigEndian(promised)
        writer.appendBigEndian(reservation)
    }

    static func decode(_ key: RawSpan) -> BackorderKey? {
        var reader = ByteReader(key)
        guard let sku = try? reader.readBigEndian(UInt64.self), let promised = try? reader.readBigEndian(UInt64.self),
            let reservation = try? reader.readBigEndian(UInt128.self)
        else { return nil }
        return BackorderKey(sku: sku, promised: promised, reservation: reservation)
    }
}
