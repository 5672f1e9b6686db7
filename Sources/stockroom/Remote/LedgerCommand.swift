import ArgumentParser
import StockModel

/// The ledger of a server's store.
struct LedgerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "Movements of a level (newest first), of a document, or by sequence.",
        discussion: """
            Examples:
              stockroom ledger --sku 4711 --at 10
              stockroom ledger --document po/42
              stockroom ledger --after 1000 --limit 20 --json
            """)

    @OptionGroup var choice: MovementChoice
    @OptionGroup var remote: RemoteOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let choice = choice
        let views = try await remote.use { stock, _ in try await choice.movements(in: stock).map(MovementView.init) }
        try json.put(views) { MovementView.text(of: views) }
    }
}
