import Foundation
import LMDB
import Testing

@Suite("Environments")
struct EnvironmentTests {
    @Test func `a folder opens once in a process, by whatever path`() throws {
        let store = try TemporaryStore()
        let path = store.folder.path
        for other in [path, path + "/", path + "/../" + (path.split(separator: "/").last ?? "")] {
            #expect(code { () throws(StorageError) in _ = try Environment.open(at: other) } == .alreadyOpen)
        }
    }

    @Test func `a failed opening leaves the folder free`() throws {
        let folder = try TemporaryFolder()
        let readOnly = EnvironmentOptions(access: .readOnly)
        let path = folder.path
        let missing = code { () throws(StorageError) in _ = try Environment.open(at: path, options: readOnly) }
        #expect(missing == .folderMissing)
        #expect(code { () throws(StorageError) in _ = try Environment.open(at: path) } == nil)
    }

    @Test func `what cannot be opened says why`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path
        func refusal(_ path: String, _ options: EnvironmentOptions = EnvironmentOptions()) -> StorageError.Code? {
            code { () throws(StorageError) in _ = try Environment.open(at: path, options: options) }
        }
        #expect(refusal(path + "/none") == .folderMissing)
        #expect(refusal(path + "\0") == .argumentInvalid)
        #expect(refusal(path, EnvironmentOptions(mapSizeBytes: 1)) == .argumentInvalid)
        #expect(refusal(path, EnvironmentOptions(mapSizeBytes: 1 << 48)) == .memoryFull)
        try Data(repeating: 1, count: 8_192).write(to: URL(filePath: path + "/data.mdb"))
        #expect(refusal(path) == .notAnEnvironment)
    }

    @Test func `there is one writer, and when it goes it can be taken again`() throws {
        let folder = try TemporaryFolder()
        let environment = try Environment.open(at: folder.path)
        do {
            let writer = try environment.takeWriter()
            #expect(code { () throws(StorageError) in _ = try environment.takeWriter() } == .writerTaken)
            _ = consume writer
        }
        #expect(code { () throws(StorageError) in _ = try environment.takeWriter() } == nil)
    }

    @Test func `databases open by name, many at once, in the order asked for`() throws {
        var store = try TemporaryStore()
        let names = ["skus", "barcodes", "levels"]
        let databases = try store.writer.openDatabases(names)
        #expect(databases.count == 3 && databases.last == store.levels)
        #expect(try store.environment.openDatabases(names) == databases)
        #expect(try store.environment.databaseNames() == ["barcodes", "holds", "levels", "skus"])
    }

    @Test func `a database that cannot be opened says why`() throws {
        var store = try TemporaryStore(options: EnvironmentOptions(mapSizeBytes: 1 << 20, databasesMax: 3))
        #expect(code { () throws(StorageError) in _ = try store.environment.openDatabase("none") } == .databaseMissing)
        let missing = code { () throws(StorageError) in _ = try store.writer.openDatabase("none", creating: false) }
        #expect(missing == .databaseMissing)
        #expect(code { () throws(StorageError) in _ = try store.writer.openDatabase("") } == .argumentInvalid)
        #expect(code { () throws(StorageError) in _ = try store.writer.openDatabase("a\0b") } == .argumentInvalid)
        _ = try store.writer.openDatabase("third")
        #expect(code { () throws(StorageError) in _ = try store.writer.openDatabase("fourth") } == .databasesFull)
    }

    @Test func `a handle of another environment is refused`() throws {
        var one = try TemporaryStore()
        let other = try TemporaryStore()
        let foreign = other.levels
        let snapshot = try one.environment.snapshot()
        #expect(code { () throws(StorageError) in _ = try snapshot.statistics(of: foreign) } == .databaseUnknown)
        let refused = code { () throws(StorageError) in
            try one.writer.write { transaction throws(StorageError) in try transaction.clear(foreign) }
        }
        #expect(refused == .databaseUnknown)
    }

    @Test func `after a drop no handle can come to mean another database`() throws {
        var store = try TemporaryStore()
        try store.put([1], for: [7])
        let (levels, holds) = (store.levels, store.holds)
        try store.writer.dropDatabase(levels)
        #expect(try store.environment.databaseNames() == ["holds"])
        #expect(code { () throws(StorageError) in _ = try store.writer.openDatabase("new") } == .reopenNeeded)
        #expect(try store.writer.openDatabase("holds") == holds)
        let snapshot = try store.environment.snapshot()
        let dropped = code { () throws(StorageError) in _ = copy(try snapshot.value(for: [7], in: levels)) }
        #expect(dropped == .databaseUnknown)
    }

    @Test func `the status names the oldest reader`() throws {
        var store = try TemporaryStore()
        let old = try store.environment.snapshot()
        try store.put([1], for: [7])
        let new = try store.environment.snapshot()
        let (oldest, newest) = (old.id, new.id)
        let status = try store.environment.status()
        #expect(status.oldestReader?.commit == oldest)
        #expect(status.oldestReader?.process == ProcessInfo.processInfo.processIdentifier)
        #expect(status.readers.count == 2)
        #expect(status.lastCommit == newest)
        #expect(status.mapSizeBytes == 1 << 30)
        #expect(status.usedBytes > 0 && status.usedBytes < 1 << 20)
        _ = consume old
        _ = consume new
    }

    @Test func `more readers than slots are refused`() throws {
        let store = try TemporaryStore(options: EnvironmentOptions(mapSizeBytes: 1 << 20, readersMax: 1))
        let snapshot = try store.environment.snapshot()
        #expect(code { () throws(StorageError) in _ = try store.environment.snapshot() } == .readersFull)
        _ = consume snapshot
        #expect(code { () throws(StorageError) in _ = try store.environment.snapshot() } == nil)
    }
}
