import LoadLoop

/// A connection on which one thing is asked after another, for what is not measured.
final class PostgresSession {
    private let socket: Socket

    convenience init(port: Int) throws { try self.init(Socket(port: port)) }

    init(_ socket: Socket) throws {
        self.socket = socket
        try socket.send(PostgresMessages.startup(user: "postgres", database: "postgres"))
        _ = try untilReady()
    }

    /// Runs statements and gives the rows of all of them, as texts.
    @discardableResult func query(_ statements: String) throws -> [[String]] {
        try socket.send(PostgresMessages.query(statements))
        return try untilReady()
    }

    func prepare(name: String, _ statement: String, types: [UInt32]) throws {
        try socket.send(PostgresMessages.parse(name: name, statement, types: types) + PostgresMessages.sync)
        _ = try untilReady()
    }

    private func untilReady() throws -> [[String]] {
        var rows: [[String]] = []
        var bytes: [UInt8] = []
        var offset = 0
        while true {
            try socket.receive(appendingTo: &bytes)
            let isReady = try bytes.withUnsafeBytes { bytes in
                while let message = try PostgresMessages.next(bytes, at: offset) {
                    offset = message.body.upperBound
                    let body = bytes[message.body]
                    switch message.type {
                    case UInt8(ascii: "E"): throw PostgresMessages.error(body)
                    case UInt8(ascii: "R"):
                        guard body.allSatisfy({ $0 == 0 }) else {
                            throw BenchmarkFailure("PostgreSQL wants a password")
                        }
                    case UInt8(ascii: "D"): rows.append(try Self.texts(body))
                    case UInt8(ascii: "Z"): return true
                    default: break
                    }
                }
                return false
            }
            if isReady { return rows }
        }
    }

    /// The columns of a DataRow; null is empty.
    private static func texts(_ body: Slice<UnsafeRawBufferPointer>) throws -> [String] {
        var rest = body
        func number(_ count: Int) throws -> Int {
            guard rest.count >= count else { throw BenchmarkFailure("PostgreSQL answers with a row that ends early") }
            let value = rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(count)
            return value
        }
        return try (0..<number(2)).map { _ in
            let length = try number(4)
            guard length != 0xFFFF_FFFF else { return "" }
            guard rest.count >= length else { throw BenchmarkFailure("PostgreSQL answers with a row that ends early") }
            defer { rest = rest.dropFirst(length) }
            return String(decoding: rest.prefix(length), as: UTF8.self)
        }
    }
}
