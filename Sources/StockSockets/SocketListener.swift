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
