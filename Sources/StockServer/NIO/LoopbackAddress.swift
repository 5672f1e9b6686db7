import NIOCore

/// An address of this machine that no other machine reaches.
struct LoopbackAddress: CustomStringConvertible {
    let host: String
    let address: SocketAddress

    var description: String { "\(host):\(address.port ?? 0)" }

    /// Throws `ServerFailure.onlyLoopback` for an address that others reach.
    init(_ host: String, _ port: Int) throws {
        self.host = host
        do {
            address = try SocketAddress.makeAddressResolvingHost(host, port: port)
        } catch { throw ServerFailure.cannotListen("\(host):\(port)", "the address is not known") }
        guard address.isLoopback else { throw ServerFailure.onlyLoopback(host) }
    }
}

extension SocketAddress {
    fileprivate var isLoopback: Bool {
        switch self {
        case .v4: ipAddress?.hasPrefix("127.") == true
        case .v6: ipAddress == "::1"
        case .unixDomainSocket: true
        }
    }
}
