import ArgumentParser
import RetailDocuments
import StockModel

/// What waits for people.
struct TasksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tasks", abstract: "What waits for a person: by whom, until when, and why.",
        discussion: """
            A task is a part of the document that waits: when that is done, the task is \
            gone. What belongs to a principal is owned by principal-NUMBER; the engine's own \
            tasks by stock-control.

            Examples:
              stockroom tasks
              stockroom tasks --owner principal-2
              stockroom tasks --owner stock-control --json
            """,
        aliases: ["task"])

    @Option(help: ArgumentHelp("Only those of this owner.", valueName: "owner")) var owner: String?
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    private struct Row: Encodable {
        var due: String
        var owner: String
        var reason: String
        var document: String
    }

    mutating func run() async throws {
        let owner = owner
        let rows = try await work.use(json) { place in try await place.tasks(of: owner) }.map { open in
            Row(
                due: open.task.due.text, owner: open.task.owner, reason: open.task.reason,
                document: open.document.description)
        }
        try json.put(rows) {
            guard !rows.isEmpty else { return "nothing waits" }
            var table = TextTable()
            table.add("due", "owner", "reason", "document")
            for row in rows { table.add(String(row.due.prefix(16)), row.owner, row.reason, row.document) }
            return table.text()
        }
    }
}
