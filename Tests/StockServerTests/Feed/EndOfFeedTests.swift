import StockAPI
import StockClient
import StockEngine
import StockModel
import StockProtocol
import Testing

@testable import StockServer

@Suite("The end of a feed", .timeLimit(.minutes(2)))
struct EndOfFeedTests {
    @Test(arguments: [EnginePlace.eventLoop, .thread])
    func `events that are kept no longer end a subscription, and the oldest kept one is said`(
        _ place: EnginePlace
    ) async throws {
        var options = StockroomOptions.forTests
        let clock = SimulatedClock(startingAt: .systemNow)
        options.clock = clock
        try await withServed(place, options: options) { served in
            let stock = try await served.server.look { $0.stock }
            let incarnation = try await served.client.statistics().incarnation
            clock.advance(byMilliseconds: 40 * 86_400_000)
            for round in 1...3 as ClosedRange<UInt64> {
                var command = Kiosk.document(round, bytes: 10)
                command.issuedAt = clock.now
                let written = try await served.client.submit(command)
                #expect(written.isAccepted)
                try await stock.checkpoint()
            }
            let connection = try await served.connection()
            let answer = try await connection.ask(
                Wire.subscribe(1, after: FeedPosition(incarnation: 0, sequence: 0), credit: 10))
            guard case .feedTrimmed(let oldest)? = answer?.error else {
                Issue.record("\(answer as Any)")
                return
            }
            #expect(oldest > 1)
            #expect(try await connection.ask(Wire.unsubscribe(1))?.error == .unknownSubscription)
            let kept = FeedPosition(incarnation: incarnation, sequence: oldest - 1)
            let page = try await connection.ask(Wire.subscribe(1, after: kept, credit: 10))
            #expect(page?.events?.events.first?.sequence == oldest)

            var pages: [FeedPage] = []
            for try await page in served.client.subscribe(after: FeedPosition(incarnation: 0, sequence: 0)) {
                pages.append(page)
            }
            #expect(pages == [.trimmed(oldest: oldest)])
        }
    }

    @Test(arguments: [EnginePlace.eventLoop, .thread])
    func `when the store is closed under the server, whoever asks is told, and so is who has subscribed`(
        _ place: EnginePlace
    ) async throws {
        try await withServed(place) { served in
            let connection = try await served.connection()
            let begun = try await connection.ask(
                Wire.subscribe(1, after: FeedPosition(incarnation: 0, sequence: 0), credit: 1))
            #expect(begun?.events?.events.count == 1)
            let stock = try await served.server.look { $0.stock }
            try await stock.close()
            let reserve = try await connection.ask(Wire.command(2, Kiosk.reserve(1)))
            #expect(reserve?.error == .shuttingDown)
            let holds = try await connection.ask(Wire.query(3, .holds(at: Kiosk.site, after: nil, limit: 1)))
            #expect(holds?.error == .shuttingDown)
            let batch = try await connection.ask(Wire.batch(4, [.query(.sites), .command(Kiosk.reserve(1))]))
            #expect(batch?.entries?.map(\.error) == [.shuttingDown, .shuttingDown])
            let credit = try await connection.ask(Wire.credit(1, 5))
            #expect(credit?.error == .shuttingDown && credit?.id == 1)
            let ended = try await connection.ask(Wire.credit(1, 5))
            #expect(ended?.error == .unknownSubscription)
            #expect(try await served.server.inFlight() == 0)
        }
    }
}
