import LMDB
import StockAPI
import StockBytes
import StockFiles
import StockModel

/// An open store folder: its lock, its LMDB environment, and what it knows about itself.
///
/// | name | what |
/// |---|---|
/// | `data.mdb`, `lock.mdb` | LMDB, as its own tools expect it |
/// | `journal/` | segments, unless they lie elsewhere |
/// | `stockroom.lock` | held by the one program that has the store open |
/// | `ballast` | room kept back for a full disk |
/// | `open` | there while it is open; see `OpenMark` |
/// | `damaged` | what was found wrong, while it was open; then it is not opened again |
struct StoreFolder: ~Copyable {
    let path: String
    let lock: any FileLock
    let environment: Environment
    var writer: Writer
    let databases: StoreDatabases
    var facts: StoreFacts
    let isNew: Bool
    let mark: OpenMark

    /// Locks and opens the folder, making a new store where there is none.
    static func open(_ path: String, _ options: StockroomOptions) throws(StockFailure) -> StoreFolder {
        let lock = try Self.lock(path, options.files)
        try DamageMark.refuse(in: path, options.files)
        let mark = OpenMark(in: path, options.files)
        try checkPages(path, options.files, mark)
        mark.begin()
        do throws(StockFailure) {
            return try open(path, options, lock, mark)
        } catch {
            mark.withdraw()
            throw error
        }
    }

    private static func open(
        _ path: String, _ options: StockroomOptions, _ lock: any FileLock, _ mark: OpenMark
    ) throws(StockFailure) -> StoreFolder {
        let environment = try storing { () throws(StorageError) in
            try Environment.open(
                at: path,
                options: EnvironmentOptions(
                    mapSizeBytes: options.mapSizeBytes, databasesMax: UInt32(StoreTable.allCases.count)))
        }
        var writer = try storing { () throws(StorageError) in try environment.takeWriter() }
        let databases = StoreDatabases(
            try storing { () throws(StorageError) in try writer.openDatabases(StoreDatabases.names) })
        let stored = try environment.facts(in: databases[.meta])
        let facts =
            stored
            ?? .new(options.retention ?? Retention(), randomNumber: options.surroundings.randomNumber)
        if facts.format > StoreFacts.formatCurrent {
            throw .cannotOpen(
                "the store in \(path) has format \(facts.format), this program knows \(StoreFacts.formatCurrent); use the newer program"
            )
        }
        return StoreFolder(
            path: path, lock: lock, environment: environment, writer: writer, databases: databases, facts: facts,
            isNew: stored == nil, mark: mark)
    }

    private static func lock(_ path: String, _ files: any FileSystem) throws(StockFailure) -> any FileLock {
        do throws(FilesError) {
            try files.makeFolder(path)
            try files.requireLocalVolume(path)
            return try files.lock(path + "/stockroom.lock")
        } catch {
            if error.code == .locked {
                throw .cannotOpen(
                    "the store in \(path) is open already; close it there, or ask the program that has it open")
            }
            throw .cannotOpen("the store in \(path) cannot be opened: \(error)")
        }
    }

    /// The folder in which the folder at `path` stands.
    static func parent(of path: String) -> String {
        let isAbsolute = path.utf8.first == UInt8(ascii: "/")
        let parts = path.split(separator: "/").dropLast()
        return parts.isEmpty ? (isAbsolute ? "/" : ".") : (isAbsolute ? "/" : "") + parts.joined(separator: "/")
    }

    init(
        path: String, lock: any FileLock, environment: consuming Environment, writer: consuming Writer,
        databases: StoreDatabases, facts: StoreFacts, isNew: Bool, mark: OpenMark
    ) {
        self.mark = mark
        self.path = path
        self.lock = lock
        self.environment = environment
        self.writer = writer
        self.databases = databases
        self.facts = facts
        self.isNew = isNew
    }
}

extension Environment {
    /// The store's facts, or nil in an empty environment.
    borrowing func facts(in meta: Database) throws(StockFailure) -> StoreFacts? {
        try read(failingAs: StockFailure.init) { transaction throws(StockFailure) in
            var key = ByteWriter()
            key.append(bytes: StoreFacts.key)
            let value: RawSpan?
            do throws(StorageError) {
                value = try transaction.value(for: key.span, in: meta)
            } catch { throw StockFailure(error) }
            guard let value else { return nil }
            return try RowBytes.open(value, key: key.span, in: .meta) { reader throws(BytesError) in
                try StoreFacts(from: &reader)
            }
        }
    }
}
