import StockBytes
import StockModel

struct LevelKey: FlatKey, Hashable {
    var sku: UInt64
    var location: UInt32

    /// Before every other one.
    static let first = LevelKey(SKU(rawValue: 0), LocationID(rawValue: 0))

    @inline(__always) init(_ sku: SKU, _ location: LocationID) {
        self.sku = sku.rawValue
        self.location = location.rawValue
    }

    @inline(__always) static func < (left: LevelKey, right: LevelKey) -> Bool {
        left.sku != right.sku ? left.sku < right.sku : left.location < right.location
    }

    @inline(__always) func hash(seed: UInt64) -> UInt64 { mixedHash(sku, UInt64(location), seed: seed) }

    @inline(__always) func encode(into writer: inout ByteWriter) {
        writer.appendBigEndian(sku)
        writer.appendBigEndian(location)
    }

    /// The key behind this one.
    var next: LevelKey {
        var next = self
        next.location &+= 1
        if next.location == 0 { next.sku &+= 1 }
        return next
    }

    init(from reader: inout ByteReader) throws(BytesError) {
        sku = try reader.readBigEndian()
        location = try reader.readBigEndian()
    }
}

/// The stock of one SKU at one location.
///
/// `held` includes holds past their deadline that were not swept yet.
struct LevelRow: FlatRow {
    var sku: UInt64
    var location: UInt32
    var newestLine: UInt16 = 0
    /// The level is in the last checkpoint.
    var isBelow = false
    var onHand: Int64 = 0
    var held: Int64 = 0
    var committed: Int64 = 0
    var newestSequence: UInt64 = 0
    /// Index + 1 of the previous row of this SKU in the same table, or zero: the levels of a SKU without a search.
    var previousOfSKU: UInt32 = 0
    /// Hash of the row in the last checkpoint, where there is one: what the next takes out of the state hash.
    var hashBelow: UInt64 = 0

    @inline(__always) init(_ key: LevelKey) {
        sku = key.sku
        location = key.location
    }

    var key: LevelKey {
        @inline(__always) get { LevelKey(SKU(rawValue: sku), LocationID(rawValue: location)) }
    }

    var newestMovement: MovementID {
        get { MovementID(sequence: newestSequence, line: newestLine) }
        set {
            newestSequence = newValue.sequence
            newestLine = newValue.line
        }
    }

    /// Appends the row.
    ///
    /// | bytes | 1 version · 8 on hand · 8 held · 8 committed · 8 newest sequence · 2 newest line · 4 checksum |
    func encode(into writer: inout ByteWriter) {
        writer.append(RowBytes.version)
        writer.append(onHand)
        writer.append(held)
        writer.append(committed)
        writer.append(newestSequence)
        writer.append(newestLine)
    }

    /// The row's hash as it stands in `levels`.
    ///
    /// Uses the two writers for its work.
    func hash(_ key: inout ByteWriter, _ value: inout ByteWriter) -> UInt64 {
        key.removeAll()
        value.removeAll()
        self.key.encode(into: &key)
        encode(into: &value)
        return RowBytes.hash(of: value.span, key: key.span, in: .levels)
    }

    init(_ key: LevelKey, from reader: inout ByteReader) throws(BytesError) {
        self.init(key)
        onHand = try reader.read()
        held = try reader.read()
        committed = try reader.read()
        newestSequence = try reader.read()
        newestLine = try reader.read()
    }
}
