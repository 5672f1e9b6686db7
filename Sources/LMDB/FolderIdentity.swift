#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

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
