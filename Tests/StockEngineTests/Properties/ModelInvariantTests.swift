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
        for seed in UInt64(1)...40 {
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
                    default: accepted[command.operation.code, default: 0] += 1
                    }
                }
            }
        }
        let total = accepted.values.reduce(0, +)
        #expect(total > 40 * 60 * 6 * 4 / 10, "accepted \(accepted), refused \(refused)")
        #expect(Set(accepted.keys) == Set(StockModel.Operation.Code.allCases), "accepted \(accepted)")
        // The disk is not full here, and nine kits in each other are no accident.
        let unreachable: Set<Refusal.Code> = [.storageFull, .kitTooDeep]
        #expect(Set(refused.keys).union(unreachable) == Set(Refusal.Code.allCases), "refused \(refused)")
        #expect(invalid == Set(Invalidity.allCases), "invalid \(invalid)")
    }
}
