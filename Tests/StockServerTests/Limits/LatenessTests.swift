import StockModel
import StockProtocol
import StockTesting
import Testing

@testable import StockServer

/// When a connection is late and when it is not, on a clock that only the test moves.
@Suite("Lateness") struct LatenessTests {
    private static let limits = {
        var limits = ServerLimits()
        limits.connection.idleMilliseconds = 10_000
        limits.connection.frameMilliseconds = 2_000
        limits.connection.stallMilliseconds = 5_000
        return limits
    }()

    private func withConnection(_ body: (SimulatedConnection) async throws -> Void) async throws {
        try await withTemporaryStock { stock, _ in
            try await body(try await SimulatedConnection.open(stock, Self.limits))
        }
    }

    @Test func `a connection on which nothing comes is closed as idle, and not sooner`() async throws {
        try await withConnection { connection in
            connection.wait(milliseconds: 9_999)
            #expect(!connection.isClosed)
            connection.wait(milliseconds: 1)
            #expect(connection.isClosed && connection.goodbyes == [.idle])
        }
    }

    @Test func `a ping keeps a connection open`() async throws {
        try await withConnection { connection in
            for number in 1...20 as ClosedRange<UInt64> {
                connection.wait(milliseconds: 9_000)
                connection.receive(Wire.ping(number))
            }
            #expect(!connection.isClosed && connection.goodbyes.isEmpty)
        }
    }

    @Test func `a frame that does not become whole closes the connection, however its bytes drip`() async throws {
        try await withConnection { connection in
            for byte in Wire.ping(1).prefix(15) {
                connection.receive([byte])
                connection.wait(milliseconds: 140)
            }
            #expect(connection.isClosed && connection.goodbyes == [.incomplete])
        }
    }

    @Test func `frames that are each whole in time go on, wherever the writes end`() async throws {
        try await withConnection { connection in
            let stream = (1...40 as ClosedRange<UInt64>).flatMap { Wire.ping($0) }
            for start in stride(from: 0, to: stream.count, by: 10) {
                connection.receive(Array(stream[start..<min(start + 10, stream.count)]))
                connection.wait(milliseconds: 600)
            }
            #expect(!connection.isClosed)
        }
    }

    @Test func `who takes nothing of what waits is cut, and who takes some is not`() async throws {
        try await withConnection { connection in
            connection.isWritable = false
            connection.unsentBytes = 1_000_000
            connection.receive(Wire.ping(1))
            #expect(!connection.isReading)
            for _ in 1...20 {
                connection.unsentBytes -= 1
                connection.wait(milliseconds: 4_000)
            }
            #expect(!connection.isClosed)
            connection.wait(milliseconds: 5_000)
            #expect(connection.isClosed)
        }
    }

    @Test func `who takes everything again is read from again`() async throws {
        try await withConnection { connection in
            connection.isWritable = false
            connection.unsentBytes = 1
            connection.receive(Wire.ping(1))
            connection.unsentBytes = 0
            connection.isWritable = true
            connection.writabilityChanged()
            #expect(connection.isReading)
            connection.wait(milliseconds: 9_000)
            #expect(!connection.isClosed)
        }
    }
}
