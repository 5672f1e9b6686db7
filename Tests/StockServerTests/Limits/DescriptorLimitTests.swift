import StockAPI
import StockModel
import StockProtocol
import StockTesting
import Testing

@testable import StockServer

@Suite("A server may open no further file", .timeLimit(.minutes(2)))
struct DescriptorLimitTests {
    @Test func `it serves the connections that it has, and takes the others when some have gone`() async throws {
        try await withTemporaryFolder { folder in
            let process = try await ServerProcess.start(folder + "/store", .eventLoop, descriptorsMax: 64)
            let first = try await RawConnection.greeted(process.port)
            let delivery = Kiosk.skus.map { MoveLine($0, quantity: 100, from: Kiosk.supplier, to: Kiosk.shelf) }
            _ = try await first.ask(Wire.command(1, Kiosk.command(.define(Kiosk.masterData), request: 1)))
            let moved = Kiosk.command(.move(Move(.receive, lines: delivery)), request: 2)
            #expect(try await first.ask(Wire.command(2, moved))?.answer?.isAccepted == true)

            // The kernel connects them; the server can take about forty, and the others wait.
            var connections: [RawConnection] = []
            for _ in 0..<80 {
                let connection = try await RawConnection.open(process.port)
                try await connection.send(Wire.hello())
                connections.append(connection)
            }
            for number in 10..<60 as Range<UInt64> {
                let answer = try await first.ask(Wire.command(number, Kiosk.reserve(number)))?.answer
                #expect(answer?.plan != nil)
            }
            for connection in connections.prefix(60) { await connection.close() }
            for connection in connections.dropFirst(60) {
                #expect(await connection.next()?.opcode == .welcome)
                #expect(try await connection.ask(Wire.ping(1))?.opcode == .pong)
                await connection.close()
            }
            #expect(try await first.ask(Wire.command(100, Kiosk.reserve(100)))?.answer?.plan != nil)
            await first.close()
            let status = try await process.end()
            #expect(status == 0)
        }
    }
}
