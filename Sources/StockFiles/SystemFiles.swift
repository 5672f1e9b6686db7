import Glibc

/// The operating system's files: one method per system call, interrupted calls repeated, errors typed.
public struct SystemFiles: FileSystem {
    /// The files of this machine.
    public init() {}

    /// `open(2)`, closed in child programs; a new file belongs to its user alone.
    public func open(_ path: String, _ mode: OpenMode) throws(FilesError) -> any File {
        let flags: Int32 =
            switch mode {
            case .read: O_RDONLY
            case .readWrite: O_RDWR
            case .create: O_RDWR | O_CREAT | O_EXCL
            case .openOrCreate: O_RDWR | O_CREAT
            }
        return SystemFile(path: path, descriptor: try descriptor(path, flags, .open))
    }

    /// `flock(2)`, without waiting.
    public func lock(_ path: String) throws(FilesError) -> any FileLock {
        let file = SystemFile(path: path, descriptor: try descriptor(path, O_RDWR | O_CREAT, .lock))
        // A lock belongs to the opening, not to the process: a second one in this process is refused too.
        _ = try retrying(.lock, path) { flock(file.descriptor, LOCK_EX | LOCK_NB) }
        return SystemLock(file)
    }

    /// `readdir(3)`.
    public func list(_ folder: String) throws(FilesError) -> [String] {
        guard let stream = unsafe opendir(folder) else {
            throw FilesError(operation: .list, path: folder, systemError: errno)
        }
        defer { _ = unsafe closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else {
                if errno != 0 { throw FilesError(operation: .list, path: folder, systemError: errno) }
                return names.sorted()
            }
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { byte in byte != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
    }

    /// `mkdir(2)`, for its user alone.
    public func makeFolder(_ path: String) throws(FilesError) {
        do {
            _ = try retrying(.makeFolder, path) { unsafe mkdir(path, 0o700) }
        } catch {
            guard error.code == .exists else { throw error }
        }
    }

    /// `fsync(2)` on the folder.
    public func synchronizeFolder(_ path: String) throws(FilesError) {
        let folder = SystemFile(
            path: path, descriptor: try descriptor(path, O_RDONLY | O_DIRECTORY, .synchronizeFolder))
        _ = try retrying(.synchronizeFolder, path) { fsync(folder.descriptor) }
    }

    /// `rename(2)`.
    public func rename(_ path: String, to other: String) throws(FilesError) {
        _ = try retrying(.rename, path) { Self.systemRename(path, other) }
    }

    /// `remove(3)`.
    public func remove(_ path: String) throws(FilesError) {
        _ = try retrying(.remove, path) { unsafe Glibc.remove(path) }
    }

    /// `access(2)`.
    public func exists(_ path: String) throws(FilesError) -> Bool {
        do {
            _ = try retrying(.exists, path) { unsafe access(path, F_OK) }
            return true
        } catch {
            guard error.code == .notFound else { throw error }
            return false
        }
    }

    /// `statvfs(3)`, and the kind from `/proc/self/mountinfo`.
    ///
    /// Swift's Glibc has no `statfs`, whose `f_type` would be the shorter way.
    public func volume(of path: String) throws(FilesError) -> Volume {
        var information = statvfs()
        _ = try retrying(.volume, path) { unsafe statvfs(path, &information) }
        let blockBytes = UInt64(information.f_frsize)
        return Volume(
            freeBytes: UInt64(information.f_bavail).saturatingProduct(blockBytes),
            totalBytes: UInt64(information.f_blocks).saturatingProduct(blockBytes),
            kind: try kind(of: path))
    }

    private func kind(of path: String) throws(FilesError) -> VolumeKind {
        guard let resolved = unsafe realpath(path, nil) else {
            throw FilesError(operation: .volume, path: path, systemError: errno)
        }
        defer { unsafe free(resolved) }
        guard let table = try? open("/proc/self/mountinfo", .read) else { return .unknown }
        var text: [UInt8] = []
        while let part = try? table.readBytes(1 << 16, at: text.count), !part.isEmpty { text += part }
        let mounts = Mounts(mountInformation: String(decoding: text, as: UTF8.self))
        return unsafe mounts.kind(of: String(cString: resolved))
    }

    private func descriptor(
        _ path: String, _ flags: Int32, _ operation: FileOperation
    ) throws(FilesError) -> Int32 {
        Int32(
            truncatingIfNeeded: try retrying(operation, path) {
                Self.systemOpen(path, flags | O_CLOEXEC, 0o600)
            })
    }

    // The system calls whose names are also names of methods here.
    private static func systemOpen(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 {
        unsafe Glibc.open(path, flags, mode)
    }

    private static func systemRename(_ path: String, _ other: String) -> Int32 {
        unsafe Glibc.rename(path, other)
    }
}

extension UInt64 {
    fileprivate func saturatingProduct(_ other: UInt64) -> UInt64 {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? .max : product
    }
}
