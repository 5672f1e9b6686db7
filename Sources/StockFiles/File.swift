/// An open file.
///
/// Positions and sizes are bytes from the file's beginning.
///
/// A reference, so that a fault injector can wrap one; methods may be called from several threads, but
/// overlapping writes are the caller's to prevent. Closed when its last reference is gone.
public protocol File: AnyObject, Sendable {
    /// The path under which it was opened; it does not follow a rename.
    var path: String { get }

    /// Writes all the bytes at `offset`, completing short writes. Not durable before `synchronizeData`.
    func write(_ bytes: RawSpan, at offset: Int) throws(FilesError)

    /// Writes all the bytes at `offset`; they are durable when the call returns. Final when it fails.
    ///
    /// The size of the file stays as it is.
    func writeDurably(_ bytes: RawSpan, at offset: Int) throws(FilesError)

    /// Reads from `offset` until `bytes` is full or the file ends; returns how many bytes it read.
    func read(into bytes: inout MutableRawSpan, at offset: Int) throws(FilesError) -> Int

    /// Makes the written bytes durable, and the size if it changed (`fdatasync`). Final when it fails.
    func synchronizeData() throws(FilesError)

    /// Makes bytes and all metadata durable (`fsync`). Final when it fails.
    func synchronize() throws(FilesError)

    /// Reserves disk blocks for the first `byteCount` bytes and makes the file at least that large.
    ///
    /// Does nothing where the file system does not offer it; then zero filling takes the blocks.
    func preallocate(byteCount: Int) throws(FilesError)

    /// The file's size in bytes.
    func size() throws(FilesError) -> Int

    /// Cuts the file to `byteCount` bytes or extends it with a hole.
    func truncate(to byteCount: Int) throws(FilesError)
}

extension File {
    /// Writes, and flushes behind it.
    public func writeDurably(_ bytes: RawSpan, at offset: Int) throws(FilesError) {
        try write(bytes, at: offset)
        try synchronizeData()
    }

    /// Reserves and writes `byteCount` zero bytes, so that later writes inside change no metadata.
    ///
    /// Reserving alone is not enough: the file system notes unwritten blocks as such, and the first
    /// write to one then has to change that note as well. All durable but the size before `synchronize`.
    /// Cost: writes the whole file; call it away from any path that someone waits on.
    public func fillWithZeros(byteCount: Int) throws(FilesError) {
        try preallocate(byteCount: byteCount)
        try writeZeros(byteCount: byteCount)
    }

    /// Writes `byteCount` zero bytes from the beginning, 1 MiB at a time, each flushed.
    ///
    /// Each flushed, because a disk that is given 64 MiB at once lets the flushes of others wait: the longest
    /// one of a journal beside it took 146 ms, and 24 ms this way.
    public func writeZeros(byteCount: Int) throws(FilesError) {
        let zeros = [UInt8](repeating: 0, count: min(max(byteCount, 1), 1 << 20))
        var offset = 0
        while offset < byteCount {
            let count = min(zeros.count, byteCount - offset)
            try unsafe write(zeros.span.bytes.extracting(0..<count), at: offset)
            try synchronizeData()
            offset += count
        }
    }

    /// Reads up to `byteCount` bytes from `offset` into an array of its own; shorter at the file's end.
    public func readBytes(_ byteCount: Int, at offset: Int) throws(FilesError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: max(0, byteCount))
        var span = bytes.mutableSpan
        var raw = unsafe span.mutableBytes
        let count = try read(into: &raw, at: offset)
        if count < bytes.count { bytes.removeLast(bytes.count - count) }
        return bytes
    }

    /// Writes all the bytes of the array at `offset`.
    public func write(_ bytes: [UInt8], at offset: Int) throws(FilesError) {
        try unsafe write(bytes.span.bytes, at: offset)
    }
}

/// A held lock; released when its last reference is gone.
public protocol FileLock: AnyObject, Sendable {
    /// The locked file.
    var path: String { get }
}
