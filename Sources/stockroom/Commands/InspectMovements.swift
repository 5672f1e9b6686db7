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

    @OptionGroup var choice: MovementChoice
    @OptionGroup var store: StoreOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let choice = choice
        let views = try await store.read { stock, _ in try await choice.movements(in: stock).map(MovementView.init) }
        try json.put(views) { MovementView.text(of: views) }
    }
}
