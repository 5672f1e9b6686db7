import StockAPI
import StockClient
import StockModel
import StockProtocol
import Testing

@testable import StockServer

@Suite("Cut connections", .timeLimit(.minutes(2)))
struct CutConnectionTests {
    @Test(arguments: [EnginePlace.eventLoop, .thread])
    func `cut at every byte of a reserve and sent again, it has one effect`(_ place: EnginePlace) async throws {
        try await withServed(place) { served in
            let before = try await served.state()
            let length = Wire.command(1, Kiosk.reserve(1)).count
            var first: [Answer] = []
            for cut in 0...length {
                let frame = Wire.command(1, Kiosk.reserve(UInt64(cut) + 1))
                let connection = try await served.connection()
                if cut > 0 { try await connection.send(Array(frame.prefix(cut))) }
                await connection.close()
                let again = try await served.connection()
                let answer = try #require(try await again.ask(frame)?.answer)
                #expect(answer.plan?.allocations.map(\.quantity) == [1])
                first.append(answer)
                await again.close()
            }
            let after = try await served.state()
            #expect(after.sequence == before.sequence + UInt64(length) + 1)
            #expect(after.levels.first { $0.sku == 1 }?.held == Quantity(length) + 1)
            #expect(after.reservations.count == length + 1)
        }
    }

    @Test(arguments: [EnginePlace.eventLoop, .thread])
    func `cut after sending and before the answer, a batch sent again has one effect`(_ place: EnginePlace) async throws
    {
        try await withServed(place) { served in
            let before = try await served.state()
            for round in 0..<30 as Range<UInt64> {
                let frame = Wire.batch(1, (1...20).map { .command(Kiosk.reserve(round * 100 + $0)) })
                let connection = try await served.connection()
                try await connection.send(frame)
                await connection.close()
                let again = try await served.connection()
                let answers = try #require(try await again.ask(frame)?.entries)
                #expect(answers.count == 20 && answers.allSatisfy { $0.answer?.plan != nil })
                await again.close()
            }
            let after = try await served.state()
            #expect(after.sequence == before.sequence + 600)
            #expect(after.levels.first { $0.sku == 1 }?.held == 600)
        }
    }

    @Test func `a connection cut while its question is answered in steps leaves the server as it was`() async throws {
        try await withServed(.thread) { served in
            let reserve = Wire.command(2, Kiosk.reserve(1))
            for _ in 0..<50 {
                let connection = try await served.connection()
                try await connection.send(
                    Wire.query(1, .holds(at: Kiosk.site, after: nil, limit: 1_000)) + reserve)
                await connection.close()
            }
            let connection = try await served.connection()
            #expect(try await connection.ask(reserve)?.answer?.plan != nil)
            #expect(try await served.state().reservations.count == 1)
        }
    }
}
