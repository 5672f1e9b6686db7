/// Why a server does not listen.
public enum ServerFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The address is not one of this machine's own, and there are no credentials yet.
    case onlyLoopback(String)
    /// The address cannot be used.
    case cannotListen(String, String)

    /// One line for a person, with the remedy.
    public var description: String {
        switch self {
        case .onlyLoopback(let host):
            "\(host) can be reached from other machines, and clients show no credentials yet: listen on 127.0.0.1 or ::1, and have other machines come through a tunnel"
        case .cannotListen(let address, let why):
            "cannot listen on \(address): \(why). Is another server running there? Choose another port with --listen"
        }
    }
}
