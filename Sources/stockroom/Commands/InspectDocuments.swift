import ArgumentParser
import StockAPI
import StockEngine
import StockModel

/// Documents by key or by term.
struct InspectDocuments: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "documents", abstract: "Keys of documents, by the beginning of their key or of a term.",
        discussion: """
            Examples:
              stockroom inspect documents --prefix unmet/ --limit 20 --data shop
              stockroom inspect documents --term unmet.store/0000000367 --data shop
            """)

    @Option(help: "Keys that begin with this.") var prefix: String?
    @Option(help: "Documents found under a term that begins with this.") var term: String?
    @Option(help: "At most so many.") var limit = 50
    @OptionGroup var store: StoreOptions
    @OptionGroup var json: JSONOutput

    private struct Row: Encodable {
        var key: String
        var term: String?
    }

    func validate() throws {
        if prefix != nil, term != nil { throw ValidationError("Choose --prefix or --term, not both.") }
        guard limit > 0 else { throw ValidationError("--limit must be greater than zero.") }
    }

    mutating func run() async throws {
        let (prefix, term, limit) = (prefix, term, limit)
        let rows = try await store.read { stock, _ in
            var rows: [Row] = []
            var scan = Scan(prefix: Array((term ?? prefix ?? "").utf8))
            repeat {
                scan.limit = min(Scan.limitMax, limit - rows.count)
                if term != nil {
                    let page = try await stock.documents(byTerm: scan)
                    rows += page.elements.map { Row(key: $0.key.description, term: $0.term.description) }
                    scan.cursor = page.cursor
                } else {
                    let page = try await stock.documents(scan)
                    rows += page.elements.map { Row(key: $0.key.description) }
                    scan.cursor = page.cursor
                }
            } while scan.cursor != nil && rows.count < limit && !Task.isCancelled
            return rows
        }
        try json.put(rows) {
            rows.map { row in row.term.map { "\(row.key)  \($0)" } ?? row.key }.joined(separator: "\n")
        }
    }
}
