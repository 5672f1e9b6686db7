@testable import StockSimulation
import StockModel
import Testing

@Suite struct ModelInvariantTests {
    @Test(arguments: RandomRuns.seeds)
    func `the model keeps every invariant after every random batch`(seed: UInt64) {
        var generator = CommandGenerator(seed: seed)
        var stock = SimpleStock(kept: generator.kept)
        _ = stock.batch(at: CornerShops.opening, generator.opening())
        for step in 1...80 {
            let pause = generator.pause(in: stock)
            stock.begin(at: stock.now.advanced(byMilliseconds: pause))
            var commands: [Command] = []
            for _ in 0..<generator.random.within(1...12) {
                let command = generator.command(in: stock)
                commands.append(command)
                _ = stock.answer(command)
            }
            if let broken = stock.brokenInvariant {
                Issue.record(
                    "seed \(seed), step \(step): \(broken)\nafter \(commands.map { "\($0)" }.joined(separator: "\n"))")
                return
            }
        }
    }

    /// Random commands that are nearly all refused, or nearly all granted, would test little.
    @Test func `random commands reach every operation, every refusal and both outcomes`() {
        var accepted: [StockModel.Operation.Code: Int] = [:]
        var refused: [Refusal.Code: Int] = [:]
        var invalid: Set<Invalidity> = []
        var reached = Reached()
        for seed in UInt64(1)...90 {
            var generator = CommandGenerator(seed: seed)
            var stock = SimpleStock(kept: generator.kept)
            _ = stock.batch(at: CornerShops.opening, generator.opening())
            for _ in 1...60 {
                stock.begin(at: stock.now.advanced(byMilliseconds: generator.pause(in: stock)))
                for _ in 0..<6 {
                    let command = generator.command(in: stock)
                    switch stock.answer(command).outcome {
                    case .refused(let refusal):
                        refused[refusal.code, default: 0] += 1
                        if case .invalid(let invalidity) = refusal { invalid.insert(invalidity) }
                    case let outcome:
                        accepted[command.operation.code, default: 0] += 1
                        reached.note(outcome)
                    }
                }
            }
            reached.note(stock.events)
        }
        let total = accepted.values.reduce(0, +)
        #expect(total > 90 * 60 * 6 * 38 / 100, "accepted \(accepted), refused \(refused)")
        #expect(Set(accepted.keys) == Set(StockModel.Operation.Code.allCases), "accepted \(accepted)")
        // The disk is not full here, nine kits in each other are no accident, and every command can be read.
        let unreachable: Set<Refusal.Code> = [.storageFull, .kitTooDeep, .malformed]
        #expect(Set(refused.keys).union(unreachable) == Set(Refusal.Code.allCases), "refused \(refused)")
        #expect(invalid == Set(Invalidity.allCases), "invalid \(invalid)")
        #expect(reached.transitions == Set(PromiseChange.Transition.allCases), "\(reached)")
        #expect(reached.crossings.count == 6, "\(reached)")
        #expect(reached.counted == Set(CountedLine.Result.allCases), "\(reached)")
        #expect(reached.served > 0 && reached.reSourced > 0 && reached.short > 0 && reached.committed > 0, "\(reached)")
    }
}

/// What random runs have come across.
private struct Reached {
    var transitions: Set<PromiseChange.Transition> = []
    /// From each state of the stock to each other one.
    var crossings: Set<[StockState]> = []
    var counted: Set<CountedLine.Result> = []
    var served = 0
    var reSourced = 0
    var short = 0
    var committed = 0

    mutating func note(_ outcome: Outcome) {
        switch outcome {
        case .transacted(let outcomes): for outcome in outcomes { note(outcome) }
        case .counted(let result):
            counted.formUnion(result.lines.map(\.result))
            note(result.displaced)
        case .moved(let effects):
            served += effects.served.count
            note(effects.displaced)
        case .soldAsFact(_, let displaced): note(displaced)
        default: break
        }
    }

    private mutating func note(_ displaced: [DisplacedPromise]) {
        reSourced += displaced.count { $0.reSourced > 0 }
        short += displaced.count { $0.short > 0 }
        committed += displaced.count(where: \.wasCommitted)
    }

    mutating func note(_ events: [FeedEvent]) {
        for change in events.flatMap(\.changes) {
            switch change {
            case .promise(let promise): transitions.insert(promise.transition)
            case .crossed(let crossing): crossings.insert([crossing.before, crossing.after])
            default: break
            }
        }
    }
}
