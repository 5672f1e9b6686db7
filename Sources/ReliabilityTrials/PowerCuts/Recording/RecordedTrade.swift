import StockBytes
import Foundation
import StockAPI
import StockClient
import StockEngine
import StockModel
import Synchronization

/// Trades with a recorded server over the wire, through clean ends, kills and a full disk, and keeps what it was told.
final class RecordedTrade: Sendable {
    /// One life of the server.
    enum End: Sendable {
        /// SIGTERM, when so many more answers have come.
        case closed(afterAnswers: Int)
        case killed(KillMoment)
    }

    struct Life: Sendable {
        let end: End
        /// The write to LMDB's file from which on the disk is full for a while.
        var fullFrom: Int?
        /// What the lives before did is forgotten by then.
        var beginsLate = false
    }

    private struct State {
        var acknowledged: [History.Acknowledged] = []
        var events: [FeedEvent] = []
        var failure: (any Error)?
    }

    private let recording: Recording
    private let state = Mutex(State())
    private let isOver = Atomic<Bool>(false)
    private let seed: UInt64

    init(_ recording: Recording, seed: UInt64) {
        self.recording = recording
        self.seed = seed
    }

    /// The lives of a recording, drawn from its seed: a new store, kills while it is opened and under load, of them two in
    /// the middle of a commit of LMDB, and a full disk.
    static func lives(seed: UInt64, answersPerLife: Int) -> [Life] {
        var random = SplitMix64(seed: seed)
        let underLoad = 40...max(41, answersPerLife / 4)
        return [
            Life(end: .closed(afterAnswers: answersPerLife)),
            Life(end: .killed(KillMoment(flush: .random(in: underLoad, using: &random)))),
            Life(end: .killed(KillMoment(flush: .random(in: 1...12, using: &random)))),
            Life(end: .killed(KillMoment(flush: .random(in: 2...5, using: &random), isCommit: true))),
            Life(end: .killed(KillMoment(flush: .random(in: underLoad, using: &random)))),
            Life(end: .closed(afterAnswers: answersPerLife), fullFrom: 30 + random.below(60), beginsLate: true),
            Life(end: .killed(KillMoment(flush: .random(in: 2...5, using: &random), isCommit: true))),
            Life(end: .killed(KillMoment(flush: .random(in: 1...12, using: &random)))),
            Life(end: .closed(afterAnswers: answersPerLife / 4)),
        ]
    }

    /// Runs all lives, and writes the history down.
    func run(_ settings: ServerSettings, library: String, lives: [Life], traders: Int) async throws {
        var settings = settings
        var trading: Task<Void, any Error>?
        do {
            for (number, life) in lives.enumerated() {
                settings.environment = environment(of: life, library)
                if life.beginsLate {
                    try await Task.sleep(for: .milliseconds(2 * settings.requestWindowMilliseconds + 200))
                }
                guard let server = try await begin(settings, "\(recording.folder)/said-\(number)") else { continue }
                settings.port = server.port
                if trading == nil { trading = try await trade(at: server.port, traders: traders) }
                try await run(server, to: life.end)
            }
            isOver.store(true, ordering: .releasing)
            trading?.cancel()
            try? await trading?.value
        } catch {
            isOver.store(true, ordering: .releasing)
            trading?.cancel()
            throw error
        }
        if let failure = state.withLock({ $0.failure }) { throw failure }
        try recording.check(try DiskRecord.all(in: recording.writes))
        try await readRestOfFeed()
        var history = History()
        state.withLock { state in
            history.acknowledged = state.acknowledged.sorted { $0.logOffset < $1.logOffset }
            history.events = state.events
        }
        try history.write(to: recording.history)
    }

    private func environment(of life: Life, _ library: String) -> [String: String] {
        var kill: KillMoment?
        if case .killed(let moment) = life.end { kill = moment }
        return recording.environment(library: library, kill: kill, fullFrom: life.fullFrom)
    }

    /// Nil where it was killed while it was being opened, as its life says.
    private func begin(_ settings: ServerSettings, _ output: String) async throws -> ServerUnderTrial? {
        do { return try await ServerUnderTrial.start(settings, output: output) } catch let error
            as ServerUnderTrial.NotListening
        {
            guard error.wasKilled else { throw error }
            return nil
        }
    }

    private func run(_ server: ServerUnderTrial, to end: End) async throws {
        switch end {
        case .closed(let count):
            let target = answerCount + count
            var waits = 0
            while answerCount < target, server.isRunning {
                try await Task.sleep(for: .milliseconds(2))
                waits += 1
                guard waits < Self.waitsMax else {
                    throw TrialFailure("the server answers nothing any more: \(server.said)")
                }
            }
            let status = try await server.end()
            guard status == 0 else { throw TrialFailure("the server ended with \(status): \(server.said)") }
        case .killed:
            let (status, wasKilled) = try await server.ended()
            guard wasKilled else { throw TrialFailure("the server ended with \(status): \(server.said)") }
        }
    }

    /// A minute or more.
    private static let waitsMax = 30_000

    private var answerCount: Int { state.withLock { $0.acknowledged.count } }

    // MARK: Clients

    private func trade(at port: Int, traders: Int) async throws -> Task<Void, any Error> {
        var options = ClientOptions()
        options.port = port
        options.pauseFirst = .milliseconds(5)
        options.pauseMax = .milliseconds(50)
        let client = try await StockroomClient.connect(options)
        for (index, operation) in TrialShop.opening.enumerated() {
            let id = RequestID(high: 1, low: UInt64(index) + 1)
            _ = try await ask(Command(request: id, issuedAt: .systemNow, principal: 1, operation: operation), client)
        }
        return Task {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 1...traders {
                    group.addTask { [self] in
                        var trader = Trader(UInt64(number), seed: seed) { [self] in try await ask($0, client) }
                        do {
                            while !isOver.load(ordering: .acquiring) { try await trader.trade() }
                        } catch { note(error) }
                    }
                }
                group.addTask { [self] in await follow(client) }
                try await group.waitForAll()
            }
            await client.close()
        }
    }

    /// Sends a command until there is an answer, and notes it with the length that the log has then.
    private func ask(_ command: Command, _ client: StockroomClient) async throws -> Answer {
        while true {
            do throws(StockFailure) {
                let answer = try await client.submit(command)
                let logOffset = try? recording.logBytes()
                guard let logOffset else { throw StockFailure.closed }
                let acknowledged = History.Acknowledged(logOffset: logOffset, command: command, answer: answer)
                state.withLock { $0.acknowledged.append(acknowledged) }
                return answer
            } catch {
                guard !isOver.load(ordering: .acquiring), error.canBeRepeated else { throw error }
            }
        }
    }

    private func note(_ error: any Error) {
        // At the end whoever still waits is told that there is no server any more.
        guard !isOver.load(ordering: .acquiring) else { return }
        state.withLock { $0.failure = $0.failure ?? error }
    }

    /// Reads the feed as long as it lasts.
    private func follow(_ client: StockroomClient) async {
        var position = FeedPosition(incarnation: 0, sequence: 0)
        while !isOver.load(ordering: .acquiring) {
            if let page = try? await client.feed(after: position, limit: 1_000),
                case .events(let events, let next) = page
            {
                position = next
                state.withLock { $0.events += events }
            }
            try? await Task.sleep(for: .milliseconds(20))
        }
    }

    /// What happened after the last look at the feed; no longer recorded.
    private func readRestOfFeed() async throws {
        let stock = try await Stockroom.open(at: recording.store, options: ImageCheck.options)
        var last = state.withLock { $0.events.last?.sequence ?? 0 }
        let incarnation = try await stock.statistics().incarnation
        while true {
            let page = try await stock.feed(after: FeedPosition(incarnation: incarnation, sequence: last), limit: 1_000)
            guard case .events(let events, let next) = page else {
                throw TrialFailure("the feed was trimmed before it was read: make the request window longer")
            }
            guard !events.isEmpty else { break }
            state.withLock { $0.events += events }
            last = next.sequence
        }
        try await stock.close()
        let sequences = state.withLock { $0.events.map(\.sequence) }
        guard sequences == Array(1..<UInt64(sequences.count) + 1) else {
            throw TrialFailure("the feed of the recorded server has a gap, or an event twice")
        }
    }
}

extension StockFailure {
    /// The same request can be sent again, and will have one effect.
    var canBeRepeated: Bool {
        switch self {
        case .connectionFailed, .closed, .busy, .storageFailed: true
        default: false
        }
    }
}
