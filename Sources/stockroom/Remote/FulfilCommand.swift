import ArgumentParser
import StockAPI
import StockModel

/// Sends committed units on their way.
struct FulfilCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fulfil", abstract: "Send committed units of a reservation on their way.",
        discussion: """
            Examples:
              stockroom fulfil 015fbc4e-8f60-7000-8a3c-1d5e7f902b46 --to 2
              stockroom fulfil 015fbc4e-8f60-7000-8a3c-1d5e7f902b46 --to 2 --line 0:1
            """)

    @OptionGroup var reservation: ReservationLines
    @Option(
        help: "The location that they go to: a customer's, a supplier's, or transit.", transform: Identifier.location)
    var to: LocationID
    @OptionGroup var remote: RemoteOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let command = self
        let lines = reservation.quantities?.map { FulfilLine(line: $0.line, quantity: $0.quantity) }
        let decision = try await remote.use { _, session in
            try await session.fulfil(command.reservation.id, lines: lines, to: command.to)
        }
        try json.put(decision, text: "fulfilled: reservation \(reservation.id.text)")
    }
}
