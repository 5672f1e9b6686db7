import CSockets
import Glibc

/// An open file descriptor; closed with its last reference.
final class Descriptor: Sendable {
    let number: Int32

    init(_ number: Int32, _ call: String) throws(SocketFailure) {
        guard number >= 0 else { throw SocketFailure(call) }
        self.number = number
    }

    deinit { Glibc.close(number) }

    /// Turns an option of a socket on.
    func set(_ level: Int32, _ option: Int32) {
        var one: Int32 = 1
        _ = unsafe setsockopt(number, level, option, &one, socklen_t(MemoryLayout<Int32>.size))
    }
}
