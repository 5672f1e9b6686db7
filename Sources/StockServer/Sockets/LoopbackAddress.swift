import StockSockets

/// An address of this machine that no other machine reaches.
struct LoopbackAddress: CustomStringConvertible {
    let host: String
    /// The address as a number.
    let number: String
    let port: Int

    var description: String { "\(host):\(port)" }

    /// Throws `ServerFailure.onlyLoopback` for an address that others reach.
    init(_ host: String, _ port: Int) throws {
        guard let number = HostName.numbers(of: host).first else {
            throw ServerFailure.cannotListen("\(host):\(port)", "the address is not known")
        }
        guard number.hasPrefix("127.") || number == "::1" else { throw ServerFailure.onlyLoopback(host) }
        self.host = host
        self.number = number
        self.port = port
    }
}
