import Glibc

/// A file operation failed: which one, on what, why, and what to do about it.
public struct FilesError: Error, Equatable, Sendable {
    /// The operation that failed.
    public let operation: FileOperation

    /// The file or folder it failed on.
    public let path: String

    /// What went wrong.
    public let code: Code

    /// The system's error number; 0 when the refusal is our own.
    public let systemError: Int32

    /// What went wrong, by the remedy it asks for.
    @nonexhaustive
    public enum Code: Equatable, Sendable {
        /// No room on the volume or in the quota. Make room; the operation may be tried again.
        case full
        /// There is nothing at the path. Check the path.
        case notFound
        /// There is something at the path already. Choose another path or remove it.
        case exists
        /// Another process, or this one, has it open. Stop the other one.
        case locked
        /// The user may not do this. Change the owner or the permissions.
        case notPermitted
        /// The file system cannot promise durability or locking. Use a local disk.
        case untrustedFileSystem(VolumeKind)
        /// Too many open files. Raise the limit.
        case tooManyOpenFiles
        /// The disk or the file system failed. Check the disk; restart from what is durable.
        case failed
    }

    /// A refusal of our own, without a system error.
    public init(operation: FileOperation, path: String, code: Code) {
        self.operation = operation
        self.path = path
        self.code = code
        self.systemError = 0
    }

    /// The error for a system error number, as calls leave it in `errno`.
    public init(operation: FileOperation, path: String, systemError: Int32) {
        self.operation = operation
        self.path = path
        self.systemError = systemError
        self.code =
            switch systemError {
            case ENOSPC, EDQUOT, EFBIG: .full
            case ENOENT, ENOTDIR: .notFound
            case EEXIST: .exists
            case EWOULDBLOCK: operation == .lock ? .locked : .failed
            case EACCES, EPERM, EROFS: .notPermitted
            case EMFILE, ENFILE: .tooManyOpenFiles
            default: .failed
            }
    }

    /// Whether room on the volume is what was missing.
    public var isFull: Bool { code == .full }

    /// Whether the operation may succeed later without anything having gone wrong: room, or a descriptor, was missing.
    public var isPassing: Bool { code == .full || code == .tooManyOpenFiles }

    /// What an operator can do.
    public var remedy: String {
        switch code {
        case .full: "make room on the volume"
        case .notFound: "check the path"
        case .exists: "choose another path, or remove what is there"
        case .locked: "stop the process that has it open"
        case .notPermitted: "change the owner or the permissions"
        case .untrustedFileSystem: "use a folder on a local disk"
        case .tooManyOpenFiles: "raise the limit of open files"
        case .failed: "check the disk and the system's log, then restart"
        }
    }
}

extension FilesError: CustomStringConvertible {
    /// Operation, path, cause and remedy in one line.
    public var description: String {
        let cause = systemError == 0 ? "\(code)" : "\(code), system error \(systemError)"
        return "\(operation.rawValue) failed on \(path) (\(cause)): \(remedy)"
    }
}
