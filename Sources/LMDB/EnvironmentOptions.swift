/// How an environment is opened.
///
/// What is not said here is not offered: every commit is synced, and keys are compared byte by byte.
public struct EnvironmentOptions: Equatable, Sendable {
    /// Whether the environment may be written.
    public enum Access: Sendable {
        case readWrite
        /// The files must exist. Readers still write their slots into `lock.mdb`.
        case readOnly
    }

    /// Whether it may be written.
    public var access: Access

    /// Address space for the map, in bytes: the most that the file can ever hold.
    ///
    /// A whole number of pages (4,096). It costs no memory and no disk until used, and stays as it is while open,
    /// since resizing needs that no transaction lives: choose it larger than will ever be needed.
    public var mapSizeBytes: Int

    /// How many named databases can be open.
    ///
    /// Each costs some 100 bytes in every transaction.
    public var databasesMax: UInt32

    /// How many read transactions can live at once, over all processes.
    ///
    /// Fixed by the first opener.
    public var readersMax: UInt32

    /// Permissions of files that are created, as in `chmod`.
    public var fileMode: UInt32

    /// Changes pages in the map itself: a commit takes about half the time, but the file is made as
    /// large as the map (sparse), and a stray pointer anywhere in the process can damage it.
    public var writesThroughMap: Bool

    /// Lets the kernel read ahead.
    ///
    /// Better off where the data exceeds memory and is read at random.
    public var readsAhead: Bool

    /// Keeps other programs out, and readers' pages from being used again, by means of `lock.mdb`.
    ///
    /// Without it nothing is written beside the data, and nobody may write there meanwhile: for files that do not change,
    /// such as a backup.
    public var locks: Bool

    /// Made of its parts.
    public init(
        access: Access = .readWrite, mapSizeBytes: Int = 1 << 40, databasesMax: UInt32 = 64,
        readersMax: UInt32 = 126, fileMode: UInt32 = 0o640, writesThroughMap: Bool = false,
        readsAhead: Bool = true, locks: Bool = true
    ) {
        self.access = access
        self.mapSizeBytes = mapSizeBytes
        self.databasesMax = databasesMax
        self.readersMax = readersMax
        self.fileMode = fileMode
        self.writesThroughMap = writesThroughMap
        self.readsAhead = readsAhead
        self.locks = locks
    }

    /// Checked before C is asked.
    var isValid: Bool {
        (locks || access == .readOnly) && mapSizeBytes >= 1 << 16 && mapSizeBytes % 4_096 == 0 && databasesMax >= 1
            && readersMax >= 1
            && fileMode <= 0o777
    }
}
