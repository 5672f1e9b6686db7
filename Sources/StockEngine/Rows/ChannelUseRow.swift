import StockBytes
import StockModel

/// A channel's use of a SKU, at a site or, with site 0, everywhere.
struct ChannelUseKey: FlatKey, Hashable {
    var sku: UInt64
    var channel: UInt32
    var site: UInt32

    init(_ sku: SKU, _ channel: ChannelID, _ site: SiteID = SiteID(rawValue: 0)) {
        self.sku = sku.rawValue
        self.channel = channel.rawValue
        self.site = site.rawValue
    }

    static func < (left: ChannelUseKey, right: ChannelUseKey) -> Bool {
        (left.sku, left.channel, left.site) < (right.sku, right.channel, right.site)
    }

    func hash(seed: UInt64) -> UInt64 { mixedHash(sku, UInt64(channel) << 32 | UInt64(site), seed: seed) }

    func encode(into writer: inout ByteWriter) {
        writer.appendBigEndian(sku)
        writer.appendBigEndian(channel)
        writer.appendBigEndian(site)
    }

    init(from reader: inout ByteReader) throws(BytesError) {
        sku = try reader.readBigEndian()
        channel = try reader.readBigEndian()
        site = try reader.readBigEndian()
    }
}

/// What a channel has promised of a SKU for which it has a cap or an earmark: the sums over its reservations.
///
/// `held` includes holds past their deadline that were not swept yet. Of a kit it counts kits.
struct ChannelUseRow: FlatRow, Equatable {
    var key: ChannelUseKey
    var held: Int64 = 0
    var committed: Int64 = 0
    /// Within the window of the cap, since that was set; only where the site is 0.
    var sold: Int64 = 0
    /// False: nobody counts any more, and the row goes with the next checkpoint.
    var isCounted = true

    init(_ key: ChannelUseKey) { self.key = key }

    /// Held and committed.
    ///
    /// Sums that leave 64 bits come back when the promises end; until then they are more than any cap.
    var promised: Quantity { held < 0 || committed < 0 ? .max : saturatingSum(held, committed) }

    /// Appends the row.
    ///
    /// | bytes | 1 version · 8 held · 8 committed · 8 sold · 4 checksum |
    func encode(into writer: inout ByteWriter) {
        writer.append(RowBytes.version)
        writer.append(held)
        writer.append(committed)
        writer.append(sold)
    }

    init(_ key: ChannelUseKey, from reader: inout ByteReader) throws(BytesError) {
        self.init(key)
        held = try reader.read()
        committed = try reader.read()
        sold = try reader.read()
    }
}
