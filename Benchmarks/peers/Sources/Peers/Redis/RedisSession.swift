import LoadLoop

/// One command after another, for what is not measured.
final class RedisSession {
    private let socket: Socket

    init(port: Int) throws { socket = try Socket(port: port) }

    func ask(_ parts: String...) throws -> RESP.Value {
        try socket.send(RESP.command(parts.map { Array($0.utf8) }))
        var bytes: [UInt8] = []
        while true {
            try socket.receive(appendingTo: &bytes)
            if let (value, _) = try bytes.withUnsafeBytes({ try RESP.parse($0) }) { return value }
        }
    }

    func number(_ value: RESP.Value) throws -> Int {
        guard case .integer(let number) = value else { throw BenchmarkFailure("Redis answers with \(value)") }
        return number
    }
}
