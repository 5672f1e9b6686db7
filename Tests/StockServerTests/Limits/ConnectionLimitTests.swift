import StockAPI
import StockClient
import StockModel
import StockProtocol
import Testing

@testable import StockServer

@Suite("Limits of a connection", .timeLimit(.minutes(2)))
struct ConnectionLimitTests {
    private static func limits(_ change: (inout ProtocolLimits) -> Void) -> ServerLimits {
        var limits = ServerLimits()
        change(&limits.connection)
        return limits
    }

    @Test func `a frame that says it is too long is refused when its header has come`() async throws {
        try await withServed(limits: Self.limits { $0.requestBytesMax = 4_096 }) { served in
            for length in [4_097, 1 << 24, UInt32.max] {
                let connection = try await served.connection()
                var header = Array(Wire.ping(6).prefix(16))
                header.replaceSubrange(0..<4, with: withLittleEndianBytes(of: length))
                try await connection.send(header)
                let frames = await connection.rest()
                #expect(frames.map(\.error) == [.frameTooLong(max: 4_096)] && frames.first?.id == 6)
            }
        }
    }

    @Test func `what a frame is too long for is told also where all of it is sent`() async throws {
        try await withServed(limits: Self.limits { $0.requestBytesMax = 4_096 }) { served in
            for _ in 0..<100 {
                let connection = try await served.connection()
                connection.sendSoon(Wire.frame(opcode: 16, 6, [UInt8](repeating: 0, count: 3 << 20)))
                #expect(await connection.rest().map(\.error) == [.frameTooLong(max: 4_096)])
            }
        }
    }

    @Test func `a frame of exactly the greatest length is taken`() async throws {
        try await withServed(limits: Self.limits { $0.requestBytesMax = 4_096 }) { served in
            let connection = try await served.connection()
            let overhead = Wire.command(1, Kiosk.document(1, bytes: 0)).count
            let command = Wire.command(1, Kiosk.document(1, bytes: 4_096 - overhead))
            #expect(command.count == 4_096)
            #expect(try await connection.ask(command)?.answer?.isAccepted == true)
        }
    }

    @Test func `a length below that of a header closes the connection`() async throws {
        try await withServed { served in
            for length in [0, 1, 15] as [UInt32] {
                let connection = try await served.connection()
                var frame = Wire.ping(6)
                frame.replaceSubrange(0..<4, with: withLittleEndianBytes(of: length))
                try await connection.send(frame)
                #expect(await connection.rest().map(\.error) == [.malformed(at: 0)])
            }
        }
    }

    @Test func `a batch of too many entries does nothing, and the connection goes on`() async throws {
        try await withServed(limits: Self.limits { $0.batchMax = 3 }) { served in
            let connection = try await served.connection()
            let before = try await served.state()
            let four = (1...4).map { Wire.Entry.command(Kiosk.reserve($0)) }
            #expect(try await connection.ask(Wire.batch(1, four))?.error == .batchTooLong(max: 3))
            #expect(try await served.state() == before)
            #expect(try await connection.ask(Wire.batch(2, Array(four.prefix(3))))?.entries?.count == 3)
        }
    }

    @Test(arguments: [EnginePlace.eventLoop, .thread])
    func `what is beyond the requests in flight is not done, and all others are`(_ place: EnginePlace) async throws {
        try await withServed(place, limits: Self.limits { $0.inFlightMax = 4 }) { served in
            let connection = try await served.connection()
            let before = try await served.state().sequence
            let whole = try await connection.ask(Wire.batch(99, (1...5).map { .command(Kiosk.reserve(100 + $0)) }))
            #expect(whole?.error == .tooManyInFlight(max: 4))
            try await connection.send((1...20).flatMap { Wire.command($0, Kiosk.reserve($0)) })
            let frames = await connection.next(20)
            let done = frames.count { $0.answer?.plan != nil }
            let turnedAway = frames.count { $0.error == .tooManyInFlight(max: 4) }
            #expect(done >= 4 && done + turnedAway == 20)
            #expect(try await served.state().sequence == before + UInt64(done))
        }
    }

    @Test func `what is beyond the requests in flight of the whole server is busy, and told when to come back`()
        async throws
    {
        var limits = ServerLimits()
        limits.inFlightMax = 4
        limits.busyRetryMilliseconds = 17
        try await withServed(limits: limits) { served in
            let connection = try await served.connection()
            let before = try await served.state().sequence
            let whole = try await connection.ask(Wire.batch(99, (1...5).map { .command(Kiosk.reserve(100 + $0)) }))
            #expect(whole?.error == .busy(retryAfterMilliseconds: 17))
            try await connection.send((1...20).flatMap { Wire.command($0, Kiosk.reserve($0)) })
            let frames = await connection.next(20)
            let done = frames.count { $0.answer?.plan != nil }
            #expect(done >= 4 && done + frames.count { $0.error == .busy(retryAfterMilliseconds: 17) } == 20)
            #expect(try await served.state().sequence == before + UInt64(done))
        }
    }

    @Test func `an answer that would be too long is said to be, alone and in a batch`() async throws {
        try await withServed(limits: Self.limits { $0.resultBytesMax = 8_192 }) { served in
            let connection = try await served.connection()
            for number in 1...3 as ClosedRange<UInt64> {
                #expect(
                    try await connection.ask(Wire.command(number, Kiosk.document(number, bytes: 4_000)))?.answer?
                        .isAccepted == true)
            }
            let pages = try await connection.ask(Wire.query(10, .documents(Scan(limit: 3))))
            #expect(pages?.error == .resultTooLong(max: 8_192))
            #expect(try await connection.ask(Wire.query(11, .documents(Scan(limit: 1))))?.result != nil)
            let batch = try await connection.ask(
                Wire.batch(12, [.query(.documents(Scan(limit: 3))), .command(Kiosk.reserve(1)), .query(.sites)]))
            #expect(batch?.entries?.map(\.error) == [.resultTooLong(max: 8_192), nil, nil])
            #expect((batch?.body.count ?? .max) + 16 <= 8_192)
        }
    }

    @Test func `one connection too many is told so, and a place that is given up is free again`() async throws {
        var limits = ServerLimits()
        limits.connectionsMax = 3
        try await withServed(limits: limits) { served in
            // The client has one.
            let first = try await served.connection()
            let second = try await served.connection()
            let third = try await RawConnection.open(served.port)
            let frames = await third.rest()
            #expect(frames.map(\.error) == [.tooManyConnections(max: 3)] && frames.first?.id == 0)
            #expect(try await second.ask(Wire.ping(1))?.opcode == .pong)
            await first.close()
            #expect(try await comesTrue { (try? await served.connection()) != nil })
        }
    }
}

/// The bytes of a length.
func withLittleEndianBytes(of number: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
}
