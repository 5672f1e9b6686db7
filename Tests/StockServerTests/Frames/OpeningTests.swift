import StockAPI
import StockClient
import StockModel
import StockProtocol
import Testing

@testable import StockServer

@Suite("Opening a connection", .timeLimit(.minutes(2)))
struct OpeningTests {
    private static func rest(after bytes: [UInt8], _ served: Served) async throws -> [ServerFrame] {
        let connection = try await RawConnection.open(served.port)
        try await connection.send(bytes)
        return await connection.rest()
    }

    @Test func `a welcome says the limits, the incarnation and where the store stands`() async throws {
        var limits = ServerLimits()
        limits.connection.batchMax = 123
        try await withServed(limits: limits) { served in
            let connection = try await RawConnection.open(served.port)
            let frame = try await connection.ask(Wire.hello())
            let welcome = try #require(frame?.welcome)
            let statistics = try await served.client.statistics()
            #expect(frame?.id == 77 && welcome.version == 1 && welcome.limits == limits.connection)
            #expect(welcome.incarnation == statistics.incarnation && welcome.sequence == statistics.sequence)
            #expect(welcome.time.millisecondsSinceEpoch > statistics.time.millisecondsSinceEpoch - 60_000)
        }
    }

    @Test func `any other first frame is turned away, and the connection closed`() async throws {
        try await withServed { served in
            for first in [Wire.ping(3), Wire.command(3, Kiosk.reserve(1)), Wire.frame(opcode: 99, 3)] {
                let frames = try await Self.rest(after: first, served)
                #expect(frames.map(\.error) == [.helloExpected])
                #expect(frames.first?.id == 3)
            }
            #expect(try await served.client.reservation(Kiosk.id(1)) == nil)
        }
    }

    @Test func `a second hello is turned away, and what was asked before it is answered first`() async throws {
        try await withServed { served in
            let frames = try await Self.rest(
                after: Wire.hello() + Wire.command(2, Kiosk.reserve(1)) + Wire.hello() + Wire.ping(9), served)
            #expect(frames.map(\.opcode).contains(.answer))
            #expect(frames.compactMap(\.error) == [.helloExpected])
            #expect(!frames.map(\.opcode).contains(.pong))
        }
    }

    @Test func `what is sent right behind the hello is done after it`() async throws {
        try await withServed { served in
            let connection = try await RawConnection.open(served.port)
            try await connection.send(Wire.hello() + Wire.command(2, Kiosk.reserve(1)))
            let frames = await connection.next(2)
            #expect(frames.map(\.opcode) == [.welcome, .answer])
            #expect(frames.last?.answer?.plan != nil)
        }
    }

    @Test func `a version that the server does not speak is refused, and nothing behind the hello is done`()
        async throws
    {
        try await withServed { served in
            for (oldest, newest) in [(2, 9), (0, 0), (2, 1)] as [(UInt8, UInt8)] {
                let hello = Wire.hello { hello in
                    hello.oldestVersion = oldest
                    hello.newestVersion = newest
                }
                let frames = try await Self.rest(after: hello + Wire.command(2, Kiosk.reserve(1)), served)
                #expect(frames.map(\.error) == [.unsupportedVersion(oldest: 1, newest: 1)], "\(oldest) to \(newest)")
            }
            #expect(try await served.client.reservation(Kiosk.id(1)) == nil)
        }
    }

    @Test func `a client that speaks newer versions too is spoken to in the common one`() async throws {
        try await withServed { served in
            let connection = try await RawConnection.open(served.port)
            var hello = Wire.hello { $0.newestVersion = 200 }
            hello[4] = 200
            #expect(try await connection.ask(hello)?.welcome?.version == 1)
            #expect(try await connection.ask(Wire.ping(1))?.opcode == .pong)
        }
    }

    @Test func `a credential of a kind that nobody knows is not taken`() async throws {
        try await withServed { served in
            let frames = try await Self.rest(after: Wire.hello { $0.credentialKind = 1 }, served)
            #expect(frames.map(\.error) == [.unauthenticated])
        }
    }

    @Test func `a hello that makes no sense closes the connection, and says from which byte on`() async throws {
        try await withServed { served in
            var magic = Wire.hello()
            magic[16] ^= 1
            var zero = Wire.hello()
            zero[22] = 1
            var flags = Wire.hello()
            flags[6] = 1
            let short = Wire.frame(opcode: 1, 77, Array(Wire.hello().dropFirst(16).dropLast(1)))
            let long = Wire.frame(opcode: 1, 77, Array(Wire.hello().dropFirst(16)) + [0])
            for (name, hello) in ["magic": magic, "zero": zero, "flags": flags, "short": short, "long": long] {
                let frames = try await Self.rest(after: hello, served)
                guard case .malformed? = frames.first?.error, frames.count == 1 else {
                    Issue.record("\(name): \(frames)")
                    continue
                }
            }
        }
    }

    @Test func `after the welcome another version in a header closes the connection`() async throws {
        try await withServed { served in
            let frames = try await Self.rest(
                after: Wire.hello() + Wire.frame(opcode: 3, 5, version: 2, [UInt8](repeating: 0, count: 8)), served)
            #expect(frames.last?.error == .unsupportedVersion(oldest: 1, newest: 1) && frames.last?.id == 5)
        }
    }
}
