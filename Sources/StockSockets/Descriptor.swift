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
}
