import StockAPI
import StockClient
import StockEngine
import StockModel
import StockProtocol
import Testing

@testable import StockServer

@Suite("A busy engine", .timeLimit(.minutes(2)))
struct BusyEngineTests {
    /// More than the engine lets wait, in pieces, while it works on what came before: what it turns away is known
    /// before what it has taken.
    @Test(arguments: [EnginePlace.eventLoop, .thread])
    func `what is turned away while other requests wait is told to those who asked it`(_ place: EnginePlace)
        async throws
    {
        var options = StockroomOptions.forTests
        options.waitingBytesMax = 2_000
        try await withServed(place, options: options) { served in
            var connections: [RawConnection] = []
            for _ in 0..<4 { connections.append(try await served.connection()) }
            let before = try await served.state().sequence
            let follower = try await served.connection()
            follower.sendSoon(Wire.subscribe(1, after: FeedPosition(incarnation: 0, sequence: 0), credit: 60_000))
            let rounds = 60
            var accepted: UInt64 = 0
            var busy = 0
            for round in 0..<rounds {
                for (index, connection) in connections.enumerated() {
                    let first = UInt64(round * 1_000 + index * 100)
                    connection.sendSoon(
                        Wire.command(first, Kiosk.reserve(first))
                            + Wire.batch(first + 1, (10..<40).map { .command(Kiosk.reserve(first + $0, 2)) })
                            + Wire.query(first + 2, .reservation(Kiosk.id(first))))
                }
            }
            for (index, connection) in connections.enumerated() {
                for frame in await connection.next(3 * rounds) {
                    if case .busy? = frame.error {
                        busy += 1
                        continue
                    }
                    switch frame.id % 100 {
                    case 0:
                        #expect(frame.answer?.plan?.allocations.map(\.quantity) == [1])
                        accepted += 1
                    case 1:
                        let entries = try #require(frame.entries)
                        #expect(entries.count == 30)
                        let plans = entries.compactMap { $0.answer?.plan }
                        #expect(plans.allSatisfy { $0.allocations.map(\.quantity) == [2] })
                        accepted += UInt64(plans.count)
                        busy += entries.count { if case .busy? = $0.error { true } else { false } }
                        #expect(entries.allSatisfy { $0.answer?.plan != nil || $0.error != nil })
                    default:
                        guard case .reservation(let found)? = frame.result else {
                            Issue.record("connection \(index): \(frame)")
                            continue
                        }
                        #expect(found == nil || found?.reservation == Kiosk.id(frame.id - 2))
                    }
                }
            }
            #expect(try await served.state().sequence == before + accepted)
            // Whoever follows the feed gets all of it, later where the engine had no time.
            var sequences: [SequenceNumber] = []
            while sequences.count < before + accepted, let frame = await follower.next() {
                sequences += frame.events?.events.map(\.sequence) ?? []
            }
            #expect(sequences == Array(1...before + accepted))
        }
    }
}
