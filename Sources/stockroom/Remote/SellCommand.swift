import ArgumentParser
import StockAPI
import StockModel

/// A till's sale.
struct SellCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sell", abstract: "Sell units that are at hand, in one step, as a till does.",
        discussion: """
            Lines are SKU:QUANTITY@LOCATION. Give --id to be able to send the same sale \
            again: it happens once.

            Examples:
              stockroom sell 4711:1@10 --channel 1 --to 2
              stockroom sell 4711:1@10 4712:3@10 --channel 1 --to 2 --json
            """)

    @Argument(help: ArgumentHelp("What is sold.", valueName: "sku:quantity@location")) var lines: [SKUQuantity]
    @Option(help: "The channel's number.") var channel: UInt32
    @Option(help: "The customer's location.", transform: Identifier.location) var to: LocationID
    @Option(help: "The sale's id; without it a new one.", transform: Identifier.reservation) var id: ReservationID?
    @OptionGroup var remote: RemoteOptions
    @OptionGroup var json: JSONOutput

    func validate() throws {
        guard lines.allSatisfy({ $0.location != nil }) else {
            throw ValidationError("A sale says where each line is taken from: SKU:QUANTITY@LOCATION.")
        }
    }

    mutating func run() async throws {
        let command = self
        let (id, decision) = try await remote.use { _, session in
            let id = command.id ?? session.newReservationID()
            let lines = command.lines.compactMap { line in
                line.location.map { SellLine(line.sku, quantity: line.quantity, at: $0) }
            }
            let sell = Sell(id, channel: ChannelID(rawValue: command.channel), lines: lines, to: command.to)
            return (id, try await session.sell(sell))
        }
        try json.put(decision, as: { PlanView(id, $0.plan) }) { sale in
            "sold: \(id.text)\n\(PlanView(id, sale.plan).lines)"
        }
    }
}
