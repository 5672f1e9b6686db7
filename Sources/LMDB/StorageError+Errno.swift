#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

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
