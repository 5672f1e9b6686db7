import StockBytes

/// The last bytes of an archived segment, as in `docs/journal-format.md`: that it is whole, and what it holds.
struct ArchiveTrailer: Equatable {
    static let magic: UInt64 = 0x4352_414B_434F_5453  // "STOCKARC"
    static let format: UInt32 = 1
    static let byteCount = 56
    static let checkedBytes = 48

    /// Bytes before it.
    var contentBytes: UInt64
    /// The last sequence in the segment, or the last one before it.
    var lastSequence: UInt64
    /// Of the last batch in it, milliseconds since 1970; 0 where there is none.
    var lastBatchMilliseconds: Int64
    /// The ordinal that the next segment begins with.
    var endOrdinal: UInt64

    func encode(into writer: inout ByteWriter) {
        let start = writer.count
        writer.append(Self.magic)
        writer.append(Self.format)
        writer.append(UInt32(0))
        writer.append(contentBytes)
        writer.append(lastSequence)
        writer.append(lastBatchMilliseconds)
        writer.append(endOrdinal)
        writer.append(checksum(of: writer.span(start..<writer.count)))
    }

    enum Decoded: Equatable {
        case trailer(ArchiveTrailer)
        case none
        case newerFormat(UInt32)
    }

    static func decode(_ bytes: RawSpan) -> Decoded {
        guard bytes.byteCount == byteCount else { return .none }
        var reader = ByteReader(bytes)
        do {
            guard try reader.read(UInt64.self) == magic else { return .none }
            let format = try reader.read(UInt32.self)
            let reserved = try reader.read(UInt32.self)
            let trailer = ArchiveTrailer(
                contentBytes: try reader.read(), lastSequence: try reader.read(),
                lastBatchMilliseconds: try reader.read(), endOrdinal: try reader.read())
            guard try reader.read(UInt64.self) == checksum(of: bytes.extracting(0..<checkedBytes)) else { return .none }
            if format > Self.format { return .newerFormat(format) }
            return format == Self.format && reserved == 0 ? .trailer(trailer) : .none
        } catch {
            return .none
        }
    }
}
