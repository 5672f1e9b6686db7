import ArgumentParser
import Foundation
import LoadLoop
import StockAPI
import StockEngine
import StockModel

@main
struct EngineBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "EngineBenchmark",
        abstract: "Measures durable reservations of the embedded engine on a real disk, beside plain LMDB.",
        subcommands: [Run.self, Single.self, Promises.self, Large.self, Restart.self, Crash.self])
}

/// One scenario, for profiling.
struct Single: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Runs one scenario.")

    @Option(help: "Where the store is made; deleted afterwards.") var folder =
        NSTemporaryDirectory() + "stockroom-benchmark"
    @Option(help: "Journal folder, if not in the store's.") var journal: String?
    @Option(help: "Callers with one reservation in flight each.") var inFlight = 2_048
    @Option(help: "uniform, zipf or hot.") var distribution = "uniform"
    @Option(help: "ordered or random.") var identifiers = "ordered"
    @Option(help: "SKUs, each at 20 locations.") var skus: UInt64 = 1_000
    @Option(help: "Callers come at this rate per second; without it, as soon as they were answered.") var rate: Double?
    @Option var seconds = 10.0
    @Option(help: "Dirty megabytes at which a checkpoint begins.") var checkpointMegabytes = 256
    @Option(help: "The most LMDB's file may grow to; under valgrind at most 2.") var mapGigabytes = 1_024

    func run() async throws {
        try await withStore(folder, journal, checkpointMegabytes, mapGigabytes) { stock in
            let assortment = Assortment(skus: skus)
            try await Filling.fill(stock, assortment)
            let scenario = Scenario(
                name: "single", inFlight: inFlight, distribution: Distribution(rawValue: distribution) ?? .uniform,
                identifiers: Identifiers(rawValue: identifiers) ?? .timeOrdered, seconds: seconds, ratePerSecond: rate)
            let measured = try await scenario.run(on: stock, assortment, folder: folder, seed: 1)
            print(Report.header)
            print(Report.line(measured))
            print("private memory \(ProcessUse.privateMemory() >> 20) MB")
        }
    }
}

/// Makes a store in a folder for as long as `body` runs.
func withStore(
    _ folder: String, _ journal: String?, _ checkpointMegabytes: Int, _ mapGigabytes: Int = 1_024,
    _ body: (Stockroom) async throws -> Void
) async throws {
    try? FileManager.default.removeItem(atPath: folder)
    if let journal { try? FileManager.default.removeItem(atPath: journal) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer {
        try? FileManager.default.removeItem(atPath: folder)
        if let journal { try? FileManager.default.removeItem(atPath: journal) }
    }
    var options = StockroomOptions()
    options.journalFolder = journal
    options.mapSizeBytes = mapGigabytes << 30
    options.checkpointAfterBytes = checkpointMegabytes << 20
    if checkpointMegabytes > 1 << 16 {
        options.checkpointPagesMax = .max / 2
        options.checkpointAfterMilliseconds = .max / 2
    }
    let stock = try await Stockroom.open(at: folder, options: options)
    do { try await body(stock) } catch {
        try? await stock.close()
        throw error
    }
    try await stock.close()
}
