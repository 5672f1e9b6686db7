import LoadLoop

/// Redis with a script that it has: EVALSHA, and 1 or 0 as the answer, in the order of requests.
final class RedisConversation: Conversation {
    /// All that is the same in every request.
    private let beginning: [UInt8]
    private let deadlines = Array("d".utf8)
    private var level: [UInt8] = []
    private var reservation: [UInt8] = []
    private var value: [UInt8] = []
    private var deadline: [UInt8] = []

    /// - Parameter script: the SHA-1 by which Redis knows the script, in hexadecimal.
    init(script: String) {
        var bytes = Array("*8\r\n".utf8)
        for part in ["EVALSHA", script, "3"] { RESP.append(Array(part.utf8), to: &bytes) }
        beginning = bytes
    }

    func open(_ socket: Socket) {}

    func append(place: Int, from source: inout ReservationSource, to bytes: inout [UInt8]) {
        append(source.next(), to: &bytes)
    }

    /// The level is `l:SKU:LOCATION`, the reservation `r:` and the 16 bytes of its id.
    func append(_ next: Reservation, to bytes: inout [UInt8]) {
        level.replaceSubrange(level.indices, with: [UInt8(ascii: "l"), UInt8(ascii: ":")])
        RESP.appendDecimal(next.level.sku, to: &level)
        level.append(UInt8(ascii: ":"))
        RESP.appendDecimal(UInt64(next.level.location), to: &level)
        value.replaceSubrange(value.indices, with: level.dropFirst(2))
        value += [UInt8(ascii: ":"), UInt8(ascii: "1")]
        reservation.replaceSubrange(reservation.indices, with: [UInt8(ascii: "r"), UInt8(ascii: ":")])
        withUnsafeBytes(of: (next.id.high.bigEndian, next.id.low.bigEndian)) { reservation += $0 }
        deadline.removeAll(keepingCapacity: true)
        RESP.appendDecimal(UInt64(max(0, next.deadlineMilliseconds)), to: &deadline)

        bytes += beginning
        RESP.append(level, to: &bytes)
        RESP.append(reservation, to: &bytes)
        RESP.append(deadlines, to: &bytes)
        RESP.append(value, to: &bytes)
        RESP.append(deadline, to: &bytes)
    }

    func nextAnswer(in bytes: UnsafeRawBufferPointer) throws -> Answer? {
        guard let (value, length) = try RESP.parse(bytes) else { return nil }
        switch value {
        case .integer(1): return Answer(length: length, granted: 1, refused: 0)
        case .integer(0): return Answer(length: length, granted: 0, refused: 1)
        default: throw BenchmarkFailure("Redis answers a reserve with \(value)")
        }
    }
}
