import Glibc
import Synchronization

/// An open file of the operating system.
///
/// The kernel serialises calls on a descriptor; every read and write names its position, so there is no shared cursor.
final class SystemFile: File, PartialFile {
    private enum Direct {
        case untried
        case unavailable
        case open(DirectOutput)
    }

    let path: String
    let descriptor: Int32
    private let direct = Mutex(Direct.untried)

    init(path: String, descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        // Nothing to report: what had to be durable was flushed before, and close frees it in any case.
        _ = close(descriptor)
    }

    func write(_ bytes: RawSpan, at offset: Int) throws(FilesError) { try writeAll(bytes, at: offset) }

    func writeSome(_ bytes: RawSpan, at offset: Int) throws(FilesError) -> Int {
        try retrying(.write, path) {
            unsafe bytes.withUnsafeBytes { buffer in
                unsafe pwrite(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
            }
        }
    }

    /// Past the page cache, for whole blocks and where the file system can.
    func writeDurably(_ bytes: RawSpan, at offset: Int) throws(FilesError) {
        let isOfBlocks =
            bytes.byteCount.isMultiple(of: DirectOutput.blockBytes) && offset.isMultiple(of: DirectOutput.blockBytes)
        guard isOfBlocks, let output = directOutput() else {
            try write(bytes, at: offset)
            return try synchronizeData()
        }
        guard let cause = output.write(bytes, at: offset) else { return }
        // Some file systems open such a file and do not write to it.
        guard cause == EINVAL else { throw FilesError(operation: .write, path: path, systemError: cause) }
        direct.withLock { $0 = .unavailable }
        try write(bytes, at: offset)
        try synchronizeData()
    }

    private func directOutput() -> DirectOutput? {
        direct.withLock { direct in
            if case .untried = direct { direct = DirectOutput(of: descriptor).map(Direct.open) ?? .unavailable }
            guard case .open(let output) = direct else { return nil }
            return output
        }
    }

    func read(into bytes: inout MutableRawSpan, at offset: Int) throws(FilesError) -> Int {
        try readAll(into: &bytes, at: offset)
    }

    func readSome(
        into bytes: inout MutableRawSpan, from filled: Int, at offset: Int
    ) throws(FilesError) -> Int {
        var count = 0
        repeat {
            count = unsafe bytes.withUnsafeMutableBytes { buffer in
                let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
                return unsafe pread(descriptor, rest.baseAddress, rest.count, off_t(offset))
            }
        } while count < 0 && errno == EINTR
        guard count >= 0 else { throw FilesError(operation: .read, path: path, systemError: errno) }
        return count
    }

    func synchronizeData() throws(FilesError) {
        _ = try retrying(.synchronizeData, path) { fdatasync(descriptor) }
    }

    func synchronize() throws(FilesError) {
        _ = try retrying(.synchronize, path) { fsync(descriptor) }
    }

    func preallocate(byteCount: Int) throws(FilesError) {
        while true {
            // The one call here that returns its error instead of leaving it in `errno`.
            let cause = posix_fallocate(descriptor, 0, off_t(byteCount))
            if cause == 0 || cause == EOPNOTSUPP || cause == EINVAL { return }
            if cause != EINTR {
                throw FilesError(operation: .preallocate, path: path, systemError: cause)
            }
        }
    }

    func size() throws(FilesError) -> Int {
        var information = stat()
        _ = try retrying(.size, path) { unsafe fstat(descriptor, &information) }
        return Int(information.st_size)
    }

    func truncate(to byteCount: Int) throws(FilesError) {
        _ = try retrying(.truncate, path) { ftruncate(descriptor, off_t(byteCount)) }
    }
}

/// A lock of the operating system.
///
/// Let go of by name: a child program that is being started has the file open for a moment too, and closing it here alone
/// would leave it locked for that long.
final class SystemLock: FileLock {
    private let file: SystemFile
    private let process = getpid()
    var path: String { file.path }

    /// Takes over a file that is locked.
    init(_ file: SystemFile) { self.file = file }

    deinit {
        // A child of `fork` must not give up what its parent holds.
        if getpid() == process { _ = flock(file.descriptor, LOCK_UN) }
    }
}

/// Performs a system call, again when a signal interrupted it, and turns -1 into a typed error.
///
/// An interrupted flush is the one repetition of a flush there is: `EINTR` says that it did not happen,
/// not that it failed.
func retrying(
    _ operation: FileOperation, _ path: String, _ call: () -> Int
) throws(FilesError) -> Int {
    while true {
        let result = call()
        if result >= 0 { return result }
        let cause = errno
        if cause != EINTR { throw FilesError(operation: operation, path: path, systemError: cause) }
    }
}

func retrying(
    _ operation: FileOperation, _ path: String, _ call: () -> Int32
) throws(FilesError) -> Int {
    try retrying(operation, path) { Int(call()) }
}
