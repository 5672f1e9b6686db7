import StockAPI
import StockClient
import StockModel
import StockProtocol
import Testing

@testable import StockServer

@Suite("Slow readers", .timeLimit(.minutes(2)))
struct SlowReaderTests {
    /// Documents of which a page takes about 3 MB.
    private static func write(_ served: Served) async throws {
        let answers = try await served.client.submit((1...50).map { Kiosk.document($0, bytes: 60_000) })
        #expect(answers.count { !$0.isAccepted } == 0)
    }

    private static let page = Query.documents(Scan(limit: 50))
    private static let pageBytes = 50 * 60_000

    @Test(arguments: [EnginePlace.eventLoop, .thread])
    func `who never reads is closed, and others are answered meanwhile`(_ place: EnginePlace) async throws {
        var limits = ServerLimits()
        limits.connection.stallMilliseconds = 1_000
        limits.unsentBytesMax = 64 << 20
        try await withServed(place, limits: limits) { served in
            try await Self.write(served)
            let slow = try await RawConnection.open(served.port, reads: false)
            slow.sendSoon(Wire.hello() + (1...200).flatMap { Wire.query($0, Self.page) })
            let other = try await served.connection()
            var number: UInt64 = 0
            let isClosed = try await comesTrue {
                number += 1
                let answer = try await other.ask(Wire.command(number, Kiosk.reserve(number)))?.answer
                #expect(answer?.plan != nil)
                return try await served.server.sessionCount() == 2
            }
            #expect(isClosed)
            #expect(try await comesTrue { try await served.server.unsentBytes() == 0 })
            #expect(try await other.ask(Wire.query(1, .sites))?.result != nil)
        }
    }

    @Test func `what one client does not take makes the server too busy for the questions of others, not for commands`()
        async throws
    {
        var limits = ServerLimits()
        limits.unsentBytesMax = Self.pageBytes / 2
        try await withServed(limits: limits) { served in
            try await Self.write(served)
            let slow = try await RawConnection.open(served.port, reads: false)
            slow.sendSoon(Wire.hello() + Wire.query(1, Self.page) + Wire.query(2, Self.page))
            let other = try await served.connection()
            let becomesBusy = try await comesTrue {
                if case .busy? = try await other.ask(Wire.query(1, .sites))?.error { true } else { false }
            }
            #expect(becomesBusy)
            #expect(try await other.ask(Wire.command(1, Kiosk.reserve(1)))?.answer?.plan != nil)
            // When it is taken after all, the server has room again.
            try await slow.takeAll()
            let frames = await slow.next(3)
            #expect(frames.map(\.opcode) == [.welcome, .result, .result])
            #expect(try await comesTrue { try await other.ask(Wire.query(1, .sites))?.result != nil })
        }
    }

    @Test func `answers that wait are sent before an error closes the connection`() async throws {
        try await withServed { served in
            try await Self.write(served)
            let slow = try await RawConnection.open(served.port, reads: false)
            slow.sendSoon(
                Wire.hello() + (1...4).flatMap { Wire.query($0, Self.page) } + Wire.frame(opcode: 3, 9, flags: 1))
            try await Task.sleep(for: .milliseconds(500))
            try await slow.takeAll()
            let frames = await slow.rest()
            #expect(frames.first?.opcode == .welcome)
            #expect(Set(frames.map(\.id)) == [77, 1, 2, 3, 4, 9])
            #expect(frames.count { $0.result != nil } == 4)
        }
    }

    @Test func `a client that reads slowly is sent its events later, and none is lost`() async throws {
        try await withServed { served in
            try await Self.write(served)
            let slow = try await RawConnection.open(served.port, reads: false)
            slow.sendSoon(
                Wire.hello() + (1...4).flatMap { Wire.query($0, Self.page) }
                    + Wire.subscribe(9, after: FeedPosition(incarnation: 0, sequence: 0), credit: 10_000))
            for number in 1...300 as ClosedRange<UInt64> {
                #expect(try await served.client.submit(Kiosk.reserve(number)).isAccepted)
            }
            try await slow.takeAll()
            var sequences: [SequenceNumber] = []
            while sequences.count < 352, let frame = await slow.next() {
                sequences += frame.events?.events.map(\.sequence) ?? []
            }
            #expect(sequences == Array(1...352))
        }
    }

    @Test(arguments: [EnginePlace.eventLoop, .thread])
    func `when the server stops, what a client asked for is sent whole before the goodbye`(
        _ place: EnginePlace
    ) async throws {
        try await withServed(place) { served in
            try await Self.write(served)
            let slow = try await RawConnection.open(served.port, reads: false)
            slow.sendSoon(Wire.hello() + (1...4).flatMap { Wire.query($0, Self.page) })
            #expect(try await comesTrue { try await served.server.unsentBytes() > Self.pageBytes })
            async let stopped: Void = served.server.stopListening()
            try await Task.sleep(for: .milliseconds(300))
            try await slow.takeAll()
            let frames = await slow.rest()
            await stopped
            #expect(frames.count { $0.result != nil } == 4 && frames.last?.goodbye == .shuttingDown)
        }
    }

    @Test(arguments: [EnginePlace.eventLoop, .thread])
    func `a client that takes nothing does not keep a server from stopping`(_ place: EnginePlace) async throws {
        var limits = ServerLimits()
        limits.shutdownMilliseconds = 500
        try await withServed(place, limits: limits) { served in
            try await Self.write(served)
            let slow = try await RawConnection.open(served.port, reads: false)
            slow.sendSoon(Wire.hello() + (1...4).flatMap { Wire.query($0, Self.page) })
            #expect(try await comesTrue { try await served.server.unsentBytes() > Self.pageBytes })
            await served.server.stopListening()
            #expect(try await served.server.sessionCount() == 0)
            #expect(try await served.server.unsentBytes() == 0)
            await slow.close()
        }
    }
}
