import StockAPI
import StockClient
import StockModel
import StockProtocol
import StockTesting
import Testing

@testable import StockServer

@Suite("The client", .timeLimit(.minutes(2)))
struct ClientTests {
    private static func connect(_ port: Int, _ change: (inout ClientOptions) -> Void = { _ in }) async throws
        -> StockroomClient
    {
        var options = ClientOptions()
        options.port = port
        change(&options)
        return try await .connect(options)
    }

    @Test func `commands of other principals go over connections of theirs, and answers keep their order`() async throws
    {
        try await withServed { served in
            let commands = (1...60 as ClosedRange<UInt64>).map { number in
                Kiosk.reserve(number, Quantity(number), by: PrincipalID(rawValue: UInt32(1 + number / 7 % 3)))
            }
            let answers = try await served.client.submit(commands)
            #expect(answers.map { $0.plan?.allocations.map(\.quantity) } == (1...60).map { [$0] })
            #expect(try await served.server.sessionCount() == 3)
        }
    }

    @Test func `more commands than a batch holds are split, and one refusal among them is an answer`() async throws {
        var limits = ServerLimits()
        limits.connection.batchMax = 16
        limits.connection.inFlightMax = 16
        limits.connection.requestBytesMax = 4_096
        try await withServed(limits: limits) { served in
            var commands = (1...100 as ClosedRange<UInt64>).map { Kiosk.reserve($0) }
            commands[50] = Kiosk.reserve(51, 2 * Kiosk.delivered)
            let answers = try await served.client.submit(commands)
            #expect(answers.count == 100 && answers.count { $0.plan != nil } == 99 && answers[50].refusal != nil)
            let none = try await served.client.submit([Command]())
            #expect(none.isEmpty)
        }
    }

    @Test(arguments: [true, false])
    func `more commands than there may be in flight are split as well`(_ isLimitOfServer: Bool) async throws {
        var limits = ServerLimits()
        if isLimitOfServer { limits.inFlightMax = 8 } else { limits.connection.inFlightMax = 8 }
        try await withServed(limits: limits) { served in
            let answers = try await served.client.submit((1...50).map { Kiosk.reserve($0) })
            #expect(answers.count { $0.plan != nil } == 50)
        }
    }

    @Test func `a frame that the server does not take is refused here, and nothing is sent`() async throws {
        var limits = ServerLimits()
        limits.connection.requestBytesMax = 4_096
        try await withServed(limits: limits) { served in
            await #expect(throws: StockFailure.refused(.limit(max: 4_096))) {
                try await served.client.submit(Kiosk.document(1, bytes: 5_000))
            }
            await #expect(throws: StockFailure.refused(.limit(max: 4_096))) {
                try await served.client.submit([Kiosk.document(1, bytes: 5_000)])
            }
            let found = try await served.client.document(DocumentKey("note/1"))
            #expect(found == nil)
        }
    }

    @Test func `pages that do not fit into a frame are put together from smaller ones`() async throws {
        var limits = ServerLimits()
        limits.connection.resultBytesMax = 12_000
        try await withServed(limits: limits) { served in
            let client = served.client
            let answers = try await client.submit((1...300).map { Kiosk.reserve($0) })
            #expect(answers.count { $0.plan != nil } == 300)
            let ids = (1...300).map { Kiosk.id($0) }
            let owned = try await client.reservations(of: OwnerID(high: 0, low: 5), after: nil, limit: 1_000)
            #expect(owned.map(\.reservation) == ids)
            let holds = try await client.holds(at: Kiosk.site, after: nil, limit: 1_000)
            #expect(Set(holds.map(\.reservation)) == Set(ids) && holds.count == 300)
            let promises = try await client.promises(of: 1, after: nil, limit: 250)
            #expect(promises.map(\.reservation) == Array(ids.prefix(250)))
            let movements = try await client.movements(after: .none, limit: 1_000)
            #expect(movements.count == Kiosk.skus.count)
            var position = FeedPosition(incarnation: 0, sequence: 0)
            var sequences: [SequenceNumber] = []
            while sequences.count < 302,
                case .events(let events, let next) = try await client.feed(after: position, limit: 1_000)
            {
                guard !events.isEmpty else { break }
                sequences += events.map(\.sequence)
                position = next
            }
            #expect(sequences == Array(1...302))
        }
    }

    @Test func `a page of one that is too long is a failure that says so`() async throws {
        var limits = ServerLimits()
        limits.connection.resultBytesMax = 12_000
        try await withServed(limits: limits) { served in
            let written = try await served.client.submit(Kiosk.document(1, bytes: 20_000))
            #expect(written.isAccepted)
            await #expect(throws: StockFailure.resultTooLong(max: 12_000)) {
                try await served.client.documents(Scan(limit: 100))
            }
        }
    }

    @Test func `two clients that share their ids have one effect, and the same answer`() async throws {
        try await withServed { served in
            let other = try await Self.connect(served.port)
            let commands = (1...200 as ClosedRange<UInt64>).map { Kiosk.reserve($0) }
            async let first = served.client.submit(commands)
            async let second = other.submit(commands)
            let answers = try await (first, second)
            #expect(answers.0 == answers.1 && answers.0.count { $0.plan != nil } == 200)
            #expect(try await served.state().levels.first { $0.sku == 1 }?.held == Quantity(200))
            await other.close()
        }
    }

    @Test func `an answer that must not be older than a sequence comes only from a store that has reached it`()
        async throws
    {
        try await withServed { served in
            let now = try await served.client.ping()
            let sites = try await served.client.notBefore(now).sites()
            #expect(sites.count == 1)
            await #expect(throws: StockFailure.sequenceNotReached(current: now)) {
                try await served.client.notBefore(now + 1).sites()
            }
            await #expect(throws: StockFailure.sequenceNotReached(current: now)) {
                try await served.client.notBefore(now + 1).submit(Kiosk.reserve(1))
            }
            await #expect(throws: StockFailure.sequenceNotReached(current: now)) {
                try await served.client.notBefore(now + 1).submit([Kiosk.reserve(1)])
            }
            #expect(try await served.client.reservation(Kiosk.id(1)) == nil)
        }
    }

    @Test func `a request whose time has passed throws, and did nothing`() async throws {
        try await withServed { served in
            let client = served.client.withTimeLimit(milliseconds: 0)
            for number in 1...20 as ClosedRange<UInt64> {
                do {
                    let answer = try await client.submit(Kiosk.reserve(number))
                    #expect(answer.plan != nil)
                } catch {
                    #expect(error as? StockFailure == .timeLimitPassed)
                    let found = try await served.client.reservation(Kiosk.id(number))
                    #expect(found == nil)
                }
            }
            #expect(try await served.client.withTimeLimit(milliseconds: 60_000).submit(Kiosk.reserve(100)).plan != nil)
        }
    }

    @Test func `a task that is cancelled before it asks throws, and nothing is sent`() async throws {
        try await withServed { served in
            let task = Task {
                while !Task.isCancelled { await Task.yield() }
                return try await served.client.submit(Kiosk.reserve(1))
            }
            task.cancel()
            await #expect(throws: StockFailure.cancelled) { try await task.value }
            let found = try await served.client.reservation(Kiosk.id(1))
            #expect(found == nil)
        }
    }

    @Test func `a task that is cancelled after it has asked is told what became of it`() async throws {
        try await withServed { served in
            for number in 1...50 as ClosedRange<UInt64> {
                let task = Task { try await served.client.submit(Kiosk.reserve(number)) }
                await Task.yield()
                task.cancel()
                let result = await task.result
                let found = try await served.client.reservation(Kiosk.id(number))
                switch result {
                case .success(let answer): #expect(answer.plan != nil && found != nil)
                case .failure(let error): #expect(error as? StockFailure == .cancelled && found == nil)
                }
            }
        }
    }

    @Test func `a client that is closed says so at once, whoever asks`() async throws {
        try await withServed { served in
            let client = try await Self.connect(served.port) { $0.retriesFor = .seconds(3_600) }
            await client.close()
            await #expect(throws: StockFailure.closed) { try await client.sites() }
            await #expect(throws: StockFailure.closed) { try await client.submit(Kiosk.reserve(1)) }
            await #expect(throws: StockFailure.closed) { try await client.submit([Kiosk.reserve(1)]) }
            // Of a principal that it had no connection for.
            await #expect(throws: StockFailure.closed) { try await client.submit(Kiosk.reserve(1, by: 44)) }
            await client.close()
            #expect(try await comesTrue { try await served.server.sessionCount() == 1 })
        }
    }

    @Test func `what is in flight when the client is closed is told`() async throws {
        try await withServed { served in
            let client = try await Self.connect(served.port)
            let tasks = (1...200 as ClosedRange<UInt64>).map { number in
                Task { try await client.submit(Kiosk.reserve(number)) }
            }
            await Task.yield()
            await client.close()
            for task in tasks {
                switch await task.result {
                case .success(let answer): #expect(answer.plan != nil)
                case .failure(let error): #expect(error as? StockFailure == .closed)
                }
            }
        }
    }

    @Test func `a server that takes no more connections is asked again until it does`() async throws {
        var limits = ServerLimits()
        limits.connectionsMax = 2
        try await withServed(limits: limits) { served in
            let one = try await served.connection()
            async let connecting = Self.connect(served.port) { $0.retriesFor = .seconds(60) }
            try await Task.sleep(for: .milliseconds(300))
            await one.close()
            let client = try await connecting
            #expect(try await client.sites().count == 1)
            await client.close()
        }
    }
}
