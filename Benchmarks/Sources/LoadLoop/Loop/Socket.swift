import Glibc

/// A TCP connection to this machine, as cheap as the system has it.
public final class Socket {
    public let descriptor: Int32

    public init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw BenchmarkFailure("no socket: \(errno)") }
        var address = sockaddr_in.loopback(port: port)
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else {
            close(descriptor)
            throw BenchmarkFailure("nobody listens on port \(port)")
        }
        Self.sendAtOnce(descriptor)
    }

    deinit { close(descriptor) }

    /// Sends all of it, waiting where the other side is slow.
    public func send(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            var sent = 0
            while sent < bytes.count {
                let count = Glibc.send(descriptor, start + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw BenchmarkFailure("the server does not take what is sent: \(errno)") }
                sent += count
            }
        }
    }

    /// Waits for some bytes.
    public func receive(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw BenchmarkFailure("the server has closed the connection") }
            return count
        }
    }

    /// Waits for some bytes and appends them.
    public func receive(appendingTo bytes: inout [UInt8]) throws {
        var part = [UInt8](repeating: 0, count: 1 << 16)
        let count = try part.withUnsafeMutableBytes { try receive(into: $0) }
        bytes += part[..<count]
    }

    /// Small packets leave without waiting for others.
    public static func sendAtOnce(_ descriptor: Int32) {
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    }
}

extension sockaddr_in {
    /// 127.0.0.1 and a port; 0: any that is free.
    public static func loopback(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(truncatingIfNeeded: port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
