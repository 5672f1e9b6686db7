import ArgumentParser

/// A host and a port, as people write them: `127.0.0.1:7420`, `[::1]:7420`, `localhost`.
struct NetworkAddress: ExpressibleByArgument, CustomStringConvertible, Sendable {
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
