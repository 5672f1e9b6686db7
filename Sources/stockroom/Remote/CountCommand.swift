import ArgumentParser
import StockAPI
import StockClient
import StockModel

/// What was counted on the shelves.
struct CountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "count", abstract: "Say what was counted at a location, against the book when counting began.",
        discussion: """
            Lines are SKU:COUNTED. --anchor is the sequence at which the counting began \
            (`stockroom ping` tells it); without it, the store as it is now.

            Examples:
              stockroom count 4711:48 4712:7 --at 10 --loss 3 --anchor 1042
              stockroom count 4711:48 --at 10 --loss 3 --json
            """)

    @Argument(help: ArgumentHelp("What was counted.", valueName: "sku:counted")) var lines: [SKUQuantity]
    @Option(help: "The location.", transform: Identifier.location) var at: LocationID
    @Option(help: "The location of kind loss on the other end.", transform: Identifier.location) var loss: LocationID
    @Option(help: ArgumentHelp("The sequence at which counting began.", valueName: "sequence")) var anchor: UInt64?
    @OptionGroup var remote: RemoteOptions
    @OptionGroup var json: JSONOutput

    private struct Line: Encodable {
        var sku: UInt64
        var difference: Int64
        var result: String
    }

    mutating func run() async throws {
        let command = self
        let decision = try await remote.use { stock, session in
            var anchor = command.anchor
            if anchor == nil { anchor = try await stock.ping() }
            return try await session.count(
                Count(
                    at: command.at, anchor: anchor ?? 0,
                    lines: command.lines.map { CountLine($0.sku, counted: $0.quantity) }, loss: command.loss))
        }
        let view = { (counted: CountResult) in
            zip(command.lines, counted.lines).map { line, counted in
                Line(sku: line.sku.rawValue, difference: counted.difference, result: "\(counted.result)")
            }
        }
        try json.put(decision, as: view) { counted in
            var table = TextTable()
            table.add("SKU", "difference", "")
            for line in view(counted) { table.add("\(line.sku)", NumberText.grouped(line.difference), line.result) }
            return table.text()
        }
    }
}
