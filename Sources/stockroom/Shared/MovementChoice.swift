import ArgumentParser
import StockAPI
import StockModel

/// Which movements, for the commands that show some.
struct MovementChoice: ParsableArguments {
    @Option(help: "With --at: the movements of this level.", transform: Identifier.sku) var sku: SKU?
    @Option(help: "With --sku: the movements of this level.", transform: Identifier.location) var at: LocationID?
    @Option(help: "The movements that stand on this document.") var document: String?
    @Option(help: "The movements after this sequence.") var after: UInt64?
    @Option(help: "At most so many, 1 to 1000.") var limit = 50

    func validate() throws {
        guard (sku == nil) == (at == nil) else { throw ValidationError("--sku and --at belong together.") }
        if after != nil, sku != nil {
            throw ValidationError("The movements of a level come newest first: --after does not go with --sku.")
        }
        if document != nil, sku != nil { throw ValidationError("Choose a level or a document, not both.") }
        guard (1...Scan.limitMax).contains(limit) else { throw ValidationError("--limit is 1 to \(Scan.limitMax).") }
    }

    func movements(in stock: any StockService) async throws -> [Movement] {
        let start = after.map { MovementID(sequence: $0, line: .max) } ?? .none
        if let sku, let at { return try await stock.movements(of: sku, at: at, before: nil, limit: limit) }
        if let document { return try await stock.movements(on: DocumentKey(document), after: start, limit: limit) }
        return try await stock.movements(after: start, limit: limit)
    }
}
