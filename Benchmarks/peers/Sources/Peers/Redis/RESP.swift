import LoadLoop

/// Redis' serialization protocol, version 2.
///
/// https://redis.io/docs/latest/develop/reference/protocol-spec/
enum RESP {
    /// What Redis answers with; an error is thrown.
    enum Value: Equatable {
        case simple(String)
        case integer(Int)
        case bulk([UInt8])
        case array([Value])
        case null
    }

    /// A command as an array of byte strings.
    static func command(_ parts: [[UInt8]]) -> [UInt8] {
        var bytes = Array("*\(parts.count)\r\n".utf8)
        for part in parts { append(part, to: &bytes) }
        return bytes
    }

    static func command(_ parts: String...) -> [UInt8] { command(parts.map { Array($0.utf8) }) }

    /// One byte string.
    static func append(_ part: some Collection<UInt8>, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "$"))
        appendDecimal(UInt64(part.count), to: &bytes)
        bytes += ending
        bytes += part
        bytes += ending
    }

    /// The digits of a number, without making a text of it.
    static func appendDecimal(_ value: UInt64, to bytes: inout [UInt8]) {
        let start = bytes.count
        var rest = value
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    /// The value that the bytes begin with, and its length; nil while it has not come in full.
    static func parse(_ bytes: UnsafeRawBufferPointer) throws -> (value: Value, length: Int)? {
        guard let (line, length) = line(bytes) else { return nil }
        switch line.first {
        case UInt8(ascii: ":"): return (.integer(try number(line)), length)
        case UInt8(ascii: "+"): return (.simple(String(decoding: line.dropFirst(), as: UTF8.self)), length)
        case UInt8(ascii: "-"):
            throw BenchmarkFailure("Redis answers: \(String(decoding: line.dropFirst(), as: UTF8.self))")
        case UInt8(ascii: "$"):
            let count = try number(line)
            guard count >= 0 else { return (.null, length) }
            let end = length + count
            guard bytes.count >= end + 2 else { return nil }
            guard bytes[end] == ending[0], bytes[end + 1] == ending[1] else {
                throw BenchmarkFailure("Redis answers with a text that does not end where it says")
            }
            return (.bulk(Array(bytes[length..<end])), end + 2)
        case UInt8(ascii: "*"): return try array(bytes, count: number(line), from: length)
        default: throw BenchmarkFailure("Redis answers with a line that begins with byte \(line.first ?? 0)")
        }
    }

    private static let ending: [UInt8] = [13, 10]

    private static func array(
        _ bytes: UnsafeRawBufferPointer, count: Int, from start: Int
    ) throws -> (value: Value, length: Int)? {
        guard count >= 0 else { return (.null, start) }
        var values: [Value] = []
        var length = start
        for _ in 0..<count {
            guard let next = try parse(UnsafeRawBufferPointer(rebasing: bytes[length...])) else { return nil }
            values.append(next.value)
            length += next.length
        }
        return (.array(values), length)
    }

    /// The first line without its ending, and its length with it.
    private static func line(_ bytes: UnsafeRawBufferPointer) -> (Slice<UnsafeRawBufferPointer>, Int)? {
        guard let end = bytes.firstIndex(of: ending[0]), end + 1 < bytes.count, bytes[end + 1] == ending[1] else {
            return nil
        }
        return (bytes[..<end], end + 2)
    }

    private static func number(_ line: Slice<UnsafeRawBufferPointer>) throws -> Int {
        guard let number = Int(String(decoding: line.dropFirst(), as: UTF8.self)) else {
            throw BenchmarkFailure("Redis answers with a number that is none")
        }
        return number
    }
}
