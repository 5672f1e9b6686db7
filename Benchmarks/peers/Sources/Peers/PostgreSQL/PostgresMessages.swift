import LoadLoop

/// The messages of PostgreSQL's protocol, version 3, that are needed here.
///
/// https://www.postgresql.org/docs/15/protocol-message-formats.html
enum PostgresMessages {
    /// One from the server.
    struct Message: Equatable {
        var type: UInt8
        /// Where its body lies.
        var body: Range<Int>
    }

    static func startup(user: String, database: String) -> [UInt8] {
        var body: [UInt8] = []
        append(UInt32(196_608), to: &body)
        for text in ["user", user, "database", database] { append(text, to: &body) }
        body.append(0)
        var bytes: [UInt8] = []
        append(UInt32(4 + body.count), to: &bytes)
        return bytes + body
    }

    static func query(_ statements: String) -> [UInt8] {
        var body: [UInt8] = []
        append(statements, to: &body)
        return message("Q", body)
    }

    /// - Parameter types: the object ids of the parameters' types.
    static func parse(name: String, _ statement: String, types: [UInt32]) -> [UInt8] {
        var body: [UInt8] = []
        append(name, to: &body)
        append(statement, to: &body)
        append(UInt16(types.count), to: &body)
        for type in types { append(type, to: &body) }
        return message("P", body)
    }

    /// Binds a prepared statement, with parameters and results in binary.
    static func bind(statement: String, _ parameters: [[UInt8]]) -> [UInt8] {
        var body: [UInt8] = []
        append("", to: &body)
        append(statement, to: &body)
        append(UInt16(1), to: &body)
        append(UInt16(1), to: &body)
        append(UInt16(parameters.count), to: &body)
        for parameter in parameters {
            append(UInt32(parameter.count), to: &body)
            body += parameter
        }
        append(UInt16(1), to: &body)
        append(UInt16(1), to: &body)
        return message("B", body)
    }

    /// Executes what was bound, all rows of it.
    static let execute = message("E", [0, 0, 0, 0, 0])
    /// Commits, and asks for ReadyForQuery.
    static let sync = message("S", [])

    /// The message at an offset; nil while it has not come in full.
    static func next(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws -> Message? {
        guard bytes.count >= offset + 5 else { return nil }
        let length = Int(UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset + 1, as: UInt32.self)))
        guard length >= 4 else { throw BenchmarkFailure("PostgreSQL answers with a message of \(length) bytes") }
        guard bytes.count >= offset + 1 + length else { return nil }
        return Message(type: bytes[offset], body: offset + 5..<offset + 1 + length)
    }

    /// Code and text of an ErrorResponse.
    static func error(_ body: Slice<UnsafeRawBufferPointer>) -> BenchmarkFailure {
        let fields = body.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        func field(_ letter: Character) -> String {
            fields.first { $0.first == letter }.map { String($0.dropFirst()) } ?? ""
        }
        return BenchmarkFailure("PostgreSQL answers: \(field("C")) \(field("M"))")
    }

    static func bigEndian(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }

    private static func message(_ type: Character, _ body: [UInt8]) -> [UInt8] {
        var bytes = [type.asciiValue ?? 0]
        append(UInt32(4 + body.count), to: &bytes)
        return bytes + body
    }

    private static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) { bytes += bigEndian(value) }

    private static func append(_ text: String, to bytes: inout [UInt8]) { bytes += text.utf8 + [0] }
}
