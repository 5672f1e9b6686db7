import StockModel
import StockProtocol
import StockTesting
import Testing

@testable import StockServer

/// A socket whose write fails hands over what has come meanwhile, in the middle of that write.
@Suite("A socket that speaks while it is written to") struct ReentrantSocketTests {
    /// A client that pipelined and was killed ended the server: `outgoing` was read and changed at once.
    @Test func `what comes in the middle of a write is answered with the next one`() async throws {
        try await withTemporaryStock { stock, _ in
            let connection = try await SimulatedConnection.open(stock, ServerLimits())
            connection.comesDuringSend = Wire.ping(7) + Wire.ping(8)
            connection.receive(Wire.ping(6))
            connection.flush()
            #expect(connection.requestIDs(of: .pong) == [6, 7, 8])
        }
    }

    @Test func `a connection with something in flight is closed as late only when that is answered`() async throws {
        try await withTemporaryStock { stock, _ in
            let connection = try await SimulatedConnection.open(stock, ServerLimits())
            connection.receive(Wire.query(1, .sites))
            connection.wait(milliseconds: 400_000)
            #expect(!connection.isClosed && connection.goodbyes.isEmpty)
            // The answer comes from the engine's thread.
            for _ in 0..<2_000 where connection.requestIDs(of: .result).isEmpty {
                try await Task.sleep(for: .milliseconds(5))
                connection.deliver()
            }
            #expect(connection.isClosed && connection.goodbyes == [.idle])
        }
    }
}
