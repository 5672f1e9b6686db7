import StockBytes

/// The first block of a segment, as in `docs/journal-format.md`.
struct SegmentHeader: Equatable {
    static let magic: UInt64 = 0x4E52_4A4B_434F_5453  // "STOCKJRN"
    static let format: UInt32 = 1
    static let byteCount = 128
    static let checkedBytes = 120

    /// Records begin here, so that writing one never touches the block that holds the header.
    static let blockBytes = 4_096

    var identity: JournalIdentity
    var epoch: UInt32
    var number: UInt64
    /// The segment that this one continues; 0 for none.
    var previous: UInt64
    var firstSequence: UInt64
    var firstOrdinal: UInt64
    /// Checksum of the record before the first one.
    var chain: UInt64
    var segmentBytes: UInt64

    func encode(into writer: inout ByteWriter) {
        let start = writer.count
        writer.append(Self.magic)
        writer.append(Self.format)
        writer.append(epoch)
        writer.append(identity.storeLow)
        writer.append(identity.storeHigh)
        writer.append(identity.incarnation)
        writer.append(number)
        writer.append(previous)
        writer.append(firstSequence)
        writer.append(firstOrdinal)
        writer.append(chain)
        writer.append(segmentBytes)
        writer.append(zeros: Self.checkedBytes - (writer.count - start))
        writer.append(checksum(of: writer.span(start..<writer.count)))
        writer.append(zeros: Self.blockBytes - Self.byteCount)
    }

    enum Decoded: Equatable {
        case header(SegmentHeader)
        /// Zeros of a new file, or rot: the file has not been begun as far as its header can say.
        case none
        case newerFormat(UInt32)
    }

    static func decode(_ bytes: RawSpan) -> Decoded {
        guard bytes.byteCount >= byteCount else { return .none }
        var reader = ByteReader(bytes)
        do {
            guard try reader.read(UInt64.self) == magic else { return .none }
            let format = try reader.read(UInt32.self)
            let epoch = try reader.read(UInt32.self)
            let identity = JournalIdentity(
                storeLow: try reader.read(), storeHigh: try reader.read(), incarnation: try reader.read())
            let header = SegmentHeader(
                identity: identity, epoch: epoch, number: try reader.read(), previous: try reader.read(),
                firstSequence: try reader.read(), firstOrdinal: try reader.read(), chain: try reader.read(),
                segmentBytes: try reader.read())
            _ = try reader.skip(checkedBytes - reader.offset)
            guard try reader.read(UInt64.self) == checksum(of: bytes.extracting(0..<checkedBytes)) else {
                return .none
            }
            if format > Self.format { return .newerFormat(format) }
            return header.isPossible && format == Self.format ? .header(header) : .none
        } catch {
            return .none
        }
    }

    /// Numbers within half of their range, so that nothing counted on from them overflows.
    private var isPossible: Bool {
        let most = UInt64(Int64.max)
        return number > 0 && number < most && previous < number && epoch > 0 && epoch < .max
            && firstSequence > 0 && firstSequence < most && firstOrdinal > 0 && firstOrdinal < most
            && segmentBytes >= UInt64(Self.blockBytes) && segmentBytes < most
    }
}
