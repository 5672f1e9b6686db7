import ArgumentParser
import Foundation
import StockSimulation

/// Runs simulations until the time is over, or until one finds something.
@main struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Runs the engine on a simulated machine on which everything goes wrong.",
        discussion: """
            Each seed is one run: clients, network, engine, journal, checkpoints, disk and
            clock in one process and in simulated time. The power is cut at any operation
            of the disk, writes that were not flushed are lost, torn or reordered, bits
            flip, operations fail, the disk fills up, flushes take seconds, clocks jump;
            clients lose answers, send again, send twice and go away. Every answer is
            compared with a model, every restart with what was acknowledged, and at the
            end the history that the clients saw.

            A seed that finds something is printed, and repeats exactly:

              tools/simulate --seed 1234
              tools/simulate --seed 1234 --trace

            Exit codes:
              0    nothing was found
              1    something was found
              128+ a run ended the process, which is a finding too (tools/simulate says its seed)
              64   the command line is wrong
            """)

    @Option(help: "Run this seed alone.")
    var seed: UInt64?

    @Option(help: "The first of many seeds; a new one each time when left out.")
    var firstSeed: UInt64?

    @Option(help: "Runs as many seeds as this.")
    var runs: Int?

    @Option(help: "Goes on for so many seconds (20 when nothing else is said).")
    var seconds: Int?

    @Option(help: "Commands that clients send in each run.")
    var commands = 250

    @Flag(help: "Prints all that happens.")
    var trace = false

    @Flag(help: "Prints the figures as JSON.")
    var json = false

    @Option(help: "Keeps the seed that is running in this file, in case it ends the process.")
    var seedFile: String?

    mutating func validate() throws {
        guard commands > 0 else { throw ValidationError("--commands is at least 1") }
        guard seconds ?? 1 > 0, runs ?? 1 > 0 else { throw ValidationError("--seconds and --runs are at least 1") }
    }

    func run() throws {
        let first = seed ?? firstSeed ?? UInt64(Date().timeIntervalSince1970 * 1_000)
        let limit = seed != nil ? 1 : runs ?? .max
        let end = seed == nil && runs == nil || seconds != nil ? Date().addingTimeInterval(Double(seconds ?? 20)) : nil
        var total = SimulationReport()
        var screen = ProgressScreen()
        for index in 0..<limit {
            if let end, Date() >= end { break }
            try note(first &+ UInt64(index))
            do throws(SimulationFailure) {
                total.add(try Self.runOne(first &+ UInt64(index), commands: commands, trace: trace))
            } catch {
                print("\n\(error)\n\nIt repeats with: tools/simulate --seed \(error.seed) --commands \(commands)")
                throw ExitCode.failure
            }
            screen.show(total, lastSeed: first &+ UInt64(index))
        }
        screen.end()
        try FiguresText(total, first: first).print(asJSON: json)
    }

    private func note(_ seed: UInt64) throws {
        guard let seedFile else { return }
        do { try Data("\(seed)\n".utf8).write(to: URL(fileURLWithPath: seedFile)) } catch {
            throw ValidationError("\(seedFile) cannot be written: --seed-file names a file in a folder that is there")
        }
    }

    private static func runOne(
        _ seed: UInt64, commands: Int, trace: Bool
    ) throws(SimulationFailure) -> SimulationReport {
        let folder = TemporaryFolder()
        defer { folder.remove() }
        return try Simulation.run(seed: seed, in: folder.path, commands: commands, isTraced: trace)
    }
}
