import LoadLoop

/// PostgreSQL with a statement that each connection prepares once: Bind, Execute and Sync for each request.
///
/// A Sync for each, since each reservation is a transaction of its own.
final class PostgresConversation: Conversation {
    static let statement = "SELECT reserve($1, $2, $3, $4)"
    /// uuid, bigint, integer, timestamptz.
    static let types: [UInt32] = [2950, 20, 23, 1184]

    /// Changed for each request.
    private var template: [UInt8]

    init() {
        template =
            PostgresMessages.bind(
                statement: "reserve", [16, 8, 4, 8].map { Array(repeating: 0, count: $0) }) + PostgresMessages.execute
            + PostgresMessages.sync
    }

    func open(_ socket: Socket) throws {
        let session = try PostgresSession(socket)
        try session.prepare(name: "reserve", Self.statement, types: Self.types)
    }

    func append(place: Int, from source: inout ReservationSource, to bytes: inout [UInt8]) {
        append(source.next(), to: &bytes)
    }

    func append(_ next: Reservation, to bytes: inout [UInt8]) {
        write(next.id.high, at: Self.id)
        write(next.id.low, at: Self.id + 8)
        write(next.level.sku, at: Self.sku)
        write(next.level.location, at: Self.location)
        // Microseconds since 2000-01-01.
        write((next.deadlineMilliseconds - 946_684_800_000) * 1_000, at: Self.deadline)
        bytes += template
    }

    func nextAnswer(in bytes: UnsafeRawBufferPointer) throws -> Answer? {
        var answer = Answer(length: 0, granted: 0, refused: 0)
        while let message = try PostgresMessages.next(bytes, at: answer.length) {
            answer.length = message.body.upperBound
            switch message.type {
            case UInt8(ascii: "D"):
                // One column of one byte.
                guard message.body.count == 7 else { throw BenchmarkFailure("PostgreSQL answers with another row") }
                if bytes[answer.length - 1] == 1 { answer.granted += 1 } else { answer.refused += 1 }
            case UInt8(ascii: "Z"):
                guard answer.granted + answer.refused == 1 else {
                    throw BenchmarkFailure("PostgreSQL answers with \(answer.granted + answer.refused) rows")
                }
                return answer
            case UInt8(ascii: "E"): throw PostgresMessages.error(bytes[message.body])
            // BindComplete, CommandComplete, a notice, a changed parameter.
            case UInt8(ascii: "2"), UInt8(ascii: "C"), UInt8(ascii: "N"), UInt8(ascii: "S"): break
            default: throw BenchmarkFailure("PostgreSQL answers with a message of type \(message.type)")
            }
        }
        return nil
    }

    /// Behind type and length (5), the portal (1), the statement's name (8), the formats (4) and the count (2).
    private static let id = 20 + 4
    private static let sku = id + 16 + 4
    private static let location = sku + 8 + 4
    private static let deadline = location + 4 + 4

    private func write<Value: FixedWidthInteger>(_ value: Value, at offset: Int) {
        template.withUnsafeMutableBytes { $0.storeBytes(of: value.bigEndian, toByteOffset: offset, as: Value.self) }
    }
}
