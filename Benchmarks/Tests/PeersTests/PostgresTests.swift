import LoadLoop
import Testing

@testable import Peers

/// The expected bytes are written down from the message formats of PostgreSQL's manual.
struct PostgresTests {
    private func answer(_ bytes: [UInt8]) throws -> Answer? {
        try bytes.withUnsafeBytes { try PostgresConversation().nextAnswer(in: $0) }
    }

    private let bindComplete: [UInt8] = [0x32, 0, 0, 0, 4]
    private let commandComplete: [UInt8] = [0x43, 0, 0, 0, 13] + Array("SELECT 1".utf8) + [0]
    private let ready: [UInt8] = [0x5A, 0, 0, 0, 5, 0x49]
    private func row(_ value: UInt8) -> [UInt8] { [0x44, 0, 0, 0, 11, 0, 1, 0, 0, 0, 1, value] }

    @Test func `the first message names user and database`() {
        let expected: [UInt8] =
            [0, 0, 0, 30, 0, 3, 0, 0] + Array("user".utf8) + [0] + Array("me".utf8) + [0] + Array("database".utf8) + [0]
            + Array("db".utf8) + [0, 0]
        #expect(
            PostgresMessages.startup(user: "me", database: "db") == [0, 0, 0, UInt8(expected.count)]
                + expected.dropFirst(4))
    }

    @Test func `statements and their parameters`() {
        #expect(PostgresMessages.query("x") == [0x51, 0, 0, 0, 6, 0x78, 0])
        #expect(
            PostgresMessages.parse(name: "s", "q", types: [20, 2950])
                == [0x50, 0, 0, 0, 18, 0x73, 0, 0x71, 0, 0, 2, 0, 0, 0, 20, 0, 0, 0x0B, 0x86])
        #expect(
            PostgresMessages.bind(statement: "s", [[7], []])
                == [
                    0x42, 0, 0, 0, 26, 0, 0x73, 0, 0, 1, 0, 1, 0, 2, 0, 0, 0, 1, 7, 0, 0, 0, 0, 0, 1, 0, 1,
                ])
        #expect(PostgresMessages.execute == [0x45, 0, 0, 0, 9, 0, 0, 0, 0, 0])
        #expect(PostgresMessages.sync == [0x53, 0, 0, 0, 4])
    }

    @Test func `a reserve binds, executes and commits, byte by byte`() {
        var bytes: [UInt8] = []
        PostgresConversation().append(
            Reservation(
                id: ReservationKey(high: 0x0102_0304_0506_0708, low: 0x090A_0B0C_0D0E_0F10),
                level: Level(sku: 4_711, location: 1_003), deadlineMilliseconds: 946_684_800_001), to: &bytes)
        let bind = PostgresMessages.bind(
            statement: "reserve",
            [Array(1...16), [0, 0, 0, 0, 0, 0, 0x12, 0x67], [0, 0, 0x03, 0xEB], [0, 0, 0, 0, 0, 0, 0x03, 0xE8]])
        #expect(bytes == bind + PostgresMessages.execute + PostgresMessages.sync)
    }

    @Test func `an answer ends when the server is ready for the next`() throws {
        let granted = bindComplete + row(1) + commandComplete + ready
        #expect(try answer(granted + granted) == Answer(length: granted.count, granted: 1, refused: 0))
        #expect(try answer(bindComplete + row(0) + commandComplete + ready)?.refused == 1)
        for count in 0..<granted.count { #expect(try answer(Array(granted[..<count])) == nil) }
    }

    @Test func `a notice between is passed over`() throws {
        let notice: [UInt8] = [0x4E, 0, 0, 0, 5, 0]
        #expect(try answer(notice + bindComplete + row(1) + commandComplete + ready)?.granted == 1)
    }

    @Test func `an error is thrown with its code and text`() {
        let fields = Array("SERROR".utf8) + [0] + Array("C23505".utf8) + [0] + Array("Mduplicate key".utf8) + [0, 0]
        let error = [0x45, 0, 0, 0, UInt8(4 + fields.count)] + fields
        #expect(throws: BenchmarkFailure("PostgreSQL answers: 23505 duplicate key")) { try answer(error) }
    }

    @Test func `what makes no sense is thrown`() {
        let nothing = bindComplete + commandComplete + ready
        let otherRow: [UInt8] = [0x44, 0, 0, 0, 6, 0, 0]
        let shortLength: [UInt8] = [0x44, 0, 0, 0, 3]
        let unknown: [UInt8] = [0x3F, 0, 0, 0, 4]
        for bytes in [nothing, otherRow, shortLength, unknown] {
            #expect(throws: BenchmarkFailure.self) { try answer(bytes) }
        }
    }
}
