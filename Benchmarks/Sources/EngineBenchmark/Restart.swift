import ArgumentParser
import Foundation
import LoadLoop
import StockAPI
import StockEngine

/// How long a store takes to open: after a kill, with a journal to replay, and after a clean stop.
struct Restart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Kills a process with a journal full of reservations, opens its store, closes it, opens it again.")

    @Option(help: "Where the store is made; deleted afterwards.") var folder =
        NSTemporaryDirectory() + "stockroom-benchmark"
    @Option(help: "Seconds of load before the kill.") var seconds = 6.0

    func run() async throws {
        let child = Process()
        child.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
        child.arguments = ["crash", "--folder", folder, "--seconds", String(seconds)]
        try child.run()
        child.waitUntilExit()
        defer { try? FileManager.default.removeItem(atPath: folder) }

        let killed = try await timedOpen()
        let recovery = try await killed.stock.statistics().recovery
        print(
            "after SIGKILL: \(recovery.commandsReplayed) commands replayed in \(recovery.milliseconds) ms, \(recovery.commandsReplayed * 1_000 / max(1, recovery.milliseconds)) per second; open in \(killed.milliseconds) ms"
        )
        let report = try await killed.stock.verify()
        print("verify: \(report.differences.count) differences in \(report.rowsChecked) rows")
        try await killed.stock.close()
        let clean = try await timedOpen()
        print("after a clean stop: open in \(clean.milliseconds) ms")
        try await clean.stock.close()
    }

    private func timedOpen() async throws -> (stock: Stockroom, milliseconds: Int) {
        let start = Date()
        let stock = try await Stockroom.open(at: folder)
        return (stock, Int(Date().timeIntervalSince(start) * 1_000))
    }
}

/// The child of `restart`: loads a store without a checkpoint, then kills itself.
struct Crash: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "The child of `restart`.", shouldDisplay: false)

    @Option var folder: String
    @Option var seconds: Double

    func run() async throws {
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var options = StockroomOptions()
        options.checkpointAfterBytes = 1 << 40
        options.checkpointPagesMax = 1 << 40
        options.checkpointAfterMilliseconds = 1 << 40
        let stock = try await Stockroom.open(at: folder, options: options)
        try await Filling.fill(stock, .small)
        let scenario = Scenario(name: "load", inFlight: 2_048, seconds: seconds)
        _ = try await scenario.run(on: stock, .small, folder: folder, seed: 1)
        kill(getpid(), SIGKILL)
    }
}
