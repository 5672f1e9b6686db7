import StockBytes
import Testing

@testable import StockJournal

/// An archived segment's end against the table of `docs/journal-format.md`.
@Suite struct ArchiveFormatTests {
    @Test func `the end of an archived segment is written and read as the table says`() throws {
        let trailer = ArchiveTrailer(
            contentBytes: 0x1170, lastSequence: 1_002, lastBatchMilliseconds: 0x0000_019A_B0A2_077B, endOrdinal: 79)
        let golden = try FormatTests.example(under: "An archived segment", rowsAtLeast: 8)
        var writer = ByteWriter()
        trailer.encode(into: &writer)
        #expect(writer.array == golden)
        #expect(Self.decoded(golden) == .trailer(trailer))
        for offset in golden.indices {
            var changed = golden
            changed[offset] ^= 1
            #expect(Self.decoded(changed) == .none, "\(offset)")
        }
    }

    private static func decoded(_ bytes: [UInt8]) -> ArchiveTrailer.Decoded {
        var writer = ByteWriter()
        writer.append(bytes: bytes)
        return ArchiveTrailer.decode(writer.span)
    }
}
