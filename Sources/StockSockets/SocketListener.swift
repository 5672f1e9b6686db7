import CSockets
import Glibc

/// A socket that listens, on the thread of its loop.
public final class SocketListener: SocketTable.Member {
    private static let acceptsPerTurn = 64
    /// Without descriptors left a connection stays in the queue, and would be tried without a pause.
    private static let pauseMilliseconds = 1_000

    private(set) var descriptor: Descriptor?
    private let table: SocketTable
    private let loop: SocketLoop
    private let makeHandler: (Socket) -> any SocketHandler
    private var token: UInt64 = 0
    /// The port that it listens on.
    public let port: Int

    /// Listens; called on the thread of the loop.
    ///
    /// - Parameters:
    ///   - address: a number, IPv4 or IPv6.
    ///   - port: 0: any that is free.
    ///   - loop: the loop whose thread this is.
    ///   - makeHandler: whom a new connection tells what happens.
    /// - Throws: `SocketFailure`.
    public init(
        address: String, port: Int, on loop: SocketLoop, _ makeHandler: @escaping (Socket) -> any SocketHandler
    ) throws(SocketFailure) {
        guard let table = SocketTable.ofThisThread else { throw SocketFailure("not on the loop", cause: EINVAL) }
        guard let place = SocketPlace(address, port) else { throw SocketFailure("inet_pton", cause: EINVAL) }
        let descriptor = try place.listen()
        self.descriptor = descriptor
        self.port = place.port(of: descriptor)
        self.table = table
        self.loop = loop
        self.makeHandler = makeHandler
        token = try table.add(self, .input)
    }

    func handle(_ event: Poller.Event) {
        guard let descriptor else { return }
        for _ in 0..<Self.acceptsPerTurn {
            let number = accept4(
                descriptor.number, nil, nil, Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue))
            if number < 0 {
                switch errno {
                case EINTR, ECONNABORTED: continue
                case EMFILE, ENFILE, ENOBUFS, ENOMEM: return pause()
                default: return
                }
            }
            guard let accepted = try? Descriptor(number, "accept4") else { return }
            begin(accepted)
        }
    }

    private func begin(_ accepted: Descriptor) {
        accepted.set(Int32(IPPROTO_TCP), TCP_NODELAY)
        accepted.set(SOL_SOCKET, SO_KEEPALIVE)
        let socket = Socket(accepted, table)
        // Without room in the kernel the connection is closed: nobody would be told of it again.
        guard (try? socket.begin()) != nil else { return }
        socket.handler = makeHandler(socket)
    }

    private func pause() {
        table.change(self, [], token)
        let again = Later(self)
        loop.execute(afterMilliseconds: Self.pauseMilliseconds) { again.listener?.goOn() }
    }

    private func goOn() {
        table.change(self, .input, token)
    }

    /// Listens no more.
    public func close() {
        guard descriptor != nil else { return }
        table.remove(token)
        descriptor = nil
    }

    func cut() { close() }

    /// Unchecked, because it is looked at on the loop's thread only.
    private final class Later: @unchecked Sendable {
        private(set) weak var listener: SocketListener?
        init(_ listener: SocketListener) { self.listener = listener }
    }
}

/// An address and a port, as the kernel wants them.
private struct SocketPlace {
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

extension Descriptor {
    /// Turns an option on.
    fileprivate func set(_ level: Int32, _ option: Int32) {
        var one: Int32 = 1
        _ = unsafe setsockopt(number, level, option, &one, socklen_t(MemoryLayout<Int32>.size))
    }
}
