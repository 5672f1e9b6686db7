import StockAPI
import StockClient
import StockModel
import StockProtocol
import StockTesting
import Testing

@testable import StockServer

@Suite("The feed under load", .timeLimit(.minutes(3)))
struct FeedUnderLoadTests {
    private static func reserve(_ count: UInt64, through client: StockroomClient) async throws {
        for start in stride(from: 1, through: count, by: 10) {
            let answers = try await client.submit((start..<start + 10).map { Kiosk.reserve($0) })
            #expect(answers.count { $0.plan != nil } == 10)
        }
    }

    @Test(arguments: [EnginePlace.eventLoop, .thread])
    func `resumed on connection after connection, it has no gap and no repeat`(_ place: EnginePlace) async throws {
        try await withServed(place) { served in
            let loading = Task { try await Self.reserve(1_000, through: served.client) }
            var position = FeedPosition(incarnation: 0, sequence: 0)
            var sequences: [SequenceNumber] = []
            var rounds = 0 as UInt64
            while sequences.count < 1_002 {
                rounds += 1
                let connection = try await served.connection()
                try await connection.send(Wire.subscribe(rounds, after: position, credit: 37))
                var left = Int(rounds % 50) + 1
                while left > 0, sequences.count < 1_002, let frame = await connection.next() {
                    let page = try #require(frame.events, "\(frame)")
                    #expect(frame.id == rounds)
                    sequences += page.events.map(\.sequence)
                    position = page.next
                    left -= page.events.count
                    if !page.events.isEmpty {
                        try await connection.send(Wire.credit(rounds, UInt32(page.events.count)))
                    }
                }
                await connection.close()
            }
            try await loading.value
            #expect(sequences == Array(1...1_002))
        }
    }

    @Test(arguments: [EnginePlace.eventLoop, .thread])
    func `the client's subscription goes on behind a restart of the server, without a gap`(_ place: EnginePlace)
        async throws
    {
        try await withTemporaryFolder { folder in
            let port = try await withServed(folder, place) { served in
                try await Kiosk.fill(served.client)
                return served.port
            }
            var options = ClientOptions()
            options.port = port
            options.retriesFor = .seconds(60)
            options.pauseMax = .milliseconds(200)
            let (client, reading) = try await withServed(folder, place, port: port) { [options] served in
                let client = try await StockroomClient.connect(options)
                let reading = Task {
                    var sequences: [SequenceNumber] = []
                    for try await page in client.subscribe(after: FeedPosition(incarnation: 0, sequence: 0)) {
                        guard case .events(let events, _) = page else { break }
                        sequences += events.map(\.sequence)
                        if sequences.count >= 402 { break }
                    }
                    return sequences
                }
                try await Self.reserve(200, through: served.client)
                return (client, reading)
            }
            try await withServed(folder, place, port: port) { served in
                let answers = try await served.client.submit((1_001...1_200).map { Kiosk.reserve($0) })
                #expect(answers.count { $0.plan != nil } == 200)
                let sequences = try await reading.value
                #expect(sequences == Array(1...402))
            }
            await client.close()
        }
    }

    @Test func `many subscribers each get every event`() async throws {
        try await withServed { served in
            let counted = try await withThrowingTaskGroup(of: [SequenceNumber].self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        let connection = try await served.connection()
                        try await connection.send(
                            Wire.subscribe(1, after: FeedPosition(incarnation: 0, sequence: 0), credit: 60_000))
                        var sequences: [SequenceNumber] = []
                        while sequences.count < 302, let frame = await connection.next() {
                            sequences += frame.events?.events.map(\.sequence) ?? []
                        }
                        await connection.close()
                        return sequences
                    }
                }
                group.addTask {
                    try await Self.reserve(300, through: served.client)
                    return Array(1...302)
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(counted.count == 21)
            for sequences in counted { #expect(sequences == Array(1...302)) }
        }
    }

    @Test func `a task that is cancelled while it waits for events stops, and its subscription is over`() async throws {
        try await withServed { served in
            let reading = Task {
                var count = 0
                for try await page in served.client.subscribe(after: FeedPosition(incarnation: 0, sequence: 0)) {
                    if case .events(let events, _) = page { count += events.count }
                }
                return count
            }
            #expect(try await comesTrue { try await served.server.subscriptionCount() == 1 })
            reading.cancel()
            _ = try await reading.value
            #expect(try await comesTrue { try await served.server.subscriptionCount() == 0 })
        }
    }

    @Test func `a position of another incarnation ends the client's subscription with a page that says so`()
        async throws
    {
        try await withServed { served in
            let incarnation = try await served.client.statistics().incarnation
            var pages: [FeedPage] = []
            let other = FeedPosition(incarnation: incarnation &+ 1, sequence: 1)
            for try await page in served.client.subscribe(after: other) { pages.append(page) }
            #expect(pages == [.otherIncarnation(current: incarnation)])
        }
    }
}
