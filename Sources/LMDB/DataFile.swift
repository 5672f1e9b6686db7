#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif
import CLMDB

/// The descriptor through which LMDB writes pages, and what stands behind it.
///
/// LMDB has one way to write: all pages, then a flush. With `O_DSYNC` each write waits for the disk. A descriptor cannot be
/// given that later, so the file is opened twice, and one or the other opening is put behind LMDB's number (`dup2`); the
/// file is the same, so nothing else changes. LMDB locks another file.
///
/// Used by the one writer, between its transactions.
final class DataFile: Sendable {
    private let written: Int32
    private let plain: Int32
    private let synchronized: Int32

    /// Nil where it cannot be done; then commits have one pace.
    init?(of environment: OpaquePointer, path: String) {
        #if os(Linux)
        var descriptor: Int32 = -1
        guard unsafe mdb_env_get_fd(environment, &descriptor) == 0, descriptor >= 0 else { return nil }
        let plain = unsafe open(path + "/data.mdb", O_RDWR | O_CLOEXEC)
        guard plain >= 0 else { return nil }
        let synchronized = unsafe open(path + "/data.mdb", O_RDWR | O_DSYNC | O_CLOEXEC)
        guard synchronized >= 0, Self.areSame(descriptor, plain), Self.areSame(descriptor, synchronized) else {
            _ = close(plain)
            if synchronized >= 0 { _ = close(synchronized) }
            return nil
        }
        written = descriptor
        self.plain = plain
        self.synchronized = synchronized
        #else
        return nil
        #endif
    }

    deinit {
        // Nothing was written through these two numbers, so there is nothing to report.
        _ = close(plain)
        _ = close(synchronized)
    }

    /// From here on pages are written so; where that fails, as before.
    func set(_ pace: CommitPace) {
        #if os(Linux)
        guard dup2(pace == .steady ? synchronized : plain, written) == written else { return }
        _ = fcntl(written, F_SETFD, FD_CLOEXEC)
        #endif
    }

    private static func areSame(_ left: Int32, _ right: Int32) -> Bool {
        var one = stat()
        var other = stat()
        guard unsafe fstat(left, &one) == 0, unsafe fstat(right, &other) == 0 else { return false }
        return one.st_dev == other.st_dev && one.st_ino == other.st_ino
    }
}
