import StockAPI
import StockClient
import StockModel
import StockProtocol
import Testing

@testable import StockServer

@Suite("Requests that are not done", .timeLimit(.minutes(2)))
struct RequestErrorTests {
    @Test func `a command of another principal is forbidden, alone and in a batch, and the connection goes on`()
        async throws
    {
        try await withServed { served in
            let connection = try await served.connection(as: 1)
            let before = try await served.state()
            let alone = try await connection.ask(Wire.command(1, Kiosk.reserve(1, by: 2)))
            #expect(alone?.error == .forbidden(needs: 1))
            let batch = try await connection.ask(
                Wire.batch(2, [.command(Kiosk.reserve(2, by: 2)), .command(Kiosk.reserve(3)), .query(.sites)]))
            let entries = try #require(batch?.entries)
            #expect(entries.map(\.opcode) == [.error, .answer, .result])
            #expect(entries[0].error == .forbidden(needs: 1) && entries[1].answer?.plan != nil)
            #expect(try await served.state().sequence == before.sequence + 1)
        }
    }

    @Test func `an opcode that nobody knows is answered, and the connection goes on`() async throws {
        try await withServed { served in
            let connection = try await served.connection()
            for opcode in [0, 7, 15, 22, 23, 29, 255] as [UInt8] {
                let answer = try await connection.ask(Wire.frame(opcode: opcode, 4, [1, 2, 3]))
                #expect(answer?.error == .unknownOpcode(opcode) && answer?.id == 4)
            }
            let batch = try await connection.ask(Wire.batch(5, [.other(99, [1]), .query(.sites), .other(18, [])]))
            #expect(batch?.entries?.map(\.error) == [.unknownOpcode(99), nil, .unknownOpcode(18)])
            #expect(batch?.entries?[1].result != nil)
        }
    }

    @Test func `extras where none are allowed, and flags that nobody knows, close the connection`() async throws {
        try await withServed { served in
            let ping = [UInt8](repeating: 0, count: 8)
            for bytes in [
                Wire.frame(opcode: 3, 1, flags: 1, [0, 0, 0, 0] + ping), Wire.frame(opcode: 20, 1, flags: 4, [20]),
                Wire.frame(opcode: 99, 1, flags: 2, ping), Wire.frame(opcode: 16, 1, flags: 0x8000, ping),
            ] {
                let connection = try await served.connection()
                try await connection.send(bytes)
                #expect(await connection.rest().map(\.error) == [.malformed(at: 6)])
            }
        }
    }

    @Test func `a question that is refused is an error, and the connection goes on`() async throws {
        try await withServed { served in
            let connection = try await served.connection()
            let query = Query.availability([ChannelSKU(1, 404)], withReasons: false)
            #expect(try await connection.ask(Wire.query(1, query))?.error == .refused(.unknownChannel(404)))
            let batch = try await connection.ask(Wire.batch(2, [.query(query), .query(.sites)]))
            #expect(batch?.entries?.map(\.error) == [.refused(.unknownChannel(404)), nil])
        }
    }

    @Test func `questions that are answered in steps are not taken in a batch, and the others are`() async throws {
        try await withServed { served in
            let connection = try await served.connection()
            let holds = Query.holds(at: Kiosk.site, after: nil, limit: 10)
            let promises = Query.promises(of: 1, after: nil, limit: 10)
            let batch = try await connection.ask(
                Wire.batch(1, [.query(holds), .command(Kiosk.reserve(1)), .query(promises)]))
            #expect(batch?.entries?.map(\.error) == [.notInABatch, nil, .notInABatch])
            #expect(batch?.entries?[1].answer?.plan != nil)
            for (id, query) in [(2, holds), (3, promises)] as [(UInt64, Query)] {
                guard case .reservations(let found)? = try await connection.ask(Wire.query(id, query))?.result else {
                    Issue.record("no reservations")
                    continue
                }
                #expect(found.map(\.reservation) == [Kiosk.id(1)])
            }
        }
    }

    @Test func `a sequence that the store has not reached is said at once, with the one that it has`() async throws {
        try await withServed { served in
            let connection = try await served.connection()
            let now = try await served.client.ping()
            let ahead = RequestExtras(leastSequence: now + 1)
            let frames = [
                Wire.command(1, Kiosk.reserve(1), ahead), Wire.query(2, .sites, ahead),
                Wire.query(3, .holds(at: Kiosk.site, after: nil, limit: 10), ahead),
            ]
            for frame in frames {
                let answer = try await connection.ask(frame)
                #expect(answer?.error == .sequenceNotReached && answer?.sequence == now)
            }
            let batch = try await connection.ask(
                Wire.batch(4, [.query(.sites), .command(Kiosk.reserve(2))], ahead))
            #expect(batch?.entries?.map(\.error) == [.sequenceNotReached, .sequenceNotReached])
            #expect(batch?.entries?.map(\.sequence) == [now, now])
            let reached = try await connection.ask(
                Wire.command(5, Kiosk.reserve(3), RequestExtras(leastSequence: now)))
            #expect(reached?.answer?.plan != nil)
        }
    }

    /// With a time limit of 0 it is done at once or not at all: whatever it was told, that is what happened.
    @Test(arguments: [EnginePlace.eventLoop, .thread])
    func `what its time limit has passed for is not done`(_ place: EnginePlace) async throws {
        try await withServed(place) { served in
            let connection = try await served.connection()
            let before = try await served.state().sequence
            let noTime = RequestExtras(timeLimitMilliseconds: 0)
            let many = (1...400).map { Wire.Entry.command(Kiosk.reserve($0)) }
            let frames =
                [Wire.batch(1, many), Wire.command(2, Kiosk.reserve(1_000), noTime)]
                + [Wire.batch(3, [.command(Kiosk.reserve(1_001)), .command(Kiosk.reserve(1_002))], noTime)]
                + [Wire.query(4, .holds(at: Kiosk.site, after: nil, limit: 1), noTime)]
            try await connection.send(frames.flatMap { $0 })
            var done: UInt64 = 400
            var passed = 0
            for frame in await connection.next(4) {
                for part in frame.entries ?? [frame] where frame.id != 1 {
                    if part.answer?.plan != nil {
                        done += 1
                    } else {
                        #expect(part.error == .timeLimitPassed || part.result != nil)
                    }
                    if part.error == .timeLimitPassed { passed += 1 }
                }
            }
            #expect(passed > 0)
            #expect(try await served.state().sequence == before + done)
        }
    }

    @Test func `a limit of time that is long enough changes nothing`() async throws {
        try await withServed { served in
            let connection = try await served.connection()
            let extras = RequestExtras(timeLimitMilliseconds: .max, leastSequence: 1)
            #expect(try await connection.ask(Wire.command(1, Kiosk.reserve(1), extras))?.answer?.plan != nil)
            #expect(try await connection.ask(Wire.query(2, .sites, extras))?.result != nil)
            let batch = try await connection.ask(Wire.batch(3, [.command(Kiosk.reserve(2))], extras))
            #expect(batch?.entries?.first?.answer?.plan != nil)
        }
    }

    @Test func `a batch without an entry has an answer without an entry`() async throws {
        try await withServed { served in
            let connection = try await served.connection()
            #expect(try await connection.ask(Wire.batch(1, []))?.entries == [])
        }
    }

    @Test func `what was asked before a frame that makes no sense is answered, an empty batch too`() async throws {
        try await withServed { served in
            let connection = try await served.connection()
            try await connection.send(
                Wire.batch(1, []) + Wire.command(2, Kiosk.reserve(1)) + Wire.batch(3, []) + Wire.frame(opcode: 3, 4)
                    + Wire.command(5, Kiosk.reserve(2)))
            let frames = await connection.rest()
            #expect(Set(frames.map(\.id)) == [1, 2, 3, 4])
            #expect(frames.first { $0.id == 3 }?.entries == [])
            #expect(frames.first { $0.id == 4 }?.error == .malformed(at: 16))
            #expect(try await served.client.reservation(Kiosk.id(1)) != nil)
            #expect(try await served.client.reservation(Kiosk.id(2)) == nil)
        }
    }

    @Test func `a command, a question and an entry that cannot be read are told, and close the connection`()
        async throws
    {
        try await withServed { served in
            let reserve = Wire.command(1, Kiosk.reserve(1))
            let cut = Array(reserve.dropFirst(16).dropLast(3))
            let command = try await served.connection()
            try await command.send(Wire.frame(opcode: 16, 1, cut))
            let answers = await command.rest()
            guard case .malformed? = answers.first?.answer?.refusal, answers.count == 1 else {
                Issue.record("\(answers)")
                return
            }
            for bytes in [[], [200], [20, 0]] as [[UInt8]] {
                let query = try await served.connection()
                try await query.send(Wire.frame(opcode: 20, 1, bytes))
                #expect(await query.rest().map(\.error) == [.malformed(at: 16)])
            }
            let batch = try await served.connection()
            try await batch.send(
                Wire.batch(1, [.other(16, cut), .other(20, [200]), .command(Kiosk.reserve(2)), .other(16, [])]))
            let frames = await batch.rest()
            let entries = try #require(frames.first?.entries)
            #expect(frames.count == 1 && entries.count == 4)
            #expect(entries[0].answer?.refusal != nil && entries[3].answer?.refusal == .malformed(at: 0))
            #expect(entries[1].error == .malformed(at: 16) && entries[2].answer?.plan != nil)
        }
    }

    @Test func `a batch whose entries cannot be told apart does nothing at all`() async throws {
        try await withServed { served in
            let whole = Wire.batch(1, [.command(Kiosk.reserve(1)), .command(Kiosk.reserve(2))])
            var more = whole
            more[16] = 3
            var fewer = whole
            fewer[16] = 1
            var long = whole
            long[22] = 0xff
            var zero = whole
            zero[25] = 1
            for (name, batch) in ["more": more, "fewer": fewer, "long": long, "zero": zero] {
                let connection = try await served.connection()
                try await connection.send(batch)
                let frames = await connection.rest()
                guard case .malformed? = frames.first?.error, frames.count == 1 else {
                    Issue.record("\(name): \(frames)")
                    continue
                }
            }
            #expect(try await served.state().reservations.isEmpty)
        }
    }
}
