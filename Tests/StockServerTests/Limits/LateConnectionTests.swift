import StockModel
import StockProtocol
import Testing

@testable import StockServer

@Suite("Late connections", .timeLimit(.minutes(2)))
struct LateConnectionTests {
    private static func limits(_ change: (inout ProtocolLimits) -> Void) -> ServerLimits {
        var limits = ServerLimits()
        change(&limits.connection)
        return limits
    }

    @Test func `a connection that says nothing, or half a hello, is closed as incomplete`() async throws {
        try await withServed(limits: Self.limits { $0.frameMilliseconds = 1_000 }) { served in
            let silent = try await RawConnection.open(served.port)
            let half = try await RawConnection.open(served.port)
            try await half.send(Array(Wire.hello().prefix(20)))
            #expect(await silent.rest().map(\.goodbye) == [.incomplete])
            #expect(await half.rest().map(\.goodbye) == [.incomplete])
        }
    }

    @Test func `a frame that never becomes whole closes the connection, however its bytes drip`() async throws {
        try await withServed(limits: Self.limits { $0.frameMilliseconds = 1_500 }) { served in
            let connection = try await served.connection()
            let command = Wire.command(1, Kiosk.reserve(1))
            let dripping = Task {
                for byte in command.dropLast() where connection.isOpen {
                    try? await connection.send([byte])
                    try await Task.sleep(for: .milliseconds(100))
                }
            }
            #expect(await connection.rest().map(\.goodbye) == [.incomplete])
            dripping.cancel()
        }
    }

    /// Each frame comes whole in time, and none of them ends where a write ends.
    @Test func `a stream of frames that are each whole in time goes on`() async throws {
        try await withServed(limits: Self.limits { $0.frameMilliseconds = 1_500 }) { served in
            let connection = try await served.connection()
            let stream = (1...60 as ClosedRange<UInt64>).flatMap { Wire.ping($0) }
            var rest = stream[...]
            try await connection.send(Array(rest.prefix(10)))
            rest = rest.dropFirst(10)
            while rest.count > 24 {
                try await Task.sleep(for: .milliseconds(100))
                try await connection.send(Array(rest.prefix(24)))
                rest = rest.dropFirst(24)
            }
            try await connection.send(Array(rest))
            #expect(await connection.next(60).map(\.id) == Array(1...60))
        }
    }

    @Test func `a connection on which nothing comes is closed as idle, and a ping keeps one open`() async throws {
        try await withServed(limits: Self.limits { $0.idleMilliseconds = 2_000 }) { served in
            let idle = try await served.connection()
            let pinging = try await served.connection()
            for number in 1...10 as ClosedRange<UInt64> {
                try await Task.sleep(for: .milliseconds(400))
                #expect(try await pinging.ask(Wire.ping(number))?.opcode == .pong)
            }
            #expect(await idle.rest().map(\.goodbye) == [.idle])
            // The client pings by itself.
            #expect(try await served.server.sessionCount() == 2)
            #expect(await pinging.rest().map(\.goodbye) == [.idle])
        }
    }
}
