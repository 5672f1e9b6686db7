import Foundation
import StockBytes
import StockFiles
import Testing

@Suite struct DurableWriteTests {
    /// In the temporary folder, and in memory where the system has such a folder: not every file system can write past
    /// its page cache.
    static let folders = [NSTemporaryDirectory(), "/dev/shm"].filter { FileManager.default.isWritableFile(atPath: $0) }

    private static func withFile(in folder: String, _ body: (any File, String) throws -> Void) throws {
        let path = folder + "/stockroom-durable-\(UUID().uuidString)"
        let file = try SystemFiles().open(path, .create)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try file.fillWithZeros(byteCount: 1 << 20)
        try body(file, path)
    }

    private static func bytes(_ count: Int, _ seed: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ seed) }
    }

    @Test(arguments: folders) func `whole blocks and pieces of blocks are read back, through whichever opening`(
        folder: String
    ) throws {
        try Self.withFile(in: folder) { file, path in
            var expected = [UInt8](repeating: 0, count: 1 << 20)
            let writes = [(0, 4_096), (4_096, 65_536), (100, 50), (69_632, 300_000), (8_192, 4_096), (1_000_000, 1)]
            for (seed, (offset, count)) in writes.enumerated() {
                let bytes = Self.bytes(count, seed)
                try file.writeDurably(bytes.span.rawBytes, at: offset)
                expected.replaceSubrange(offset..<offset + count, with: bytes)
                #expect(try file.readBytes(1 << 20, at: 0) == expected)
            }
            #expect(try file.size() == 1 << 20)
            #expect(try SystemFiles().open(path, .read).readBytes(1 << 20, at: 0) == expected)
        }
    }

    @Test func `a file that was renamed is still the one that is written`() throws {
        try Self.withFile(in: NSTemporaryDirectory()) { file, path in
            let other = path + "-renamed"
            try SystemFiles().rename(path, to: other)
            defer { try? FileManager.default.removeItem(atPath: other) }
            let another = try SystemFiles().open(path, .create)
            try another.fillWithZeros(byteCount: 8_192)
            try file.writeDurably(Self.bytes(4_096, 9).span.rawBytes, at: 4_096)
            #expect(try file.readBytes(4_096, at: 4_096) == Self.bytes(4_096, 9))
            #expect(try another.readBytes(4_096, at: 4_096) == [UInt8](repeating: 0, count: 4_096))
        }
    }

    @Test func `a file that may only be read is not written, and says so`() throws {
        try Self.withFile(in: NSTemporaryDirectory()) { _, path in
            let file = try SystemFiles().open(path, .read)
            for count in [4_096, 10] {
                #expect(throws: FilesError.self) { try file.writeDurably(Self.bytes(count, 1).span.rawBytes, at: 0) }
            }
            #expect(try file.readBytes(4_096, at: 0) == [UInt8](repeating: 0, count: 4_096))
        }
    }
}
