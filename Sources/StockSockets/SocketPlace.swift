import Glibc

/// An address and a port, as the kernel wants them.
struct SocketPlace {
    private let isV6: Bool
    private var v4 = sockaddr_in()
    private var v6 = sockaddr_in6()

    init?(_ address: String, _ port: Int) {
        guard let port = in_port_t(exactly: port) else { return nil }
        v4.sin_family = sa_family_t(AF_INET)
        v4.sin_port = port.bigEndian
        v6.sin6_family = sa_family_t(AF_INET6)
        v6.sin6_port = port.bigEndian
        if unsafe inet_pton(AF_INET, address, &v4.sin_addr) == 1 {
            isV6 = false
        } else if unsafe inet_pton(AF_INET6, address, &v6.sin6_addr) == 1 {
            isV6 = true
        } else {
            return nil
        }
    }

    func listen() throws(SocketFailure) -> Descriptor {
        let descriptor = try Descriptor(
            socket(
                isV6 ? AF_INET6 : AF_INET,
                Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0),
            "socket")
        descriptor.set(SOL_SOCKET, SO_REUSEADDR)
        var (v4, v6) = (v4, v6)
        let bound =
            isV6
            ? unsafe Self.bind(descriptor.number, &v6, MemoryLayout<sockaddr_in6>.size)
            : unsafe Self.bind(descriptor.number, &v4, MemoryLayout<sockaddr_in>.size)
        guard bound == 0 else { throw SocketFailure("bind") }
        guard Glibc.listen(descriptor.number, 4_096) == 0 else { throw SocketFailure("listen") }
        return descriptor
    }

    private static func bind(_ number: Int32, _ address: UnsafeMutableRawPointer, _ size: Int) -> Int32 {
        unsafe Glibc.bind(number, address.assumingMemoryBound(to: sockaddr.self), socklen_t(size))
    }

    func port(of descriptor: Descriptor) -> Int {
        // The port stands at the same place in both.
        var address = sockaddr_in6()
        var size = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let found = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(descriptor.number, $0, &size)
            }
        }
        return found == 0 ? Int(in_port_t(bigEndian: address.sin6_port)) : 0
    }
}
