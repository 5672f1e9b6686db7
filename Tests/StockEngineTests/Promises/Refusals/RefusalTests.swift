@testable import StockSimulation
import StockAPI
import StockModel
import Testing

@Suite struct RefusalTests {
    @Test(arguments: RefusalCase.all)
    func `every refusal can be produced, tells what is documented, and changes nothing`(refused: RefusalCase)
        async throws
    {
        try await withShop { shop in
            try await shop.accept(RefusalCase.stock)
            for operation in refused.given { try await shop.accept(operation) }
            shop.wait(milliseconds: refused.waitMilliseconds)

            let before = try await Fingerprint(of: shop)
            var command = shop.command(refused.asked)
            refused.alter(&command)
            let answer = try await shop.stock.submit(command)
            #expect(answer == Answer(sequence: before.sequence, outcome: .refused(refused.refusal)))
            #expect(try await Fingerprint(of: shop) == before)
        }
    }

    @Test func `a refused command is not remembered: it is judged anew when it comes again`() async throws {
        try await withShop { shop in
            let command = shop.command(RefusalCase.held)
            #expect(try await shop.stock.submit(command).refusal != nil)
            try await shop.accept(RefusalCase.stock)
            #expect(try await shop.stock.submit(command).plan != nil)
        }
    }

    @Test func `the cases produce every kind of refusal`() {
        // A full disk is tested on its own, and so are bytes that are no command.
        let elsewhere: Set<Refusal.Code> = [.storageFull, .malformed]
        let produced = Set(RefusalCase.all.map(\.refusal.code))
        #expect(produced.union(elsewhere) == Set(Refusal.Code.allCases))
        let invalid = RefusalCase.all.compactMap { refused in
            if case .invalid(let invalidity) = refused.refusal { invalidity } else { nil }
        }
        #expect(Set(invalid) == Set(Invalidity.allCases))
    }

    @Test func `no two cases have one name`() {
        #expect(Set(RefusalCase.all.map(\.name)).count == RefusalCase.all.count)
    }
}
