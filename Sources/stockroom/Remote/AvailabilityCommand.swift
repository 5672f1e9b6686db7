import ArgumentParser
import StockAPI
import StockModel

/// What a channel may promise.
struct AvailabilityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "availability", abstract: "What a channel may promise of some SKUs now.",
        discussion: """
            Examples:
              stockroom availability 4711 --channel 1
              stockroom availability 4711 4712 --channel 1 --json
            """)

    @Argument(help: "The SKUs' numbers.", transform: Identifier.sku) var skus: [SKU]
    @Option(help: "The channel's number.") var channel: UInt32
    @OptionGroup var remote: RemoteOptions
    @OptionGroup var json: JSONOutput

    private struct Row: Encodable {
        var sku: UInt64
        var availableToSell: Int64

        enum CodingKeys: String, CodingKey {
            case sku
            case availableToSell = "available_to_sell"
        }
    }

    mutating func run() async throws {
        let (skus, channel) = (skus, ChannelID(rawValue: channel))
        let found = try await remote.use { stock, _ in
            try await stock.availability(of: skus, for: channel, withReasons: false)
        }
        let rows = found.map { Row(sku: $0.sku.rawValue, availableToSell: $0.availableToSell) }
        try json.put(rows) {
            var table = TextTable()
            table.add("SKU", "available to sell")
            for row in rows { table.add("\(row.sku)", NumberText.grouped(row.availableToSell)) }
            return table.text()
        }
    }
}
