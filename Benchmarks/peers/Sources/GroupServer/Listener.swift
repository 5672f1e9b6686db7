import Glibc
import LoadLoop

/// A socket that listens on a free port of this machine.
final class Listener {
    let descriptor: Int32
    let port: Int

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        var address = sockaddr_in.loopback(port: 0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let failed = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) != 0 || listen(descriptor, 1_024) != 0
                    || getsockname(descriptor, $0, &size) != 0
            }
        }
        guard !failed else { throw BenchmarkFailure("no port can be listened on: \(errno)") }
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    /// The next connection that waits; nil: none.
    func accept() -> Int32? {
        let connection = Glibc.accept(descriptor, nil, nil)
        guard connection >= 0 else { return nil }
        _ = fcntl(connection, F_SETFL, O_NONBLOCK)
        Socket.sendAtOnce(connection)
        return connection
    }
}
