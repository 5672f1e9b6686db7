import StockAPI
import StockClient
import StockEngine
import StockModel
import StockProtocol
import StockTesting
import Synchronization
import Testing

@testable import StockServer

/// What clients were told is in the store afterwards, however the server ended.
@Suite("The end of a server", .timeLimit(.minutes(3)))
struct ShutdownTests {
    /// What clients have sent and been told until their connections ended.
    private struct Told {
        var sent: [Command] = []
        var answers: [ReservationID: Answer] = [:]
        var goodbyes = 0
        /// What the server's end came to.
        var status: Int32?
    }

    private final class Count: Sendable {
        let value = Atomic<Int>(0)
    }

    /// Clients that reserve, several at once on each connection, until the server is gone.
    private static func load(
        _ port: Int, clients: Int, whenBusy: @escaping @Sendable () async throws -> Int32
    ) async throws -> Told {
        let accepted = Count()
        return try await withThrowingTaskGroup(of: Told?.self) { group in
            for client in 0..<clients {
                group.addTask {
                    let connection = try await RawConnection.greeted(port)
                    var told = Told()
                    var number = UInt64(client) * 1_000_000
                    while connection.isOpen {
                        let commands = (1...8).map { Kiosk.reserve(number + $0) }
                        told.sent += commands
                        do {
                            try await connection.send(commands.flatMap { Wire.command(Self.number($0), $0) })
                        } catch { break }
                        var answers = 0
                        while answers < 8, let frame = await connection.next() {
                            if frame.goodbye == .shuttingDown { told.goodbyes += 1 }
                            guard let answer = frame.answer else { continue }
                            told.answers[Kiosk.id(frame.id)] = answer
                            answers += 1
                        }
                        accepted.value.add(answers, ordering: .relaxed)
                        number += 8
                    }
                    while let frame = await connection.next() {
                        if frame.goodbye == .shuttingDown { told.goodbyes += 1 }
                        if let answer = frame.answer { told.answers[Kiosk.id(frame.id)] = answer }
                    }
                    return told
                }
            }
            group.addTask {
                guard try await comesTrue({ accepted.value.load(ordering: .relaxed) > 200 }) else { return nil }
                return Told(status: try await whenBusy())
            }
            var all = Told()
            for try await told in group {
                guard let told else { continue }
                all.sent += told.sent
                all.answers.merge(told.answers) { first, _ in first }
                all.goodbyes += told.goodbyes
                all.status = all.status ?? told.status
            }
            return all
        }
    }

    private static func number(_ command: Command) -> UInt64 {
        if case .reserve(let reserve) = command.operation { reserve.reservation.low } else { 0 }
    }

    /// Everything that was acknowledged is there, and sent again it is acknowledged as before.
    private static func check(_ told: Told, _ folder: String) async throws {
        var options = StockroomOptions()
        options.mapSizeBytes = 1 << 40
        let stock = try await Stockroom.open(at: folder, options: options)
        for (id, answer) in told.answers {
            #expect(answer.plan != nil)
            let found = try await stock.reservation(id)
            #expect(found?.reservation == id)
        }
        let before = try await stock.levels(of: 1).first?.held ?? 0
        #expect(before >= Quantity(told.answers.count) && before <= Quantity(told.sent.count))
        let again = try await stock.submit(told.sent)
        for (command, answer) in zip(told.sent, again) {
            let first = told.answers[Kiosk.id(Self.number(command))]
            #expect(answer.plan != nil && (first == nil || first == answer))
        }
        let after = try await stock.levels(of: 1).first?.held ?? 0
        #expect(after == Quantity(told.sent.count))
        let differences = try await stock.verify().differences
        #expect(differences == [])
        try await stock.close()
    }

    @Test(arguments: [EnginePlace.eventLoop, .thread])
    func `told to stop under load, it says goodbye, ends with 0, and loses nothing that was acknowledged`(
        _ place: EnginePlace
    ) async throws {
        try await withTemporaryFolder { folder in
            let process = try await ServerProcess.start(folder, place)
            try await Self.fill(process.port)
            let told = try await Self.load(process.port, clients: 24) { try await process.end() }
            #expect(told.status == 0)
            #expect(told.goodbyes > 0)
            try await Self.check(told, folder)
        }
    }

    @Test(arguments: [EnginePlace.eventLoop, .thread])
    func `killed under load, it loses nothing that was acknowledged, and what is sent again has one effect`(
        _ place: EnginePlace
    ) async throws {
        try await withTemporaryFolder { folder in
            let process = try await ServerProcess.start(folder, place)
            try await Self.fill(process.port)
            let told = try await Self.load(process.port, clients: 24) { try await process.kill() }
            try await Self.check(told, folder)
        }
    }

    private static func fill(_ port: Int) async throws {
        var options = ClientOptions()
        options.port = port
        let client = try await StockroomClient.connect(options)
        try await Kiosk.fill(client)
        await client.close()
    }

    @Test(arguments: [EnginePlace.eventLoop, .thread])
    func `what was asked before a server stops is answered before its goodbye`(_ place: EnginePlace) async throws {
        try await withServed(place) { served in
            let connection = try await served.connection()
            try await connection.send((1...200).flatMap { Wire.command($0, Kiosk.reserve($0)) } + Wire.ping(500))
            let first = await connection.next()
            await served.server.stopListening()
            let frames = [first].compactMap { $0 } + (await connection.rest())
            #expect(frames.last?.goodbye == .shuttingDown)
            let answers = frames.count { $0.answer?.plan != nil }
            #expect(answers == 200)
        }
    }
}
