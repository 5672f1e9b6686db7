import StockAPI
import StockClient
import StockModel
import StockProtocol
import Testing

@testable import StockServer

@Suite("Order", .timeLimit(.minutes(2)))
struct OrderTests {
    private static func held(_ frame: ServerFrame?) -> Int? {
        switch frame?.result {
        case .reservations(let list): list.count
        case .levels(let list): Int(list.first?.held ?? -1)
        default: nil
        }
    }

    @Test(arguments: [EnginePlace.eventLoop, .thread])
    func `each question sees what was asked before it, also around those that are answered in steps`(
        _ place: EnginePlace
    ) async throws {
        try await withServed(place) { served in
            let connection = try await served.connection()
            let other = try await served.connection()
            var bytes: [UInt8] = []
            let rounds = 40 as UInt64
            for round in 1...rounds {
                bytes += Wire.command(round * 10, Kiosk.reserve(round))
                switch round % 4 {
                case 0: bytes += Wire.query(round * 10 + 1, .holds(at: Kiosk.site, after: nil, limit: 1_000))
                case 1: bytes += Wire.query(round * 10 + 1, .promises(of: 1, after: nil, limit: 1_000))
                case 2: bytes += Wire.query(round * 10 + 1, .levels(of: 1))
                default: bytes += Wire.batch(round * 10 + 1, [.query(.levels(of: 1))])
                }
                // Of others there is always something between.
                other.sendSoon(Wire.command(round, Kiosk.reserve(1_000 + round, of: 2)))
            }
            connection.sendSoon(bytes)
            var seen: [UInt64: Int] = [:]
            for frame in await connection.next(Int(rounds) * 2) where frame.id % 10 == 1 {
                let counted = Self.held(frame.entries?.first ?? frame)
                // Of all holds at the site those of the other connection count as well.
                if frame.id / 10 % 4 == 0, case .reservations(let list)? = frame.result {
                    seen[frame.id / 10] = list.count { $0.reservation.low < 1_000 }
                } else {
                    seen[frame.id / 10] = counted
                }
            }
            for round in 1...rounds { #expect(seen[round] == Int(round)) }
        }
    }

    @Test func `the answers of a batch stand in its order, and each sees those before it`() async throws {
        try await withServed { served in
            let connection = try await served.connection()
            let entries = (1...50 as ClosedRange<UInt64>).flatMap { number -> [Wire.Entry] in
                [.command(Kiosk.reserve(number)), .query(.levels(of: 1)), .command(Kiosk.reserve(number, by: 3))]
            }
            let answers = try #require(try await connection.ask(Wire.batch(1, entries))?.entries)
            #expect(answers.count == 150)
            for number in 0..<50 {
                #expect(answers[number * 3].answer?.plan != nil)
                #expect(Self.held(answers[number * 3 + 1]) == number + 1)
                #expect(answers[number * 3 + 2].error == .forbidden(needs: 1))
            }
        }
    }

    @Test(arguments: [EnginePlace.eventLoop, .thread])
    func `a ping behind a question that is answered in steps waits for it`(_ place: EnginePlace) async throws {
        try await withServed(place) { served in
            let connection = try await served.connection()
            for number in 1...20 as ClosedRange<UInt64> {
                try await connection.send(
                    Wire.query(number, .holds(at: Kiosk.site, after: nil, limit: 10)) + Wire.ping(100 + number))
                #expect(await connection.next(2).map(\.opcode) == [.result, .pong])
            }
        }
    }
}
