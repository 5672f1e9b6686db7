// The few things that come from the system's C library and not from LMDB.
#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The process that runs this, one system call (about 50 ns).
var currentProcess: Int32 { getpid() }

/// A folder as the file system knows it, whatever path leads there.
struct FolderIdentity: Hashable, Sendable {
    private let device: UInt64
    private let inode: UInt64

    /// Asks the file system; the error is the one of `stat`.
    init(path: String) throws(StorageError) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw StorageError(c: errno, in: .open) }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw StorageError(c: ENOTDIR, in: .open) }
        device = UInt64(truncatingIfNeeded: status.st_dev)
        inode = UInt64(truncatingIfNeeded: status.st_ino)
    }
}

extension StorageError.Code {
    init(errno: Int32, in operation: StorageError.Operation) {
        self =
            switch errno {
            case ENOENT, ENOTDIR: operation == .open || operation == .copy ? .folderMissing : .systemFailed
            case EACCES, EPERM, EROFS: operation == .open || operation == .copy ? .accessDenied : .readOnly
            case EINVAL: operation.usesDatabase ? .databaseUnknown : .argumentInvalid
            case ENOSPC, EDQUOT: .diskFull
            case ENOMEM: .memoryFull
            case EIO: .inputOutputFailed
            default: .systemFailed
            }
    }
}

extension StorageError.Operation {
    /// Where LMDB says `EINVAL`, it can only mean the database: the other arguments were checked before.
    fileprivate var usesDatabase: Bool {
        switch self {
        case .get, .put, .delete, .clear, .cursor, .statistics, .dropDatabase: true
        default: false
        }
    }
}
