import ArgumentParser
import StockAPI
import StockEngine
import StockModel

/// One document.
struct InspectDocument: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "document", abstract: "A document: its version, author, terms and body.",
        discussion: "Example: stockroom inspect document basket/41453083334 --data shop")

    @Argument(help: "The document's key.") var key: String
    @OptionGroup var store: StoreOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let key = DocumentKey(key)
        guard let document = try await store.read({ stock, _ in try await stock.document(key) }) else {
            throw CommandFailure(
                .differs, "there is no document \(key). List some with: stockroom inspect documents --prefix …")
        }
        let view = DocumentView(document)
        try json.put(view) { view.text }
    }
}
