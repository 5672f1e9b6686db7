import LoadLoop
import Testing

@testable import Peers

struct RESPTests {
    private func parse(_ text: String) throws -> (RESP.Value, Int)? {
        try Array(text.utf8).withUnsafeBytes { try RESP.parse($0) }
    }

    @Test func `a command is an array of byte strings`() {
        #expect(RESP.command("GET", "ä") == Array("*2\r\n$3\r\nGET\r\n$2\r\nä\r\n".utf8))
    }

    @Test(arguments: [0, 7, 10, 999, 1_000_000_000, UInt64.max])
    func `numbers are written in decimal`(_ number: UInt64) {
        var bytes = Array("x".utf8)
        RESP.appendDecimal(number, to: &bytes)
        #expect(bytes == Array("x\(number)".utf8))
    }

    @Test(arguments: [
        (":1\r\n", RESP.Value.integer(1), 4), (":-12\r\n+OK", .integer(-12), 6), ("+PONG\r\n", .simple("PONG"), 7),
        ("$3\r\na\r\n\r\n", .bulk([97, 13, 10]), 9), ("$-1\r\n", .null, 5),
        ("*2\r\n:1\r\n$1\r\nx\r\n", .array([.integer(1), .bulk([120])]), 15),
    ])
    func `values are read with their length`(_ text: String, _ value: RESP.Value, _ length: Int) throws {
        let found = try #require(try parse(text))
        #expect(found.0 == value && found.1 == length)
    }

    @Test(arguments: ["", ":", ":1", ":1\r", "$3\r\nab", "$3\r\nabc\r", "*2\r\n:1\r\n", "-ERR"])
    func `what has not come in full is waited for`(_ text: String) throws {
        #expect(try parse(text) == nil)
    }

    @Test(arguments: ["-ERR DUPLICATE\r\n", ":x\r\n", "?1\r\n", "\r\n", "$1\r\nabc\r\n", "*1\r\n-ERR\r\n"])
    func `an error and what makes no sense are thrown`(_ text: String) {
        #expect(throws: BenchmarkFailure.self) { try parse(text) }
    }
}

struct RedisConversationTests {
    private let conversation = RedisConversation(script: "abc")

    @Test func `a reserve calls the script, byte by byte`() {
        var bytes: [UInt8] = []
        for _ in 1...2 {
            bytes = []
            conversation.append(
                Reservation(
                    id: ReservationKey(high: 0x3031_3233_3435_3637, low: 0x4142_4344_4546_4748),
                    level: Level(sku: 4_711, location: 1_003), deadlineMilliseconds: 1_790_000_000_000), to: &bytes)
        }
        let expected = """
            *8|$7|EVALSHA|$3|abc|$1|3|$11|l:4711:1003|$18|r:01234567ABCDEFGH|$1|d|$11|4711:1003:1|$13|1790000000000|
            """
        #expect(String(decoding: bytes, as: UTF8.self) == expected.replacing("|", with: "\r\n"))
    }

    @Test func `1 is granted, 0 refused, anything else ends the run`() throws {
        func answer(_ text: String) throws -> Answer? {
            try Array(text.utf8).withUnsafeBytes { try conversation.nextAnswer(in: $0) }
        }
        #expect(try answer(":1\r\n:0\r\n") == Answer(length: 4, granted: 1, refused: 0))
        #expect(try answer(":0\r\n") == Answer(length: 4, granted: 0, refused: 1))
        #expect(try answer(":0\r") == nil)
        for text in [":2\r\n", "+OK\r\n", "-NOSCRIPT No matching script\r\n"] {
            #expect(throws: BenchmarkFailure.self) { try answer(text) }
        }
    }
}
