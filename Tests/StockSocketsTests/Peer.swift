import Foundation
import Glibc

/// The other end of a connection: a blocking socket, with time limits so that no test waits for ever.
final class Peer {
    let descriptor: Int32
    private var isClosed = false

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var limit = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let (number, size) = (descriptor, socklen_t(MemoryLayout<sockaddr_in>.size))
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(number, $0, size) }
        }
        guard result == 0 else { throw PeerFailure(errno) }
    }

    deinit { if !isClosed { close(descriptor) } }

    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw PeerFailure(errno) }
            sent += count
        }
    }

    /// So many bytes, or those until the end.
    func receive(_ count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count < count {
            let came = recv(descriptor, &buffer, min(buffer.count, count - bytes.count), 0)
            guard came >= 0 else { throw PeerFailure(errno) }
            if came == 0 { break }
            bytes += buffer.prefix(came)
        }
        return bytes
    }

    /// Sends no more.
    func end() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Breaks the connection, so that the other end is told so.
    func reset() {
        var now = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
        close(descriptor)
        isClosed = true
    }
}

struct PeerFailure: Error { let cause: Int32; init(_ cause: Int32) { self.cause = cause } }
