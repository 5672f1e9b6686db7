import StockAPI
import StockClient
import StockFiles
import StockModel
import StockProtocol
import StockTesting
import Testing

@testable import StockServer

@Suite("Many connections", .timeLimit(.minutes(3)))
struct ManyConnectionsTests {
    /// The server is a process of its own: here each connection takes one descriptor, and there another.
    @Test func `ten thousand connections that say nothing keep nobody from being served`() async throws {
        let wanted = 10_000
        let may = Int(clamping: OpenFileLimit.raise(toHold: wanted + 1_000))
        let idleCount = min(wanted, may - 1_000)
        if idleCount < wanted { print("this machine lets a process have \(may) files: \(idleCount) idle connections") }
        try await withTemporaryFolder { folder in
            let process = try await ServerProcess.start(folder, .eventLoop)
            var options = ClientOptions()
            options.port = process.port
            let client = try await StockroomClient.connect(options)
            try await Kiosk.fill(client)

            var idle: [RawConnection] = []
            while idle.count < idleCount {
                idle += try await withThrowingTaskGroup(of: RawConnection.self) { group in
                    for _ in 0..<min(100, idleCount - idle.count) {
                        group.addTask { try await RawConnection.greeted(process.port) }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for client in 0..<64 as Range<UInt64> {
                    group.addTask {
                        let connection = try await RawConnection.greeted(process.port)
                        for number in 1...20 as ClosedRange<UInt64> {
                            let reserve = Wire.command(number, Kiosk.reserve(client * 100 + number))
                            let answer = try await connection.ask(reserve)?.answer
                            #expect(answer?.plan != nil)
                        }
                        await connection.close()
                    }
                }
                try await group.waitForAll()
            }
            let held = try await client.levels(of: 1).first?.held
            #expect(held == Quantity(64 * 20))
            for connection in idle.prefix(50) {
                #expect(try await connection.ask(Wire.ping(1))?.opcode == .pong)
            }
            #expect(idle.count { !$0.isOpen } == 0)
            await client.close()
            let status = try await process.end()
            #expect(status == 0)
            for connection in idle { await connection.close() }
        }
    }
}
