import ArgumentParser
import StockEngine

/// Opens a store at the time at which it was left, and closes it.
struct RecoverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recover", abstract: "Recovers a store, for the other commands.", shouldDisplay: false)

    @Option var data: String

    func run() async throws {
        let stock = try await Stockroom.open(at: data, options: ImageCheck.options)
        try await stock.close()
    }
}
