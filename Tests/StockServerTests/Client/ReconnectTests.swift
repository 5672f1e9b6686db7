import StockAPI
import StockClient
import StockModel
import StockProtocol
import StockTesting
import Testing

@testable import StockServer

@Suite("Reconnecting", .timeLimit(.minutes(3)))
struct ReconnectTests {
    private static func client(_ port: Int) async throws -> StockroomClient {
        var options = ClientOptions()
        options.port = port
        options.retriesFor = .seconds(60)
        options.pauseMax = .milliseconds(200)
        return try await .connect(options)
    }

    @Test(arguments: [EnginePlace.eventLoop, .thread])
    func `a client goes on when its server is back on the same port, and nothing is done twice`(
        _ place: EnginePlace
    ) async throws {
        try await withTemporaryFolder { folder in
            let (port, client) = try await withServed(folder, place) { served in
                try await Kiosk.fill(served.client)
                return (served.port, try await Self.client(served.port))
            }
            // The server is gone; whoever asks waits for it.
            let waiting = Task { try await client.submit(Kiosk.reserve(1)) }
            let waitingTogether = Task { try await client.submit((2...9).map { Kiosk.reserve($0) }) }
            let asking = Task { try await client.sites() }
            try await Task.sleep(for: .milliseconds(200))
            try await withServed(folder, place, port: port) { served in
                let (alone, together, sites) = try await (waiting.value, waitingTogether.value, asking.value)
                #expect(alone.plan != nil && together.count { $0.plan != nil } == 8 && sites.count == 1)
                let held = try await served.state().levels.first { $0.sku == 1 }?.held
                #expect(held == Quantity(9))
            }
            await client.close()
        }
    }

    @Test func `a server that is killed again and again under load does each reservation once`() async throws {
        try await withTemporaryFolder { folder in
            var process = try await ServerProcess.start(folder, .eventLoop)
            let port = process.port
            let client = try await Self.client(port)
            try await Kiosk.fill(client)
            let load = Task {
                try await withThrowingTaskGroup(of: Int.self) { group in
                    for task in 0..<16 as Range<UInt64> {
                        group.addTask {
                            var done = 0
                            for number in 1...60 as ClosedRange<UInt64> {
                                let answer = try await client.submit(Kiosk.reserve(task * 1_000 + number))
                                if answer.plan != nil { done += 1 }
                                try await Task.sleep(for: .milliseconds(20))
                            }
                            return done
                        }
                    }
                    return try await group.reduce(0, +)
                }
            }
            for _ in 0..<3 {
                try await Task.sleep(for: .milliseconds(300))
                try await process.kill()
                process = try await ServerProcess.start(folder, .eventLoop, port: port)
            }
            let done = try await load.value
            let held = try await client.levels(of: 1).first?.held
            #expect(done == 16 * 60 && held == Quantity(16 * 60))
            await client.close()
            #expect(try await process.end() == 0)
        }
    }
}
