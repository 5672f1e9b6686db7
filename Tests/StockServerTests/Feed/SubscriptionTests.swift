import StockAPI
import StockClient
import StockModel
import StockProtocol
import Testing

@testable import StockServer

@Suite("Subscriptions", .timeLimit(.minutes(2)))
struct SubscriptionTests {
    private static let start = FeedPosition(incarnation: 0, sequence: 0)

    /// The next events, however many frames they come in.
    private static func events(_ count: Int, _ connection: RawConnection, of id: UInt64) async throws -> [FeedEvent] {
        var events: [FeedEvent] = []
        while events.count < count, let frame = await connection.next() {
            let page = try #require(frame.events, "\(frame)")
            #expect(frame.id == id)
            events += page.events
        }
        return events
    }

    @Test(arguments: [EnginePlace.eventLoop, .thread])
    func `each event uses one credit, and without credit nothing is sent and nothing is lost`(
        _ place: EnginePlace
    ) async throws {
        try await withServed(place) { served in
            let connection = try await served.connection()
            let confirmed = try await connection.ask(Wire.subscribe(1, after: Self.start, credit: 0))
            #expect(confirmed?.events?.events == [] && confirmed?.events?.next.sequence == 0)
            for number in 1...5 as ClosedRange<UInt64> {
                #expect(try await served.client.submit(Kiosk.reserve(number)).isAccepted)
            }
            // A pong comes, and no event before it.
            #expect(try await connection.ask(Wire.ping(8))?.opcode == .pong)
            try await connection.send(Wire.credit(1, 3))
            #expect(try await Self.events(3, connection, of: 1).map(\.sequence) == [1, 2, 3])
            #expect(try await served.client.submit(Kiosk.reserve(6)).isAccepted)
            #expect(try await connection.ask(Wire.ping(9))?.opcode == .pong)
            try await connection.send(Wire.credit(1, 100))
            #expect(try await Self.events(5, connection, of: 1).map(\.sequence) == [4, 5, 6, 7, 8])
        }
    }

    @Test func `after its end nothing comes, and its id is free`() async throws {
        try await withServed { served in
            let connection = try await served.connection()
            _ = try await connection.ask(Wire.subscribe(1, after: Self.start, credit: 1_000))
            try await connection.send(Wire.unsubscribe(1))
            let ended = await connection.next()
            #expect(ended?.opcode == .ended && ended?.id == 1)
            #expect(try await served.client.submit(Kiosk.reserve(1)).isAccepted)
            #expect(try await connection.ask(Wire.ping(2))?.opcode == .pong)
            #expect(try await connection.ask(Wire.unsubscribe(1))?.error == .unknownSubscription)
            #expect(try await connection.ask(Wire.credit(1, 5))?.error == .unknownSubscription)
            let again = try await connection.ask(Wire.subscribe(1, after: Self.start, credit: 1_000))
            #expect(again?.events?.events.map(\.sequence) == [1, 2, 3])
        }
    }

    @Test func `ended and begun again in one write, each event comes once`() async throws {
        try await withServed { served in
            let connection = try await served.connection()
            let begin = Wire.subscribe(1, after: Self.start, credit: 1_000)
            try await connection.send(begin + Wire.unsubscribe(1) + begin + Wire.unsubscribe(1) + begin)
            var sequences: [SequenceNumber] = []
            var ended = 0
            while sequences.count < 2, let frame = await connection.next() {
                if frame.opcode == .ended { (ended, sequences) = (ended + 1, []) }
                sequences += frame.events?.events.map(\.sequence) ?? []
            }
            #expect(sequences == [1, 2] && ended == 2)
            #expect(try await connection.ask(Wire.ping(2))?.opcode == .pong)
        }
    }

    @Test func `a second one under the same id, and one too many, do nothing`() async throws {
        var limits = ServerLimits()
        limits.connection.subscriptionsMax = 2
        try await withServed(limits: limits) { served in
            let connection = try await served.connection()
            let subscribe = { (id: UInt64) in Wire.subscribe(id, after: Self.start, credit: 1_000) }
            #expect(try await connection.ask(subscribe(1))?.events != nil)
            #expect(try await connection.ask(subscribe(1))?.error == .duplicateSubscription)
            #expect(try await connection.ask(subscribe(2))?.events != nil)
            #expect(try await connection.ask(subscribe(3))?.error == .tooManySubscriptions(max: 2))
            #expect(try await served.client.submit(Kiosk.reserve(1)).isAccepted)
            let pushed = await connection.next(2)
            #expect(Set(pushed.map(\.id)) == [1, 2])
            #expect(pushed.allSatisfy { $0.events?.events.map(\.sequence) == [3] })
        }
    }

    @Test func `more credit than there may be changes nothing`() async throws {
        var limits = ServerLimits()
        limits.connection.creditMax = 10
        try await withServed(limits: limits) { served in
            let connection = try await served.connection()
            let tooMuch = try await connection.ask(Wire.subscribe(1, after: Self.start, credit: 11))
            #expect(tooMuch?.error == .tooMuchCredit(max: 10))
            #expect(try await connection.ask(Wire.credit(1, 1))?.error == .unknownSubscription)
            let events = try await connection.ask(Wire.subscribe(1, after: Self.start, credit: 10))
            #expect(events?.events?.events.count == 2)
            #expect(try await connection.ask(Wire.credit(1, 3))?.error == .tooMuchCredit(max: 10))
            #expect(try await connection.ask(Wire.credit(1, .max))?.error == .tooMuchCredit(max: 10))
            // Eight are left.
            #expect(try await served.client.submit((1...9).map { Kiosk.reserve($0) }).allSatisfy(\.isAccepted))
            #expect(try await Self.events(8, connection, of: 1).map(\.sequence) == Array(3...10))
            #expect(try await connection.ask(Wire.ping(2))?.opcode == .pong)
        }
    }

    @Test func `a position of another incarnation ends it, and says the one that there is`() async throws {
        try await withServed { served in
            let incarnation = try await served.client.statistics().incarnation
            let connection = try await served.connection()
            let other = FeedPosition(incarnation: incarnation &+ 1, sequence: 1)
            let answer = try await connection.ask(Wire.subscribe(1, after: other, credit: 10))
            #expect(answer?.error == .otherIncarnation(current: incarnation))
            #expect(try await connection.ask(Wire.credit(1, 1))?.error == .unknownSubscription)
        }
    }

    @Test func `a position after all events waits for the ones after it`() async throws {
        try await withServed { served in
            let incarnation = try await served.client.statistics().incarnation
            let connection = try await served.connection()
            let newest = FeedPosition(incarnation: incarnation, sequence: 2)
            #expect(try await connection.ask(Wire.subscribe(1, after: newest, credit: 10))?.events?.next == newest)
            let far = FeedPosition(incarnation: incarnation, sequence: .max)
            #expect(try await connection.ask(Wire.subscribe(2, after: far, credit: 10))?.events?.events == [])
            #expect(try await served.client.submit(Kiosk.reserve(1)).isAccepted)
            #expect(try await Self.events(1, connection, of: 1).map(\.sequence) == [3])
            #expect(try await connection.ask(Wire.ping(2))?.opcode == .pong)
        }
    }

    @Test(arguments: [EnginePlace.eventLoop, .thread])
    func `a hold that ends by itself is pushed without anybody's request`(_ place: EnginePlace) async throws {
        try await withServed(place) { served in
            let connection = try await served.connection()
            let confirmed = try await connection.ask(Wire.subscribe(1, after: Self.start, credit: 100))
            #expect(confirmed?.events?.next.sequence == 2)
            let held = try await served.client.submit(Kiosk.reserve(1, hold: 300))
            #expect(held.isAccepted)
            let events = try await Self.events(2, connection, of: 1)
            #expect(events.map(\.sequence) == [held.sequence, held.sequence + 1])
            guard case .promise(let change)? = events.last?.changes.first else {
                Issue.record("\(events)")
                return
            }
            #expect(change.transition == .expired && change.reservation == Kiosk.id(1))
        }
    }

    /// No frame is longer than the welcome says.
    @Test func `events that do not fit into one frame come in several`() async throws {
        var limits = ServerLimits()
        limits.connection.resultBytesMax = 16_384
        try await withServed(limits: limits) { served in
            for number in 1...200 as ClosedRange<UInt64> {
                #expect(try await served.client.submit(Kiosk.reserve(number)).isAccepted)
            }
            let connection = try await served.connection()
            try await connection.send(Wire.subscribe(1, after: Self.start, credit: 1_000))
            var sequences: [SequenceNumber] = []
            while sequences.count < 202, let frame = await connection.next() {
                #expect(frame.header.length <= 16_384)
                sequences += frame.events?.events.map(\.sequence) ?? []
            }
            #expect(sequences == Array(1...202))
        }
    }
}
