import CLMDB
import Synchronization

/// The open C environment, shared by everything that needs it to stay open: the environment value, the writer,
/// snapshots.
///
/// It closes with the last of them.
///
/// `@unchecked Sendable`: LMDB lets any thread use an environment, and everything else here is constant,
/// atomic or behind a lock.
@safe final class EnvironmentStorage: @unchecked Sendable {
    let pointer: OpaquePointer
    let options: EnvironmentOptions
    let path: String

    /// Tells this environment's database handles from those of others.
    let serial: UInt32

    /// The forks before it was opened; a child of a later one must not touch it.
    private let forks: UInt32
    private let folder: FolderIdentity
    /// Nil where only reads are possible.
    let dataFile: DataFile?
    private let isWriterTaken = Atomic<Bool>(false)

    private let pageBytes: Int
    /// The address of the map's page 0; 0 before a page was seen.
    private let mapStart = Atomic<UInt>(0)

    /// LMDB opens databases in one transaction at a time; this is the lock for it.
    let databases = Mutex(OpenDatabases())

    private static let serials = Atomic<UInt32>(0)

    init(path: String, options: EnvironmentOptions) throws(StorageError) {
        guard options.isValid, !path.utf8.contains(0) else {
            throw StorageError(.argumentInvalid, in: .open)
        }
        let forks = try Forks.startCounting()
        let folder = try FolderIdentity(path: path)
        guard OpenFolders.claim(folder) else { throw StorageError(.alreadyOpen, in: .open) }
        do throws(StorageError) {
            unsafe pointer = try Self.open(path: path, options: options)
        } catch {
            OpenFolders.release(folder)
            throw error
        }
        var statistics = MDB_stat()
        _ = unsafe mdb_env_stat(pointer, &statistics)
        pageBytes = Int(statistics.ms_psize)
        dataFile = options.access == .readWrite ? unsafe DataFile(of: pointer, path: path) : nil
        self.options = options
        self.path = path
        self.folder = folder
        self.forks = forks
        serial = Self.serials.add(1, ordering: .relaxed).newValue
    }

    deinit {
        // In a child of fork, closing would clear the reader slots of the parent.
        guard isInOpeningProcess else { return }
        unsafe mdb_env_close(pointer)
        OpenFolders.release(folder)
    }

    var isInOpeningProcess: Bool { forks == Forks.count }

    /// Throws in a child of `fork`.
    func checkProcess(_ operation: StorageError.Operation) throws(StorageError) {
        guard isInOpeningProcess else { throw StorageError(.usedAfterFork, in: operation) }
    }

    /// Takes the one writer's place.
    func claimWriter() throws(StorageError) {
        guard options.access == .readWrite else { throw StorageError(.readOnly, in: .takeWriter) }
        guard !isWriterTaken.exchange(true, ordering: .acquiringAndReleasing) else {
            throw StorageError(.writerTaken, in: .takeWriter)
        }
    }

    func releaseWriter() { isWriterTaken.store(false, ordering: .releasing) }
}

extension EnvironmentStorage {
    private static func open(path: String, options: EnvironmentOptions) throws(StorageError) -> OpaquePointer {
        var created: OpaquePointer?
        try StorageError.check(unsafe mdb_env_create(&created), .open)
        guard let environment = unsafe created else { throw StorageError(.memoryFull, in: .open) }
        do throws(StorageError) {
            try StorageError.check(unsafe mdb_env_set_mapsize(environment, options.mapSizeBytes), .open)
            try StorageError.check(unsafe mdb_env_set_maxdbs(environment, options.databasesMax), .open)
            try StorageError.check(unsafe mdb_env_set_maxreaders(environment, options.readersMax), .open)
            try StorageError.check(
                unsafe mdb_env_open(environment, path, options.flags, mdb_mode_t(options.fileMode)), .open)
        } catch {
            unsafe mdb_env_close(environment)
            throw error
        }
        return unsafe environment
    }

    /// Begins a C transaction; whoever asks ends it.
    func begin(
        readOnly: Bool, _ operation: StorageError.Operation
    ) throws(StorageError) -> TransactionPointer {
        try checkProcess(operation)
        var begun: OpaquePointer?
        let flags = readOnly ? UInt32(MDB_RDONLY) : 0
        try StorageError.check(unsafe mdb_txn_begin(pointer, nil, flags, &begun), operation)
        guard let transaction = unsafe begun else { throw StorageError(.memoryFull, in: operation) }
        let start = readOnly ? unsafe mapStart(seenBy: transaction) : 0
        return unsafe TransactionPointer(
            transaction, environment: serial, pages: MapPages(byteCount: pageBytes, start: start))
    }

    /// Where the map begins, which LMDB does not tell: by the number on the first page of the databases' names.
    ///
    /// Where that one is wrong, every other page seems to be: nothing is read then. The map does not move.
    private func mapStart(seenBy transaction: OpaquePointer) -> UInt {
        let known = mapStart.load(ordering: .relaxed)
        if known != 0 { return known }
        let names: MDB_dbi = 1
        var opened: OpaquePointer?
        guard unsafe mdb_cursor_open(transaction, names, &opened) == MDB_SUCCESS, let cursor = unsafe opened else {
            return 0
        }
        defer { unsafe mdb_cursor_close(cursor) }
        var key = unsafe MDB_val()
        var value = unsafe MDB_val()
        guard unsafe mdb_cursor_get(cursor, &key, &value, MDB_FIRST) == MDB_SUCCESS else { return 0 }
        let found = unsafe MapPages(byteCount: pageBytes, start: 0).start(bySound: UnsafeRawBufferPointer(key))
        mapStart.store(found, ordering: .relaxed)
        return found
    }
}

extension EnvironmentOptions {
    /// Read transactions are tied to their values and not to threads (`MDB_NOTLS`): they may move.
    fileprivate var flags: UInt32 {
        var flags = UInt32(MDB_NOTLS)
        if access == .readOnly { flags |= UInt32(MDB_RDONLY) }
        if writesThroughMap { flags |= UInt32(MDB_WRITEMAP) }
        if !readsAhead { flags |= UInt32(MDB_NORDAHEAD) }
        if !locks { flags |= UInt32(MDB_NOLOCK) }
        return flags
    }
}
