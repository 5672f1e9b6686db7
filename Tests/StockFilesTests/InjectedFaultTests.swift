import Foundation
import StockBytes
import StockFiles
import Synchronization
import Testing

/// A file system that notes by which way a file is written.
private final class NotedFiles: Sendable {
    let durable = Atomic<Int>(0)
    let plain = Atomic<Int>(0)
}

private final class NotedFile: File {
    let base: any File
    let notes: NotedFiles
    var path: String { base.path }

    init(_ base: any File, _ notes: NotedFiles) {
        self.base = base
        self.notes = notes
    }

    func write(_ bytes: RawSpan, at offset: Int) throws(FilesError) {
        notes.plain.add(1, ordering: .relaxed)
        try base.write(bytes, at: offset)
    }

    func writeDurably(_ bytes: RawSpan, at offset: Int) throws(FilesError) {
        notes.durable.add(1, ordering: .relaxed)
        try base.writeDurably(bytes, at: offset)
    }

    func read(into bytes: inout MutableRawSpan, at offset: Int) throws(FilesError) -> Int {
        try base.read(into: &bytes, at: offset)
    }

    func synchronizeData() throws(FilesError) { try base.synchronizeData() }
    func synchronize() throws(FilesError) { try base.synchronize() }
    func preallocate(byteCount: Int) throws(FilesError) { try base.preallocate(byteCount: byteCount) }
    func size() throws(FilesError) -> Int { try base.size() }
    func truncate(to byteCount: Int) throws(FilesError) { try base.truncate(to: byteCount) }
}

private struct NotedFileSystem: FileSystem {
    let notes: NotedFiles
    private let base = SystemFiles()

    init(_ notes: NotedFiles) { self.notes = notes }

    func open(_ path: String, _ mode: OpenMode) throws(FilesError) -> any File {
        NotedFile(try base.open(path, mode), notes)
    }

    func lock(_ path: String) throws(FilesError) -> any FileLock { try base.lock(path) }
    func list(_ folder: String) throws(FilesError) -> [String] { try base.list(folder) }
    func makeFolder(_ path: String) throws(FilesError) { try base.makeFolder(path) }
    func synchronizeFolder(_ path: String) throws(FilesError) { try base.synchronizeFolder(path) }
    func rename(_ path: String, to other: String) throws(FilesError) { try base.rename(path, to: other) }
    func remove(_ path: String) throws(FilesError) { try base.remove(path) }
    func exists(_ path: String) throws(FilesError) -> Bool { try base.exists(path) }
    func volume(of path: String) throws(FilesError) -> Volume { try base.volume(of: path) }
}

@Suite struct InjectedFaultTests {
    private static let block = [UInt8](repeating: 7, count: 4_096)

    /// Opens a file of zeros under a rule, writes a block durably, and says what stands there then.
    private static func write(
        _ rule: @escaping @Sendable (InjectedFaults.Attempt) -> InjectedFaults.Decision
    ) throws -> (failed: Bool, content: [UInt8], notes: NotedFiles) {
        let path = NSTemporaryDirectory() + "/stockroom-injected-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try SystemFiles().open(path, .create).fillWithZeros(byteCount: 8_192)
        let notes = NotedFiles()
        let file = try InjectedFaults(NotedFileSystem(notes), decide: rule).open(path, .readWrite)
        var failed = false
        do throws(FilesError) { try file.writeDurably(block.span.rawBytes, at: 0) } catch { failed = true }
        return (failed, try SystemFiles().open(path, .read).readBytes(4_096, at: 0), notes)
    }

    @Test func `a durable write under faults goes the way it goes without them`() throws {
        let (failed, content, notes) = try Self.write { _ in .proceed }
        #expect(!failed)
        #expect(content == Self.block)
        #expect(notes.durable.load(ordering: .relaxed) == 1)
        #expect(notes.plain.load(ordering: .relaxed) == 0)
    }

    @Test func `a durable write can be torn, not happen, or be reported as failed after it happened`() throws {
        let torn = try Self.write { $0.operation == .write ? .tear(afterBytes: 100, EIO) : .proceed }
        #expect(torn.failed)
        #expect(torn.content.prefix(100).allSatisfy { $0 == 7 } && torn.content.dropFirst(100).allSatisfy { $0 == 0 })

        let none = try Self.write { $0.operation == .write ? .fail(EIO) : .proceed }
        #expect(none.failed)
        #expect(none.content.allSatisfy { $0 == 0 })

        let reported = try Self.write { $0.operation == .synchronizeData ? .failAfterwards(EIO) : .proceed }
        #expect(reported.failed)
        #expect(reported.content == Self.block)
        #expect(reported.notes.durable.load(ordering: .relaxed) == 1)
    }

    @Test func `one whose flush fails has come as far as the page cache`() throws {
        let (failed, content, notes) = try Self.write { $0.operation == .synchronizeData ? .fail(EIO) : .proceed }
        #expect(failed)
        #expect(content == Self.block)
        #expect(notes.durable.load(ordering: .relaxed) == 0)
    }
}
