import ArgumentParser
import StockAPI
import StockEngine
import StockModel

/// Why a channel can sell as many of a SKU as it can.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Why a channel can sell as many of a SKU as it can, and which promises stand in the way.",
        discussion: """
            Shows what is available to sell, the caps that bind the channel, the terms of \
            the sum site by site in the channel's order of rank, the holds and commitments \
            on the SKU at these sites, those of other channels included, and the orders that \
            wait for units of it, in order of promise.

            Examples:
              stockroom explain 1082185 --channel 1 --data shop
              stockroom explain 1082185 --channel pickup --promises 100 --data shop --json
            """)

    @Argument(help: "The SKU's number.", transform: Identifier.sku) var sku: SKU
    @Option(help: "The channel's number or code.") var channel: String
    @Option(help: ArgumentHelp("At most so many promises, and so many that wait.", valueName: "count")) var promises =
        20
    @OptionGroup var store: StoreOptions
    @OptionGroup var json: JSONOutput

    func validate() throws {
        guard (0...100_000).contains(promises) else { throw ValidationError("--promises is 0 to 100000.") }
    }

    mutating func run() async throws {
        let (sku, name, limit) = (sku, channel, promises)
        let explanation = try await store.read { stock, _ in
            guard let definition = try await stock.definition(of: sku) else {
                throw CommandFailure(.differs, "SKU \(sku.rawValue) is not defined in this store")
            }
            let channels = try await stock.channels()
            guard let channel = channels.first(where: { "\($0.channel.rawValue)" == name || $0.code == name }) else {
                let known = channels.map { "\($0.channel.rawValue) (\($0.code))" }.joined(separator: ", ")
                throw CommandFailure(.differs, "there is no channel \(name); the store has \(known)")
            }
            return try await Explanation.make(of: definition, for: channel, promisesMax: limit, from: stock)
        }
        try json.put(explanation) { explanation.text }
    }
}
