import ArgumentParser
import Foundation
import RetailReplay
import StockAPI
import StockModel
import Synchronization

/// Runs a promotion that stands in the store and says each granted reservation, a line each, as soon as it is
/// acknowledged: what the demo starts and kills.
struct SpikeWorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "spike-worker", abstract: "Run a promotion and print the acknowledged reservations.",
        shouldDisplay: false)

    @Option(help: "The promotion's number.") var promotion: Int
    @Option(help: "The channel that promises.") var channel: UInt32
    @Option(help: "Who asks.") var principal: UInt32
    @OptionGroup var store: StoreOptions

    mutating func run() async throws {
        let (number, channel, principal) = (promotion, channel, principal)
        try await store.use { stock in
            let spike = Spike(
                promotion: try await Promotion.read(number, from: stock), channel: .init(rawValue: channel),
                stock: stock, session: StockSession(stock, principal: .init(rawValue: principal)))
            let output = Mutex(FileHandle.standardOutput)
            _ = try await spike.run(acknowledged: { id in
                // One write per line: a line is there whole or not at all.
                output.withLock { Terminal.write(id.text + "\n", to: $0) }
            })
        }
    }
}
