import StockModel
import StockProtocol
import Testing

@testable import StockServer

/// That who is in time is not closed is tested on a clock of the test's own: `LatenessTests`.
@Suite("Late connections", .timeLimit(.minutes(2)))
struct LateConnectionTests {
    private static func limits(_ change: (inout ProtocolLimits) -> Void) -> ServerLimits {
        var limits = ServerLimits()
        change(&limits.connection)
        return limits
    }

    @Test func `a connection that says nothing, or half a hello, is closed as incomplete`() async throws {
        try await withServed(limits: Self.limits { $0.frameMilliseconds = 3_000 }) { served in
            let silent = try await RawConnection.open(served.port)
            let half = try await RawConnection.open(served.port)
            half.sendSoon(Array(Wire.hello().prefix(20)))
            #expect(await silent.rest().map(\.goodbye) == [.incomplete])
            #expect(await half.rest().map(\.goodbye) == [.incomplete])
        }
    }

    @Test func `a frame that never becomes whole closes the connection, however its bytes drip`() async throws {
        try await withServed(limits: Self.limits { $0.frameMilliseconds = 5_000 }) { served in
            let connection = try await served.connection()
            let command = Wire.command(1, Kiosk.reserve(1))
            let dripping = Task {
                for byte in command.dropLast() where connection.isOpen {
                    try? await connection.send([byte])
                    try await Task.sleep(for: .milliseconds(150))
                }
            }
            #expect(await connection.rest().map(\.goodbye) == [.incomplete])
            dripping.cancel()
        }
    }

    @Test func `a connection on which nothing comes is closed as idle`() async throws {
        try await withServed(limits: Self.limits { $0.idleMilliseconds = 1_000 }) { served in
            let idle = try await served.connection()
            #expect(await idle.rest().map(\.goodbye) == [.idle])
        }
    }
}
