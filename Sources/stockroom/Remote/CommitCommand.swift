import ArgumentParser
import StockAPI
import StockModel

/// Turns a hold into a commitment.
struct CommitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "commit", abstract: "Turn held units into committed ones, which have no deadline.",
        discussion: """
            Examples:
              stockroom commit 015fbc4e-8f60-7000-8a3c-1d5e7f902b46
              stockroom commit 015fbc4e-8f60-7000-8a3c-1d5e7f902b46 --line 0:1 --release-rest
            """)

    @OptionGroup var reservation: ReservationLines
    @Flag(help: "Release what is not committed, instead of holding it on.") var releaseRest = false
    @Flag(help: "Where the hold has ended: reserve the same units anew, if they are still there.") var revive = false
    @OptionGroup var remote: RemoteOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let command = self
        let decision = try await remote.use { _, session in
            try await session.commit(
                command.reservation.id, quantities: command.reservation.quantities,
                remainder: command.releaseRest ? .release : .keep, revives: command.revive)
        }
        try json.put(decision, text: "committed: reservation \(reservation.id.text)")
    }
}
