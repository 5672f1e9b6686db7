import StockBytes
import Foundation
import StockAPI
import StockClient
import StockModel
import Synchronization

/// Kills a server under load, again and again; its clients repeat what was not answered.
final class KillTrial: Sendable {
    struct Settings: Sendable {
        var server: ServerSettings
        /// Files that servers write what they say into.
        var output: String
        var seed: UInt64
        var clients = 4
        var tradersPerClient = 3
        /// Units of a round's drop, and how many more want one.
        var dropUnits: Quantity = 300
        var dropTraders = 6
        var killsPerRound = 12
    }

    struct Summary: Sendable {
        var rounds = 0
        var killsUnderLoad = 0
        var killsWhileOpening = 0
        /// Requests that ended without an answer, and were sent again under the same id.
        var retries = 0
        var answers = 0
        /// Answers that were given twice, the same.
        var answersChecked = 0
        var reservationsChecked = 0
        var unitsGranted: Quantity = 0
    }

    private struct State {
        var book = AnswerBook()
        var summary = Summary()
        var failure: (any Error)?
    }

    /// Before a request is sent again.
    private static let pause = Duration.milliseconds(5)

    private let settings: Settings
    private let state = Mutex(State())
    private let isRoundOver = Atomic<Bool>(false)

    init(_ settings: Settings) { self.settings = settings }

    var summary: Summary { state.withLock { $0.summary } }

    /// Rounds until the deadline, at least one; after each the server ends in order and `verify` is run.
    func run(
        rounds: Int, until deadline: ContinuousClock.Instant? = nil, verify: (String) throws -> Void,
        progress: (Summary) -> Void
    ) async throws -> Summary {
        var random = SplitMix64(seed: settings.seed)
        var server = settings.server
        var round = 0
        while round < rounds || deadline.map({ ContinuousClock.now < $0 }) ?? false {
            try await runRound(round, &server, &random)
            try verify(server.folder)
            round += 1
            state.withLock { $0.summary.rounds = round }
            progress(summary)
        }
        return summary
    }

    private func runRound(_ round: Int, _ server: inout ServerSettings, _ random: inout SplitMix64) async throws {
        isRoundOver.store(false, ordering: .releasing)
        var process = try await ServerUnderTrial.start(server, output: settings.output)
        server.port = process.port
        let drop = SKU(rawValue: TrialShop.drop.rawValue + UInt64(round))
        let clients = try await connect(to: process.port)
        try await open(round, drop, clients[0])
        let trading = trade(round, drop, clients)
        do {
            for _ in 0..<settings.killsPerRound { process = try await kill(process, server, &random) }
        } catch {
            isRoundOver.store(true, ordering: .releasing)
            trading.cancel()
            throw error
        }
        isRoundOver.store(true, ordering: .releasing)
        await trading.value
        if let failure = state.withLock({ $0.failure }) { throw failure }
        try await check(drop, clients[0])
        for client in clients { await client.close() }
        let status = try await process.end()
        guard status == 0 else { throw TrialFailure("the server ended with \(status): \(process.said)") }
    }

    /// Kills a server at a moment of chance, and starts another one; some are killed while they open the store.
    private func kill(
        _ running: ServerUnderTrial, _ server: ServerSettings, _ random: inout SplitMix64
    ) async throws -> ServerUnderTrial {
        try await Task.sleep(for: .milliseconds(20 + random.below(900)))
        guard running.isRunning else { throw TrialFailure("the server ended by itself: \(running.said)") }
        try await running.kill()
        state.withLock { $0.summary.killsUnderLoad += 1 }
        while random.happens(350) {
            let delay = random.below(150)
            do {
                let early = try await ServerUnderTrial.start(server, output: settings.output) { process in
                    let identifier = process.processIdentifier
                    Task {
                        try? await Task.sleep(for: .milliseconds(delay))
                        Foundation.kill(identifier, SIGKILL)
                    }
                }
                _ = try await early.ended()
                state.withLock { $0.summary.killsUnderLoad += 1 }
            } catch let error as ServerUnderTrial.NotListening {
                guard error.wasKilled else { throw error }
                state.withLock { $0.summary.killsWhileOpening += 1 }
            }
        }
        return try await ServerUnderTrial.start(server, output: settings.output)
    }

    // MARK: Clients

    private func connect(to port: Int) async throws -> [StockroomClient] {
        var clients: [StockroomClient] = []
        for _ in 0..<settings.clients {
            var options = ClientOptions()
            options.port = port
            // What they repeat is this trial's affair, so that it can be counted.
            options.retriesFor = .zero
            clients.append(try await StockroomClient.connect(options))
        }
        return clients
    }

    private func open(_ round: Int, _ drop: SKU, _ client: StockroomClient) async throws {
        var operations = round == 0 ? TrialShop.opening : []
        operations.append(.define([.sku(SKUDefinition(drop, code: "DROP-\(round)"))]))
        operations.append(TrialShop.receive(settings.dropUnits, of: drop))
        for (index, operation) in operations.enumerated() {
            let id = RequestID(high: UInt64(round) + 1, low: UInt64(index) + 1)
            let command = Command(request: id, issuedAt: .systemNow, principal: 1, operation: operation)
            guard try await ask(command, client).isAccepted else { throw TrialFailure("the shop cannot be opened") }
        }
    }

    private func trade(_ round: Int, _ drop: SKU, _ clients: [StockroomClient]) -> Task<Void, Never> {
        Task { [self] in
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<settings.clients * settings.tradersPerClient + settings.dropTraders {
                    let client = clients[number % clients.count]
                    group.addTask { [self] in
                        let own = UInt64(round) << 16 | UInt64(number + 1)
                        var trader = Trader(own, seed: settings.seed) { [self] in try await ask($0, client) }
                        let wantsDrop = number >= settings.clients * settings.tradersPerClient
                        do { try await trade(&trader, wantsDrop ? drop : nil, client) } catch { note(error) }
                    }
                }
            }
        }
    }

    private func trade(_ trader: inout Trader, _ drop: SKU?, _ client: StockroomClient) async throws {
        var wantsDrop = drop != nil
        while !isRoundOver.load(ordering: .acquiring) {
            if wantsDrop, let drop {
                wantsDrop = try await trader.buyDrop(drop)
            } else {
                try await trader.trade()
            }
            try await repeatOne(client)
        }
        // Whoever wants one goes on until there is none.
        while wantsDrop, let drop { wantsDrop = try await trader.buyDrop(drop) }
    }

    private func ask(_ command: Command, _ client: StockroomClient) async throws -> Answer {
        while true {
            do throws(StockFailure) {
                let answer = try await client.submit(command)
                state.withLock { $0.book.note(command, answer) }
                return answer
            } catch {
                guard error.canBeRepeated, !Task.isCancelled else { throw error }
                state.withLock { $0.summary.retries += 1 }
                try await Task.sleep(for: Self.pause)
            }
        }
    }

    private func note(_ error: any Error) { state.withLock { $0.failure = $0.failure ?? error } }

    // MARK: Proof

    /// One of the last answers once more, in the middle of it all.
    private func repeatOne(_ client: StockroomClient) async throws {
        let chosen = state.withLock { state in state.book.accepted.suffix(400).randomElement() }
        guard let chosen else { return }
        try await compare(chosen, client)
    }

    private func compare(_ chosen: (command: Command, answer: Answer), _ client: StockroomClient) async throws {
        var again: Answer?
        while again == nil {
            do throws(StockFailure) { again = try await client.submit(chosen.command) } catch {
                guard error.canBeRepeated, !Task.isCancelled else { throw error }
                try await Task.sleep(for: Self.pause)
            }
        }
        guard let again, again != chosen.answer else { return state.withLock { $0.summary.answersChecked += 1 } }
        // Longer ago than requests are remembered.
        let age = Instant.systemNow.milliseconds(since: chosen.command.issuedAt)
        if case .refused(.tooOld) = again.outcome, age >= settings.server.requestWindowMilliseconds { return }
        throw TrialFailure("\(chosen.command.operation) was answered \(chosen.answer), and then \(again)")
    }

    private func check(_ drop: SKU, _ client: StockroomClient) async throws {
        let book = state.withLock { $0.book }
        let granted = book.granted(drop)
        guard granted == settings.dropUnits else {
            throw TrialFailure("\(settings.dropUnits) units were to be had, and \(granted) were granted")
        }
        for chosen in book.accepted { try await compare(chosen, client) }
        try await checkFates(book, client)
        try await checkLevels(book, drop, client)
        let now = try await client.statistics().time
        state.withLock { state in
            state.book.endRound(at: now)
            state.summary.answers = state.book.answers
            state.summary.reservationsChecked += book.fates.count
            state.summary.unitsGranted += granted
        }
    }

    private func checkFates(_ book: AnswerBook, _ client: StockroomClient) async throws {
        for (id, fate) in book.fates {
            let before = try await client.statistics().time
            guard let there = try await client.reservation(id) else {
                let age = before.milliseconds(since: fate.changed)
                guard fate.state != .committed, age > settings.server.requestWindowMilliseconds else {
                    throw TrialFailure("reservation \(id) is gone")
                }
                continue
            }
            // A deadline may pass between the two questions.
            let expected = [fate.expected(at: before), fate.expected(at: try await client.statistics().time)]
            guard expected.contains(there.state) else {
                throw TrialFailure("reservation \(id) was told \(expected[0]), and is \(there.state)")
            }
            for part in there.allocations {
                let sum =
                    part.held + part.committed + part.fulfilled + part.released + part.expired + part.backordered
                    + part.short
                guard sum == part.requested else { throw TrialFailure("reservation \(id) has units with two fates") }
            }
        }
    }

    private func checkLevels(_ book: AnswerBook, _ drop: SKU, _ client: StockroomClient) async throws {
        // Holds that end soon have ended before the levels are looked at.
        try await Task.sleep(for: .milliseconds(500))
        for sku in TrialShop.skus + [drop] {
            let now = try await client.statistics().time
            let levels = try await client.levels(of: sku)
            guard let level = levels.first(where: { $0.location == TrialShop.shelf }) else { continue }
            let units = LevelSums.Units(onHand: level.onHand, held: level.held, committed: level.committed)
            let expected = book.expectedUnits(sku, at: now)
            guard units == expected else {
                throw TrialFailure("the shelf has \(units) of SKU \(sku), and clients were told \(expected)")
            }
            guard levels.reduce(0, { $0 + $1.onHand }) == 0 else {
                throw TrialFailure("SKU \(sku) does not add up to nothing over all locations")
            }
        }
    }
}
