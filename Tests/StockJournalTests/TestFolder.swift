import StockBytes
import StockFiles
import Testing

@testable import StockJournal

/// A folder of its own for one test, gone afterwards.
final class TestFolder {
    let path: String

    init() throws {
        let name = "/tmp/stockroom-journal-\(UInt64.random(in: .min ... .max))"
        try SystemFiles().makeFolder(name)
        path = name
    }

    deinit { Self.remove(path) }

    static func remove(_ folder: String) {
        let files = SystemFiles()
        for name in (try? files.list(folder)) ?? [] { _ = try? files.remove(folder + "/" + name) }
        _ = try? files.remove(folder)
    }

    /// Another folder with the same files.
    func copy() throws -> TestFolder {
        let other = try TestFolder()
        for name in try SystemFiles().list(path) where name != "lock" {
            try Self.write(Self.bytes(path + "/" + name), to: other.path + "/" + name)
        }
        return other
    }

    static func bytes(_ path: String) throws -> [UInt8] {
        let file = try SystemFiles().open(path, .read)
        return try file.readBytes(try file.size(), at: 0)
    }

    static func write(_ bytes: [UInt8], to path: String) throws {
        let file = try SystemFiles().open(path, .openOrCreate)
        try file.truncate(to: bytes.count)
        try file.write(bytes, at: 0)
    }

    /// Changes some bytes of a segment.
    func overwrite(_ segment: UInt64, at offset: Int, _ bytes: [UInt8]) throws {
        try SystemFiles().open(segmentPath(segment), .readWrite).write(bytes, at: offset)
    }

    func segmentPath(_ number: UInt64) -> String {
        SegmentFolder(path: path, files: SystemFiles()).segmentPath(number)
    }

    var segmentNumbers: [UInt64] {
        get throws { try SegmentFolder(path: path, files: SystemFiles()).segmentNumbers() }
    }
}

/// A batch as a test sees it.
struct Batch: Equatable, CustomStringConvertible {
    var first: UInt64
    var count: UInt32
    var commands: [UInt8]

    var last: UInt64 { first + UInt64(count) - 1 }
    var description: String { "\(first)…\(last) (\(commands.count) bytes)" }

    var record: JournalRecord {
        JournalRecord(
            firstSequence: first, count: count, batchTimeMilliseconds: Int64(first) * 1_000, applyVersion: 3,
            effectsDigest: first &* 0x9E37_79B9_7F4A_7C15)
    }
}

let testIdentity = JournalIdentity(storeLow: 0x1111, storeHigh: 0x2222, incarnation: 7)
let testSettings = JournalSettings(segmentBytes: 16_384, sparesReady: 1)

extension JournalWriter {
    /// Appends a batch of one sequence per 10 bytes, at least one.
    @discardableResult
    mutating func append(_ size: Int, fill: UInt8 = 0xAB) throws(JournalError) -> Batch {
        let batch = Batch(
            first: nextSequence, count: UInt32(max(1, size / 10)),
            commands: [UInt8](repeating: fill, count: size))
        try append(batch)
        return batch
    }

    mutating func append(_ batch: Batch) throws(JournalError) {
        var bytes = ByteWriter()
        bytes.append(bytes: batch.commands)
        try append(batch.record, commands: bytes.span)
    }
}

/// What a recovery gave: the batches, what it said about them.
struct Recovered {
    var batches: [Batch] = []
    var report: JournalReport
}

/// Reads all that is there, without changing anything.
func read(
    _ folder: TestFolder, after checkpoint: UInt64 = 0, identity: JournalIdentity = testIdentity,
    files: any FileSystem = SystemFiles()
) throws -> Recovered {
    var reader = try JournalReader(folder: folder.path, files: files, identity: identity, after: checkpoint)
    var batches: [Batch] = []
    while let record = try reader.next() {
        let batch = Batch(
            first: record.firstSequence, count: record.count, commands: copy(of: reader.commands))
        #expect(record == batch.record)
        batches.append(batch)
    }
    let report = reader.report
    return Recovered(batches: batches, report: try #require(report))
}

func copy(of bytes: RawSpan) -> [UInt8] {
    var reader = ByteReader(bytes)
    return (try? reader.readBytes(bytes.byteCount)) ?? []
}

/// Reads all that is there, then begins a new epoch.
func recover(
    _ folder: TestFolder, after checkpoint: UInt64 = 0, settings: JournalSettings = testSettings,
    files: any FileSystem = SystemFiles(), into batches: inout [Batch], _ report: inout JournalReport?
) throws -> JournalWriter {
    var recovery = try JournalRecovery(
        folder: folder.path, files: files, identity: testIdentity, after: checkpoint, settings: settings)
    batches = []
    while let record = try recovery.next() {
        batches.append(
            Batch(first: record.firstSequence, count: record.count, commands: copy(of: recovery.commands)))
    }
    report = recovery.report
    return try recovery.begin()
}

func open(
    _ folder: TestFolder, after checkpoint: UInt64 = 0, settings: JournalSettings = testSettings,
    files: any FileSystem = SystemFiles()
) throws -> JournalWriter {
    var batches: [Batch] = []
    var report: JournalReport?
    return try recover(
        folder, after: checkpoint, settings: settings, files: files, into: &batches, &report)
}

/// The damage that an attempt ends with, or nothing.
func damage(_ attempt: () throws -> Void) -> Damage? {
    do {
        try attempt()
        return nil
    } catch JournalError.damaged(let damage) {
        return damage
    } catch {
        Issue.record("not damage: \(error)")
        return nil
    }
}
