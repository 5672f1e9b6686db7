import ArgumentParser
import StockAPI
import StockEngine
import StockModel

/// Movements of a level, of a document, or by sequence.
struct InspectMovements: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "movements", abstract: "Movements of a level (newest first), of a document, or by sequence.",
        discussion: """
            Examples:
              stockroom inspect movements --sku 1082185 --at 367 --data shop
              stockroom inspect movements --document basket/41453083334 --data shop
              stockroom inspect movements --after 1000 --limit 20 --data shop
            """)

    @Option(help: "With --at: the movements of this level.", transform: Identifier.sku) var sku: SKU?
    @Option(help: "With --sku: the movements of this level.", transform: Identifier.location) var at: LocationID?
    @Option(help: "The movements that stand on this document.") var document: String?
    @Option(help: "The movements after this sequence.") var after: UInt64?
    @Option(help: "At most so many, 1 to 1000.") var limit = 50
    @OptionGroup var store: StoreOptions
    @OptionGroup var json: JSONOutput

    func validate() throws {
        guard (sku == nil) == (at == nil) else { throw ValidationError("--sku and --at belong together.") }
        if document != nil, sku != nil { throw ValidationError("Choose a level or a document, not both.") }
        guard (1...Scan.limitMax).contains(limit) else { throw ValidationError("--limit is 1 to \(Scan.limitMax).") }
    }

    mutating func run() async throws {
        let (sku, place, document, limit) = (sku, at, document, limit)
        let start = after.map { MovementID(sequence: $0, line: .max) } ?? .none
        let movements = try await store.use { stock in
            if let sku, let place {
                return try await stock.movements(of: sku, at: place, before: nil, limit: limit)
            }
            if let document {
                return try await stock.movements(on: DocumentKey(document), after: start, limit: limit)
            }
            return try await stock.movements(after: start, limit: limit)
        }
        let views = movements.map(MovementView.init)
        try json.put(views) { Self.text(views) }
    }

    private static func text(_ views: [MovementView]) -> String {
        var table = TextTable()
        table.add("occurred at", "SKU", "units", "from", "to", "reason", "sequence")
        for view in views {
            table.add(
                String(view.occurredAt.prefix(16)), "\(view.sku)", NumberText.grouped(view.quantity), "\(view.from)",
                "\(view.to)", view.reason, "\(view.sequence).\(view.line)")
        }
        return table.text()
    }
}
