import StockBytes
import StockFiles
import Testing

@testable import StockJournal

/// The code against the byte tables of `docs/journal-format.md`.
@Suite struct FormatTests {
    struct Row {
        var offset: Int
        var size: Int
        var bytes: [UInt8]
    }

    /// The rows of the table under a heading.
    static func table(under heading: String) throws -> [Row] {
        var folder = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        folder.removeLast(3)
        let text = String(
            decoding: try TestFolder.bytes(folder.joined(separator: "/") + "/docs/journal-format.md"),
            as: UTF8.self)
        var isInside = false
        var rows: [Row] = []
        for line in text.split(separator: "\n") {
            if line.hasPrefix("## ") { isInside = line == "## " + heading }
            let cells = line.split(separator: "|").map { cell in cell.trimmed }
            guard isInside, cells.count == 5, let offset = Int(cells[0]), let size = Int(cells[1]) else {
                continue
            }
            let isZeros = cells[4].contains("×")
            let bytes = cells[4].split(separator: " ").compactMap { byte in UInt8(byte, radix: 16) }
            rows.append(
                Row(offset: offset, size: size, bytes: isZeros ? [UInt8](repeating: 0, count: size) : bytes))
        }
        return rows
    }

    static func example(under heading: String, rowsAtLeast: Int = 11) throws -> [UInt8] {
        let rows = try table(under: heading)
        try #require(rows.count >= rowsAtLeast)
        var bytes: [UInt8] = []
        for row in rows {
            #expect(row.offset == bytes.count)
            #expect(row.size == row.bytes.count, "offset \(row.offset)")
            bytes += row.bytes
        }
        return bytes
    }

    static let identity = JournalIdentity(
        storeLow: 0x1716_1514_1312_1110, storeHigh: 0x1F1E_1D1C_1B1A_1918, incarnation: 3)

    static let segment = SegmentHeader(
        identity: identity, epoch: 2, number: 5, previous: 4, firstSequence: 1_001, firstOrdinal: 77,
        chain: 0x0123_4567_89AB_CDEF, segmentBytes: 64 << 20)

    static let record = RecordHeader(
        kind: .batch, identity: identity, segment: 5, epoch: 2, ordinal: 77, flushedThrough: 1_000,
        commandBytes: 5,
        record: JournalRecord(
            firstSequence: 1_001, count: 2, batchTimeMilliseconds: 1_763_900_000_123, applyVersion: 7,
            effectsDigest: 0xFEED_FACE_CAFE_BEEF))

    @Test func `a segment's header is the table's`() throws {
        let golden = try Self.example(under: "A segment")
        #expect(golden.count == SegmentHeader.byteCount)
        var written = ByteWriter()
        Self.segment.encode(into: &written)
        #expect(written.array == golden + [UInt8](repeating: 0, count: 4_096 - 128))
        var bytes = ByteWriter()
        bytes.append(bytes: golden)
        let decoded = SegmentHeader.decode(bytes.span)
        #expect(decoded == .header(Self.segment))
    }

    @Test func `a record is the table's`() throws {
        let golden = try Self.example(under: "A record")
        #expect(golden.count == Self.record.recordBytes)
        var bytes = ByteWriter()
        bytes.append(bytes: golden)
        let decoded = RecordHeader.decode(bytes.span)
        #expect(decoded == Self.record)
        let trailer = RecordTrailer(of: bytes.span, continuing: Self.segment.chain)
        #expect(trailer.isRight)

        let folder = try TestFolder()
        let path = folder.path + "/segment"
        try TestFolder.write([UInt8](repeating: 0, count: 16_384), to: path)
        var output = SegmentOutput(file: try SystemFiles().open(path, .readWrite), segmentBytes: 16_384)
        var commands = ByteWriter()
        commands.append(bytes: [1, 2, 3, 4, 5])
        let chain = try output.write(Self.record, commands: commands.span, chain: Self.segment.chain)
        #expect(chain == trailer.chain)
        #expect(try Array(TestFolder.bytes(path)[4_096..<4_096 + golden.count]) == golden)
    }

    @Test func `no bytes at all, of any length, make the decoders stop`() {
        var random = SplitMix64(seed: 1)
        for length in 0..<300 {
            var bytes = ByteWriter()
            for _ in 0..<length { bytes.append(UInt8.random(in: .min ... .max, using: &random)) }
            let segment = SegmentHeader.decode(bytes.span)
            let record = RecordHeader.decode(bytes.span)
            #expect(segment == .none)
            #expect(record == nil)
        }
    }

    @Test func `a header whose checksum is right and whose numbers are impossible is none`() throws {
        var header = Self.segment
        for change in 0..<5 {
            header = Self.segment
            switch change {
            case 0: header.number = .max
            case 1: header.previous = header.number
            case 2: header.epoch = 0
            case 3: header.firstSequence = 0
            default: header.segmentBytes = .max
            }
            var bytes = ByteWriter()
            header.encode(into: &bytes)
            let decoded = SegmentHeader.decode(bytes.span)
            #expect(decoded == .none)
        }
    }
}

extension Substring {
    /// Without blanks and back quotes at both ends.
    fileprivate var trimmed: String {
        var text = self
        while text.first == " " || text.first == "`" { text.removeFirst() }
        while text.last == " " || text.last == "`" { text.removeLast() }
        return String(text)
    }
}
