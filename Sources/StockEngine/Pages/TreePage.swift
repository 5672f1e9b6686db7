import StockAPI
import StockBytes

/// A page of an LMDB tree, read without following anything that it says (`mdb.c`, `MDB_page` and `MDB_node`).
///
/// Head of 16 bytes: 8 its own number · 2 padding · 2 kind · 2 end of the offsets · 2 begin of the entries. Then an offset
/// of 2 bytes for each entry. Entry: 4 low and high half of a length, or of a page's number · 2 flags, or the number's
/// upper bits · 2 length of the key · key · data.
struct TreePage: ~Escapable {
    enum Kind: UInt16 {
        case branch = 0x01
        case leaf = 0x02
    }

    static let headBytes = 16
    private static let entryHeadBytes = 8

    let kind: Kind
    let count: Int
    private let bytes: RawSpan

    /// Where an entry's key and data lie.
    struct Entry {
        var key: Range<Int>
        /// Of a leaf: the bytes in the page.
        var data: Range<Int>
        /// Of a leaf, how long the value is; of a branch, the page below.
        var number: UInt64
        var flags: UInt16
    }

    /// The value lies on pages of its own.
    static let isOnOwnPages: UInt16 = 0x01
    /// The value is the root of a table.
    static let isTable: UInt16 = 0x02

    @_lifetime(copy bytes)
    init(_ bytes: RawSpan, number: UInt64) throws(BytesError) {
        self.bytes = bytes
        var reader = ByteReader(bytes)
        guard try reader.read(UInt64.self) == number else { throw BytesError(offset: 0) }
        _ = try reader.skip(2)
        guard let kind = Kind(rawValue: try reader.read()) else { throw BytesError(offset: 10) }
        self.kind = kind
        let lower = Int(try reader.read(UInt16.self))
        let upper = Int(try reader.read(UInt16.self))
        guard lower >= Self.headBytes, lower.isMultiple(of: 2), lower <= upper, upper <= bytes.byteCount else {
            throw BytesError(offset: 12)
        }
        count = (lower - Self.headBytes) / 2
        try checkThatEntriesFill(from: upper)
    }

    /// Throws unless the page is a leaf whose entries are all there; does not look at keys and values.
    static func requireLeaf(_ bytes: RawSpan, of table: StoreTable) throws(StockFailure) {
        var reader = ByteReader(bytes)
        guard let number = try? reader.read(UInt64.self), let page = try? TreePage(bytes, number: number),
            page.kind == .leaf
        else { throw .damaged("data.mdb: a page of `\(table.name)` is not as it was written") }
    }

    /// Entries lie without gaps from `start` to the page's end: none over another, none outside.
    private func checkThatEntriesFill(from start: Int) throws(BytesError) {
        var total = 0
        for index in 0..<count {
            let entry = try entry(index)
            guard entry.key.lowerBound - Self.entryHeadBytes >= start else {
                throw BytesError(offset: Self.headBytes + 2 * index)
            }
            let end = kind == .branch ? entry.key.upperBound : entry.data.upperBound
            total += (end - entry.key.lowerBound + Self.entryHeadBytes + 1) / 2 * 2
        }
        guard total == bytes.byteCount - start else { throw BytesError(offset: 14) }
    }

    /// The entry at a place in the order of the keys.
    func entry(_ index: Int) throws(BytesError) -> Entry {
        let place = Self.headBytes + 2 * index
        var offsets = ByteReader(bytes)
        _ = try offsets.skip(place)
        let start = Int(try offsets.read(UInt16.self))
        guard start.isMultiple(of: 2) else { throw BytesError(offset: place) }
        var reader = ByteReader(bytes)
        _ = try reader.skip(start)
        let low = UInt64(try reader.read(UInt16.self))
        let high = UInt64(try reader.read(UInt16.self))
        let flags = try reader.read(UInt16.self)
        let keyCount = Int(try reader.read(UInt16.self))
        let key = try reader.skip(keyCount)
        guard kind == .leaf else {
            let child = low | high << 16 | UInt64(flags) << 32
            return Entry(key: key..<key + keyCount, data: 0..<0, number: child, flags: 0)
        }
        let length = low | high << 16
        let isOnOwnPages = flags & Self.isOnOwnPages != 0
        let dataCount = isOnOwnPages ? 8 : Int(length)
        let data = try reader.skip(dataCount)
        return Entry(key: key..<key + keyCount, data: data..<data + dataCount, number: length, flags: flags)
    }

    /// Bytes of the page.
    @_lifetime(copy self)
    func span(_ range: Range<Int>) -> RawSpan { bytes.extracting(range) }
}
