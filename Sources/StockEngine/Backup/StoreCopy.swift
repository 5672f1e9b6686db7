import LMDB
public import StockAPI
import StockBytes
public import StockFiles
import StockModel

/// A store's file as it lies, opened to be read only: a backup, or what `mdb_copy` made of a store.
///
/// Nothing is written beside it, and nobody may write it meanwhile.
public struct StoreCopy: ~Copyable {
    private let environment: Environment
    private let databases: StoreDatabases
    let facts: StoreFacts
    /// What the store says about itself.
    public var identity: StoreIdentity { StoreIdentity(facts) }
    /// Held where the folder was a store before.
    private let lock: (any FileLock)?

    /// Opens the `data.mdb` in a folder.
    ///
    /// Reads all its pages first: LMDB follows what stands in a page without looking.
    ///
    /// - Throws: `cannotOpen` where there is none, where it is of another format, or open elsewhere; `storageFailed` where it
    ///   cannot be known whether it is open; `damaged`, with page and table; `closed` where it is cancelled.
    public static func open(
        at path: String, files: any FileSystem = SystemFiles(), isCancelled: @escaping () -> Bool = { false }
    ) throws(StockFailure) -> StoreCopy {
        try open(at: path, checking: .everything, files: files, isCancelled: isCancelled)
    }

    static func open(
        at path: String, checking extent: PageCheck.Extent, files: any FileSystem = SystemFiles(),
        isCancelled: @escaping () -> Bool = { false }
    ) throws(StockFailure) -> StoreCopy {
        let lock = try lockOfStore(path, files)
        try PageCheck.check(path, files, extent, isCancelled: isCancelled)
        let environment = try storing { () throws(StorageError) in
            try Environment.open(
                at: path,
                options: EnvironmentOptions(
                    access: .readOnly, databasesMax: UInt32(StoreTable.allCases.count), locks: false))
        }
        let facts = try Self.facts(in: environment, path)
        guard facts.format == StoreFacts.formatCurrent else {
            throw .cannotOpen(
                facts.format > StoreFacts.formatCurrent
                    ? "the store in \(path) has format \(facts.format), this program knows \(StoreFacts.formatCurrent); use the newer program"
                    : "the store in \(path) has format \(facts.format), which this program brings to \(StoreFacts.formatCurrent) when it opens a store; it reads a copy as it is only with the program that wrote it, or restored"
            )
        }
        let databases = StoreDatabases(
            try storing { () throws(StorageError) in try environment.openDatabases(StoreDatabases.names) })
        return StoreCopy(
            environment: environment, databases: databases, facts: facts, lock: lock)
    }

    private init(
        environment: consuming Environment, databases: StoreDatabases, facts: StoreFacts, lock: (any FileLock)?
    ) {
        self.environment = environment
        self.databases = databases
        self.facts = facts
        self.lock = lock
    }

    /// What a store's file says about itself, of whichever format it is.
    ///
    /// - Throws: `damaged` also where a page that leads to others is.
    static func facts(at path: String, _ files: any FileSystem) throws(StockFailure) -> StoreFacts {
        try PageCheck.check(path, files, .branches)
        let environment = try storing { () throws(StorageError) in
            try Environment.open(
                at: path,
                options: EnvironmentOptions(
                    access: .readOnly, databasesMax: UInt32(StoreTable.allCases.count), locks: false))
        }
        return try facts(in: environment, path)
    }

    private static func facts(
        in environment: borrowing Environment, _ path: String
    ) throws(StockFailure) -> StoreFacts {
        let meta: Database
        do throws(StorageError) { meta = try environment.openDatabase(StoreTable.meta.name) } catch {
            guard error.code == .databaseMissing else { throw StockFailure(error) }
            throw .cannotOpen("there is no store in \(path), but another LMDB environment")
        }
        guard let facts = try environment.facts(in: meta) else {
            throw .cannotOpen("the store in \(path) was never written to")
        }
        return facts
    }

    /// A folder that a program has open as a store is not read as a copy.
    private static func lockOfStore(_ path: String, _ files: any FileSystem) throws(StockFailure) -> (any FileLock)? {
        let name = path + "/stockroom.lock"
        do throws(FilesError) {
            guard try files.exists(name) else { return nil }
            return try files.lock(name)
        } catch {
            guard error.code == .locked else { throw StockFailure(error) }
            throw .cannotOpen("the store in \(path) is open; ask the program that has it open")
        }
    }

    /// Opens the copy in a folder, recomputes everything that has to be true of its rows, and lets go of it.
    ///
    /// - Throws: `store`, `cancelled`.
    public static func verify(
        at path: String, _ hooks: BackupHooks = BackupHooks()
    ) throws(BackupFailure) -> VerificationReport {
        try replaying { () throws(StockFailure) in
            try StoreCopy.open(at: path, isCancelled: { hooks.isCancelled() }).verify(
                progress: { hooks.progress(.verifying, $0) }, isCancelled: { hooks.isCancelled() })
        }
    }

    /// Recomputes everything that has to be true of the rows, as `Stockroom.verify` does.
    ///
    /// - Parameters:
    ///   - progress: told now and then how many rows have been checked.
    ///   - isCancelled: asked now and then; when true, `closed` is thrown.
    /// - Returns: what was checked, and every difference found.
    /// - Throws: `closed`, `damaged` where LMDB's own pages cannot be read.
    public borrowing func verify(
        progress: (@Sendable (UInt64) -> Void)? = nil, isCancelled: @escaping () -> Bool = { false }
    ) throws(StockFailure) -> VerificationReport {
        var verification = Verification(progress: progress, isCancelled: isCancelled)
        return try verification.run(over: rows())
    }

    /// The rows as they lie.
    borrowing func rows() throws(StockFailure) -> LMDBRows {
        let snapshot = try storing { () throws(StorageError) in try environment.snapshot() }
        return LMDBRows(snapshot: snapshot, databases: databases)
    }

    /// Bytes of the file that are in use.
    borrowing func fileBytes() -> UInt64 { (try? environment.status()).map { UInt64(clamping: $0.usedBytes) } ?? 0 }
}
