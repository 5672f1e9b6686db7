import ArgumentParser
import StockAPI
import StockModel

/// Gives a promise up.
struct ReleaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Give up held and committed units of a reservation.",
        discussion: """
            Examples:
              stockroom release 015fbc4e-8f60-7000-8a3c-1d5e7f902b46
              stockroom release 015fbc4e-8f60-7000-8a3c-1d5e7f902b46 --line 0:1
            """)

    @OptionGroup var reservation: ReservationLines
    @OptionGroup var remote: RemoteOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let command = self
        let decision = try await remote.use { _, session in
            try await session.release(
                command.reservation.id, quantities: command.reservation.quantities)
        }
        try json.put(decision, text: "released: reservation \(reservation.id.text)")
    }
}
