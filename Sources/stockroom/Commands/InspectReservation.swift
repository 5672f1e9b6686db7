import ArgumentParser
import StockAPI
import StockEngine
import StockModel

/// One reservation or sale.
struct InspectReservation: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reservation", abstract: "A reservation or sale: its state, deadline, and quantities by line.",
        discussion: "Example: stockroom inspect reservation 015fbc4e-8f60-7000-8a3c-1d5e7f902b46 --data shop")

    @Argument(help: "The id: 32 hexadecimal digits, with or without dashes.", transform: Identifier.reservation)
    var id: ReservationID
    @OptionGroup var store: StoreOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let id = id
        let found = try await store.read { stock, _ in try await ReservationView.find(id, in: stock) }
        try json.put(found) { found.text }
    }
}
