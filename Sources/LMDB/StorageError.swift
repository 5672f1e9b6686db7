/// A failure of the storage: what happened, in which operation, and the number the C library gave.
///
/// Eight bytes, without a heap or a reference count. Answers that a caller has to expect ("no such key",
/// "the key exists already") are not errors: they are the `nil` and `false` of the functions here.
public struct StorageError: Error, Equatable, Sendable {
    /// What happened.
    public let code: Code

    /// What was being done.
    public let operation: Operation

    /// The number as the C library gave it: an `errno` where positive, a code of LMDB where negative,
    /// 0 where the call was refused before C was asked.
    public let rawCode: Int32

    init(_ code: Code, in operation: Operation) {
        self.code = code
        self.operation = operation
        self.rawCode = 0
    }
}

extension StorageError {
    /// Whether the environment must not be used any more.
    ///
    /// After a failed write or flush the page cache no longer says what the disk holds. What was being
    /// committed has an unknown outcome: close, find the cause, open again and read what is there.
    /// A full disk or a full map is not final: nothing was committed and the last state stands.
    public var isFinal: Bool {
        switch code {
        case .inputOutputFailed, .environmentBroken, .corrupted, .pageMisplaced, .pageMissing: true
        case .systemFailed: operation == .commit
        default: false
        }
    }
}

extension StorageError: CustomStringConvertible {
    /// One line for a log: operation, what happened, the raw code, the remedy.
    public var description: String {
        let raw = rawCode == 0 ? "" : " [\(rawCode): \(text(of: rawCode))]"
        return "\(operation.rawValue): \(code.summary)\(raw). \(code.remedy)"
    }
}
