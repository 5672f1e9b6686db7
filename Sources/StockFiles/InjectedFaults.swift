/// A file system that asks before every operation whether it shall succeed.
///
/// For tests and simulation: it wraps a real (or another wrapped) file system. The decision runs on the
/// thread of the operation and may be asked by several at once.
public struct InjectedFaults: FileSystem {
    /// An operation about to be performed.
    public struct Attempt: Sendable {
        /// What it is.
        public let operation: FileOperation
        /// The file or folder it is about.
        public let path: String
        /// Position of a read or write; 0 for all else.
        public let offset: Int
        /// Bytes of a read, write, preallocation or truncation; 0 for all else.
        public let byteCount: Int
    }

    /// What becomes of an operation.
    public enum Decision: Sendable {
        /// It happens.
        case proceed
        /// It does not happen, with this system error number (`EIO`, `ENOSPC`, …).
        case fail(Int32)
        /// A write reaches the file with its first `afterBytes` bytes only, then fails. Other operations fail.
        case tear(afterBytes: Int, Int32)
        /// It happens, and then reports this failure: a flush of which nobody knows what it did.
        case failAfterwards(Int32)
    }

    let base: any FileSystem
    let decide: @Sendable (Attempt) -> Decision

    /// `base` with every operation decided by `decide` first.
    public init(_ base: any FileSystem, decide: @escaping @Sendable (Attempt) -> Decision) {
        self.base = base
        self.decide = decide
    }

    /// Opens, if the decision allows; the file asks as well.
    public func open(_ path: String, _ mode: OpenMode) throws(FilesError) -> any File {
        let file = try perform(.open, path) { () throws(FilesError) in try base.open(path, mode) }
        return InjectedFile(base: file, faults: self)
    }

    /// Locks, if the decision allows.
    public func lock(_ path: String) throws(FilesError) -> any FileLock {
        try perform(.lock, path) { () throws(FilesError) in try base.lock(path) }
    }

    /// Lists, if the decision allows.
    public func list(_ folder: String) throws(FilesError) -> [String] {
        try perform(.list, folder) { () throws(FilesError) in try base.list(folder) }
    }

    /// Makes the folder, if the decision allows.
    public func makeFolder(_ path: String) throws(FilesError) {
        try perform(.makeFolder, path) { () throws(FilesError) in try base.makeFolder(path) }
    }

    /// Flushes the folder, if the decision allows.
    public func synchronizeFolder(_ path: String) throws(FilesError) {
        try perform(.synchronizeFolder, path) { () throws(FilesError) in try base.synchronizeFolder(path) }
    }

    /// Renames, if the decision allows.
    public func rename(_ path: String, to other: String) throws(FilesError) {
        try perform(.rename, path) { () throws(FilesError) in try base.rename(path, to: other) }
    }

    /// Removes, if the decision allows.
    public func remove(_ path: String) throws(FilesError) {
        try perform(.remove, path) { () throws(FilesError) in try base.remove(path) }
    }

    /// Looks, if the decision allows.
    public func exists(_ path: String) throws(FilesError) -> Bool {
        try perform(.exists, path) { () throws(FilesError) in try base.exists(path) }
    }

    /// Measures, if the decision allows.
    public func volume(of path: String) throws(FilesError) -> Volume {
        try perform(.volume, path) { () throws(FilesError) in try base.volume(of: path) }
    }

    func perform<Result>(
        _ operation: FileOperation, _ path: String, offset: Int = 0, byteCount: Int = 0,
        _ action: () throws(FilesError) -> Result
    ) throws(FilesError) -> Result {
        let attempt = Attempt(operation: operation, path: path, offset: offset, byteCount: byteCount)
        switch decide(attempt) {
        case .proceed:
            return try action()
        case .fail(let cause), .tear(_, let cause):
            throw FilesError(operation: operation, path: path, systemError: cause)
        case .failAfterwards(let cause):
            _ = try action()
            throw FilesError(operation: operation, path: path, systemError: cause)
        }
    }
}

final class InjectedFile: File {
    let base: any File
    let faults: InjectedFaults
    var path: String { base.path }

    init(base: any File, faults: InjectedFaults) {
        self.base = base
        self.faults = faults
    }

    func write(_ bytes: RawSpan, at offset: Int) throws(FilesError) {
        let attempt = InjectedFaults.Attempt(
            operation: .write, path: path, offset: offset, byteCount: bytes.byteCount)
        try write(bytes, at: offset, faults.decide(attempt))
    }

    private func write(
        _ bytes: RawSpan, at offset: Int, _ decision: InjectedFaults.Decision
    ) throws(FilesError) {
        switch decision {
        case .proceed:
            try base.write(bytes, at: offset)
        case .fail(let cause):
            throw FilesError(operation: .write, path: path, systemError: cause)
        case .tear(let afterBytes, let cause):
            let kept = min(max(0, afterBytes), bytes.byteCount)
            try base.write(bytes.extracting(0..<kept), at: offset)
            throw FilesError(operation: .write, path: path, systemError: cause)
        case .failAfterwards(let cause):
            try base.write(bytes, at: offset)
            throw FilesError(operation: .write, path: path, systemError: cause)
        }
    }

    /// Asked about twice, as a write and as the flush of it: whoever decides about either decides about this too.
    ///
    /// Where both may happen, the file below does it in its own way, as without faults.
    func writeDurably(_ bytes: RawSpan, at offset: Int) throws(FilesError) {
        let attempt = InjectedFaults.Attempt(
            operation: .write, path: path, offset: offset, byteCount: bytes.byteCount)
        let decision = faults.decide(attempt)
        guard case .proceed = decision else { return try write(bytes, at: offset, decision) }
        let flush = InjectedFaults.Attempt(operation: .synchronizeData, path: path, offset: 0, byteCount: 0)
        switch faults.decide(flush) {
        case .proceed:
            try base.writeDurably(bytes, at: offset)
        case .fail(let cause), .tear(_, let cause):
            // It came as far as the page cache.
            try base.write(bytes, at: offset)
            throw FilesError(operation: .synchronizeData, path: path, systemError: cause)
        case .failAfterwards(let cause):
            try base.writeDurably(bytes, at: offset)
            throw FilesError(operation: .synchronizeData, path: path, systemError: cause)
        }
    }

    func read(into bytes: inout MutableRawSpan, at offset: Int) throws(FilesError) -> Int {
        let attempt = InjectedFaults.Attempt(
            operation: .read, path: path, offset: offset, byteCount: bytes.byteCount)
        switch faults.decide(attempt) {
        case .proceed:
            return try base.read(into: &bytes, at: offset)
        case .fail(let cause), .tear(_, let cause), .failAfterwards(let cause):
            throw FilesError(operation: .read, path: path, systemError: cause)
        }
    }

    func synchronizeData() throws(FilesError) {
        try faults.perform(.synchronizeData, path) { () throws(FilesError) in try base.synchronizeData() }
    }

    func synchronize() throws(FilesError) {
        try faults.perform(.synchronize, path) { () throws(FilesError) in try base.synchronize() }
    }

    func preallocate(byteCount: Int) throws(FilesError) {
        try faults.perform(.preallocate, path, byteCount: byteCount) { () throws(FilesError) in
            try base.preallocate(byteCount: byteCount)
        }
    }

    func size() throws(FilesError) -> Int {
        try faults.perform(.size, path) { () throws(FilesError) in try base.size() }
    }

    func truncate(to byteCount: Int) throws(FilesError) {
        try faults.perform(.truncate, path, byteCount: byteCount) { () throws(FilesError) in
            try base.truncate(to: byteCount)
        }
    }
}
