import StockBytes
import StockModel

extension Document {
    /// Appends the row.
    ///
    /// | bytes | 1 version · 2 type · 8 document version · 4 principal · 8 time · 2 count and terms · 4 count and body |
    func encodeRow(into writer: inout ByteWriter) {
        writer.append(RowBytes.version)
        writer.append(type)
        writer.append(version)
        writer.append(principal.rawValue)
        time.encode(into: &writer)
        writer.append(UInt16(clamping: terms.count))
        for term in terms { term.encode(into: &writer) }
        writer.append(longBytes: body)
    }

    init(_ key: DocumentKey, fromRow reader: inout ByteReader) throws(BytesError) {
        let type = try reader.read(UInt16.self)
        let version = try reader.read(UInt64.self)
        let principal = try PrincipalID(from: &reader)
        let time = try Instant(from: &reader)
        var terms: [IndexTerm] = []
        for _ in 0..<(try reader.read(UInt16.self)) { terms.append(try IndexTerm(from: &reader)) }
        self.init(
            key: key, type: type, version: version, principal: principal, time: time,
            body: try reader.readLongBytes(), terms: terms)
    }
}
