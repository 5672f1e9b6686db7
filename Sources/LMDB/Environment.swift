import Synchronization

/// An LMDB environment: one folder with `data.mdb` and `lock.mdb`, mapped into memory.
///
/// **One opener in a process**: a second opening of the same folder is refused. **Isolated reads**: a
/// transaction sees the state at its beginning, without locks, however long it lives. **One writer**: see
/// `Writer`. **Always synced**: a committed transaction survives a power cut, and `mdb_stat`, `mdb_copy`
/// and `mdb_dump` work on the live folder.
///
/// The environment closes when this value and every writer and snapshot made from it are gone.
///
/// Not for network file systems (the map and the locks need one machine), nor for use after `fork`.
public struct Environment: ~Copyable, Sendable {
    let storage: EnvironmentStorage

    /// Opens the environment in the folder at `path`, which must exist; the files are created where
    /// missing and the access is read-write.
    ///
    /// - Throws: `folderMissing`, `accessDenied`, `alreadyOpen`, `argumentInvalid`, `notAnEnvironment`,
    ///   `versionMismatch`, `memoryFull`, `diskFull`, `inputOutputFailed`.
    public static func open(
        at path: String, options: EnvironmentOptions = EnvironmentOptions()
    ) throws(StorageError) -> Environment {
        Environment(storage: try EnvironmentStorage(path: path, options: options))
    }

    /// The folder, as given when opening.
    public var path: String { storage.path }

    /// How it was opened.
    public var options: EnvironmentOptions { storage.options }

    /// The one writer.
    ///
    /// When it goes, the next call gets it again.
    ///
    /// - Throws: `writerTaken`, `readOnly`.
    public func takeWriter() throws(StorageError) -> Writer {
        try storage.claimWriter()
        return Writer(of: storage)
    }

    /// Opens existing databases, in the order of `names`, also where the access is read-only.
    ///
    /// - Throws: `databaseMissing`, `databasesFull`, `databaseIncompatible`, `argumentInvalid` (a name
    ///   is 1 to 511 bytes without a zero), `reopenNeeded`, and what `read` throws.
    public func openDatabases(_ names: [String]) throws(StorageError) -> [Database] {
        try storage.databases.withLock { databases throws(StorageError) in
            let transaction = try storage.begin(readOnly: true, .openDatabase)
            return try databases.open(names, creating: false, in: transaction)
        }
    }

    /// Opens an existing database; see `openDatabases(_:)`.
    public func openDatabase(_ name: String) throws(StorageError) -> Database {
        guard let database = try openDatabases([name]).first else {
            throw StorageError(.databaseMissing, in: .openDatabase)
        }
        return database
    }
}
