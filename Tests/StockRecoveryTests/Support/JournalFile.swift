import Foundation
import Testing

/// A segment as `docs/journal-format.md` describes it, read without the code that it is to test.
struct JournalFile {
    let path: String
    var bytes: [UInt8]
    private(set) var records: [Record] = []

    struct Record {
        let range: Range<Int>
        let kind: UInt16
        let firstSequence: UInt64
        let count: UInt64

        var isBatch: Bool { kind == 1 || kind == 4 }
        var lastSequence: UInt64 { firstSequence + count - 1 }
    }

    init(_ path: String) throws {
        self.path = path
        bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
        let number = integer(at: 40, 8)
        guard bytes.starts(with: "STOCKJRN".utf8) else { return }
        var offset = 4_096
        while offset + 112 <= bytes.count, bytes[offset..<offset + 4].elementsEqual("SKRJ".utf8),
            integer(at: offset + 32, 8) == number
        {
            let size = (104 + Int(integer(at: offset + 88, 4)) + 7) / 8 * 8 + 8
            records.append(
                Record(
                    range: offset..<offset + size, kind: UInt16(integer(at: offset + 4 + 2, 2)),
                    firstSequence: integer(at: offset + 56, 8), count: integer(at: offset + 44, 4)))
            offset += size
        }
    }

    /// Whether it was begun: a spare of zeros is not.
    var isBegun: Bool { !records.isEmpty }
    var end: Int { records.last?.range.upperBound ?? 4_096 }

    private func integer(at offset: Int, _ size: Int) -> UInt64 {
        bytes[offset..<offset + size].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    func write(_ changed: [UInt8]) throws { try Data(changed).write(to: URL(filePath: path)) }

    /// Everything from `offset` on becomes zeros, as in a file that was never written there.
    func cut(at offset: Int) throws {
        var changed = bytes
        for index in offset..<changed.count { changed[index] = 0 }
        try write(changed)
    }

    /// The segments of a store in order of their numbers.
    static func all(in folder: String) throws -> [JournalFile] {
        try FileManager.default.contentsOfDirectory(atPath: folder + "/journal").filter { $0.hasSuffix(".journal") }
            .sorted()
            .map { try JournalFile(folder + "/journal/" + $0) }
    }

    /// The one that is being written.
    static func newest(in folder: String) throws -> JournalFile {
        let begun = try all(in: folder).last { $0.isBegun }
        return try #require(begun)
    }
}
