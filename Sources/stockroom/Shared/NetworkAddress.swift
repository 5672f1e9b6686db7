import ArgumentParser
import Foundation

/// A host and a port, as people write them: `127.0.0.1:7420`, `[::1]:7420`, `localhost`.
struct NetworkAddress: ExpressibleByArgument, Codable, CustomStringConvertible, Sendable {
    static let defaultPort = 7_420

    var host: String
    var port: Int

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    init?(argument: String) {
        var host = argument[...]
        var port = Self.defaultPort
        if argument.hasPrefix("[") {
            guard let end = argument.firstIndex(of: "]") else { return nil }
            host = argument[argument.index(after: argument.startIndex)..<end]
            let rest = argument[argument.index(after: end)...]
            if !rest.isEmpty {
                guard rest.first == ":", let number = Int(rest.dropFirst()) else { return nil }
                port = number
            }
        } else if let colon = argument.lastIndex(of: ":") {
            guard argument.firstIndex(of: ":") == colon, let number = Int(argument[argument.index(after: colon)...])
            else { return nil }
            host = argument[..<colon]
            port = number
        }
        guard !host.isEmpty, (0...65_535).contains(port) else { return nil }
        self.init(host: String(host), port: port)
    }

    var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
    var defaultValueDescription: String { description }
}

extension NetworkAddress {
    /// The one that was given, else that of the environment, else the server's own.
    static func chosen(_ given: NetworkAddress?) throws -> NetworkAddress {
        if let given { return given }
        guard let named = ProcessInfo.processInfo.environment["STOCKROOM_CONNECT"], !named.isEmpty else {
            return NetworkAddress(host: "127.0.0.1", port: NetworkAddress.defaultPort)
        }
        guard let address = NetworkAddress(argument: named) else {
            throw ValidationError("STOCKROOM_CONNECT is \"\(named)\", and has to be an address such as 127.0.0.1:7420.")
        }
        return address
    }
}
