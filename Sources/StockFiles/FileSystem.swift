/// Every file operation of the journal and the store, one method each.
///
/// The single funnel to the disk: the engine is given a `FileSystem` and touches files through nothing
/// else, so a test or a simulator puts `InjectedFaults` around the real one and decides about every
/// operation. Paths are plain strings; relative ones count from the process's working folder.
///
/// No method retries a failed flush, and nobody else may: after one the page cache cannot be trusted.
public protocol FileSystem: Sendable {
    /// Opens the file at `path`; `mode` says whether it has to exist. It is closed with its last reference.
    func open(_ path: String, _ mode: OpenMode) throws(FilesError) -> any File

    /// Takes the lock of `path` (creating an empty file there) or throws `.locked` at once.
    ///
    /// Held until the returned value's last reference is gone. A second attempt is refused within the
    /// same process as well.
    func lock(_ path: String) throws(FilesError) -> any FileLock

    /// Names, not paths, of what is in the folder, sorted; without `.` and `..`.
    func list(_ folder: String) throws(FilesError) -> [String]

    /// Makes the folder; its parent has to exist. One that is there already is left as it is.
    func makeFolder(_ path: String) throws(FilesError)

    /// Makes creations, renames and removals inside the folder durable. Costs a disk flush.
    func synchronizeFolder(_ path: String) throws(FilesError)

    /// Gives a file another name, replacing what had it; durable after `synchronizeFolder`.
    func rename(_ path: String, to other: String) throws(FilesError)

    /// Removes a file or an empty folder; durable after `synchronizeFolder`.
    func remove(_ path: String) throws(FilesError)

    /// Whether there is anything at `path`.
    func exists(_ path: String) throws(FilesError) -> Bool

    /// What the volume that holds `path` is, and how much room it has.
    func volume(of path: String) throws(FilesError) -> Volume
}

extension FileSystem {
    /// Removes a file if it is there; says whether it was.
    @discardableResult
    public func removeIfPresent(_ path: String) throws(FilesError) -> Bool {
        do {
            try remove(path)
            return true
        } catch {
            guard error.code == .notFound else { throw error }
            return false
        }
    }

    /// Refuses folders on file systems where a lock, a mapping or a flush does not mean what it says.
    public func requireLocalVolume(_ folder: String) throws(FilesError) {
        let kind = try volume(of: folder).kind
        guard kind.isTrusted else {
            throw FilesError(operation: .volume, path: folder, code: .untrustedFileSystem(kind))
        }
    }
}

/// Whether a file has to exist when it is opened.
public enum OpenMode: Sendable, Equatable {
    /// It exists and is only read.
    case read
    /// It exists and is read and written.
    case readWrite
    /// It does not exist, or the call throws `.exists`.
    case create
    /// It is made empty if it does not exist.
    case openOrCreate
}
