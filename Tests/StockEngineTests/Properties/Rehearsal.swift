@testable import StockSimulation
import StockAPI
import StockEngine
import StockModel
import Testing

/// One random run of the engine beside the model: the same batches at the same times, every answer compared.
struct Rehearsal {
    private let seed: UInt64
    private let folder: String
    private let clock: SimulatedClock
    private let options: StockroomOptions
    private var generator: CommandGenerator
    private var model: SimpleStock
    /// Nil only between being let go of and being opened again.
    private var open: Stockroom?
    private var place: PlaceOfTests?
    private var checkpoint: Task<Void, any Error>?

    init(seed: UInt64, folder: String) async throws {
        self.seed = seed
        self.folder = folder
        clock = SimulatedClock(startingAt: CornerShops.opening)
        var options = StockroomOptions.small(on: clock)
        generator = CommandGenerator(seed: seed)
        var retention = Retention()
        retention.requestWindowMilliseconds = generator.kept.requests
        retention.closedReservationsMilliseconds = generator.kept.closedReservations
        retention.fulfilledReservationsMilliseconds = generator.kept.fulfilledReservations
        retention.eventsMilliseconds = CommandGenerator.years
        options.retention = retention
        // Every other run has levels that wait in runs, and brings few at a time to their pages.
        if seed.isMultiple(of: 2) { options.letLevelsWait(atMost: 4) }
        self.options = options
        model = SimpleStock(kept: generator.kept)
        try await openStore()
    }

    private mutating func openStore() async throws {
        let engine = try await Stockroom.open(at: folder, options: options)
        open = engine
        place = try await PlaceOfTests(of: engine)
    }

    /// Where the requests go.
    private var requests: any StockService {
        get throws { try #require(place?.stock) }
    }

    private var stock: Stockroom {
        get throws { try #require(open) }
    }

    /// False when a difference was found and recorded: what comes after it would only repeat it.
    mutating func play(steps: Int) async throws -> Bool {
        guard try await batch(generator.opening(), step: 0) else { return false }
        for step in 1...steps {
            clock.advance(byMilliseconds: generator.pause(in: model))
            let count = generator.random.within(1...20)
            guard try await batch(count: count, step: step) else { return false }
            try await disturb()
            if step % 12 == 0 {
                guard try await compare(step: step) else { return false }
            }
        }
        return true
    }

    mutating func end() async throws {
        try await checkpoint?.value
        guard try await compare(step: 1_000) else { return }
        let report = try await stock.verify()
        #expect(report.differences == [], "seed \(seed): verify before the close")
        try await reopen()
        guard try await compare(step: 1_001) else { return }
        let again = try await stock.verify()
        #expect(again.differences == [], "seed \(seed): verify after the close")
        await place?.leave()
        try await stock.close()
    }

    // MARK: Commands

    /// Commands are drawn one by one, each from the state that the model is in after the one before.
    private mutating func batch(count: Int, step: Int) async throws -> Bool {
        model.begin(at: clock.now)
        var commands: [Command] = []
        var expected: [Answer] = []
        for _ in 0..<count {
            let command = generator.command(in: model)
            commands.append(command)
            expected.append(model.answer(command))
        }
        return try await compare(commands, expected, step: step)
    }

    private mutating func batch(_ commands: [Command], step: Int) async throws -> Bool {
        try await compare(commands, model.batch(at: clock.now, commands), step: step)
    }

    private func compare(_ commands: [Command], _ expected: [Answer], step: Int) async throws -> Bool {
        let answers = try await requests.submit(commands)
        for (index, command) in commands.enumerated() {
            let answer = index < answers.count ? answers[index] : nil
            guard answer == expected[index] else {
                Issue.record(
                    """
                    seed \(seed), step \(step), command \(index) of \(commands.count) at \(clock.now.millisecondsSinceEpoch)
                    command: \(command)
                    engine:  \(answer.map { "\($0)" } ?? "no answer")
                    model:   \(expected[index])
                    """)
                return false
            }
        }
        return answers.count == commands.count
    }

    // MARK: Questions

    private mutating func compare(step: Int) async throws -> Bool {
        model.begin(at: clock.now)
        let questions = try Questions(stock: requests, model: model)
        guard let difference = try await questions.firstDifference() else { return true }
        Issue.record("seed \(seed), step \(step): \(difference)")
        return false
    }

    // MARK: What must not change an answer

    private mutating func disturb() async throws {
        switch generator.random.below(12) {
        case 0:
            try await checkpoint?.value
            try await stock.checkpoint()
        case 1, 2:
            // Goes on while the next batches are answered.
            try await checkpoint?.value
            let stock = try stock
            checkpoint = Task { try await stock.checkpoint() }
        case 3:
            try await reopen()
        case 4:
            try await letGo()
        default:
            break
        }
    }

    private mutating func reopen() async throws {
        try await checkpoint?.value
        checkpoint = nil
        await place?.leave()
        try await stock.close()
        try await openStore()
    }

    /// As a process that ends without a checkpoint: what was acknowledged since comes back from the journal.
    private mutating func letGo() async throws {
        try await checkpoint?.value
        checkpoint = nil
        await place?.leave()
        place = nil
        open = nil
        while open == nil {
            do {
                try await openStore()
            } catch StockFailure.cannotOpen {
                // Its thread still holds the folder.
                try await Task.sleep(for: .milliseconds(1))
            }
        }
    }
}
