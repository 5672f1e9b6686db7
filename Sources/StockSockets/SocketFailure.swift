import Glibc

/// A system call for sockets has failed.
public struct SocketFailure: Error, Hashable, CustomStringConvertible {
    /// Which one.
    public let call: String
    /// The system's error number.
    public let cause: Int32

    init(_ call: String, cause: Int32 = errno) {
        self.call = call
        self.cause = cause
    }

    /// The call and the system's own words.
    public var description: String { unsafe "\(call): \(String(cString: strerror(cause)))" }
}
