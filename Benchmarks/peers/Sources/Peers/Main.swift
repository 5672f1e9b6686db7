import ArgumentParser
import Foundation
import LoadLoop

/// Measures Stockroom and its peers side by side; `tools/bench` builds and starts it.
@main
struct Peers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "Peers",
        abstract:
            "Measures Stockroom beside Redis, PostgreSQL and plain LMDB. Started by tools/bench, whose --help says more."
    )

    @Option(help: "The folder with the programs stockroom and GroupServer.") var programs: String
    @Option(help: "The folder with the configurations of the peers.") var configurations: String
    @Option(help: "Where stores are made; deleted afterwards.") var folder = NSTemporaryDirectory()
    @Flag(help: "The main rows, in under three minutes.") var quick = false
    @Option(help: "Writes the figures as JSON.") var json: String?
    @Option(help: "Writes peers.md, and its drawings into a folder peers beside it.") var output: String?
    @Option(help: "Only systems whose name contains one of these, with commas.") var only: String?
    @Option(name: .customLong("case"), help: "Only cases whose name contains this.") var caseName: String?
    @Option(help: "Alternating rounds; each figure is the median.") var rounds: Int?
    @Option(help: "Measured seconds of each row.") var seconds: Double?

    func validate() throws {
        guard (rounds ?? 1) >= 1, (seconds ?? 1) > 0 else {
            throw ValidationError("--rounds is 1 or more, --seconds more than 0.")
        }
        guard !systems.isEmpty else {
            throw ValidationError(
                "--only: the systems are \(PeerSystem.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        guard !cases.isEmpty else {
            throw ValidationError("--case: the cases are \(allCases.map(\.name).joined(separator: "; ")).")
        }
    }

    private var allCases: [Case] { quick ? Case.quick : Case.full }

    private var cases: [Case] {
        guard let caseName else { return allCases }
        // Who types has no × at hand.
        let name = caseName.replacingOccurrences(of: " x ", with: " × ")
        return allCases.filter { $0.name.contains(name) }
    }

    private var systems: [PeerSystem] {
        guard let only else { return PeerSystem.allCases }
        let names = only.split(separator: ",")
        return PeerSystem.allCases.filter { system in names.contains { system.rawValue.contains($0) } }
    }

    func run() async throws {
        Interruption.watch()
        try requireWritable()
        let runFolder = try RunFolder(in: folder)
        let rounds = rounds ?? 3
        let seconds = seconds ?? (quick ? 1 : 2.5)
        let results = try await Runner(
            systems: systems, cases: cases, rounds: rounds, seconds: seconds,
            programs: programs, configurationFolder: configurations, folder: runFolder
        ).run()
        Progress.finish()
        let machine = Machine(
            folder: runFolder.path, programs: programs, systems: systems,
            flushMicroseconds: median(results.flushMicroseconds))
        print(Table.text(results, cases))
        print("\n" + Table.wholes(results))
        print("\none flush of 4 KiB: p50 \(Int(machine.flushMicroseconds.rounded())) µs")
        if let json {
            try JSONReport(results, machine, rounds: rounds, seconds: seconds).encoded()
                .write(to: URL(fileURLWithPath: json))
        }
        if let output {
            let context = Context(folder: runFolder.path, programs: programs, configurationFolder: configurations)
            try Page(
                results: results, cases: cases, machine: machine, rounds: rounds, seconds: seconds, context: context
            ).write(to: output)
        }
    }

    /// Found out before anything is measured.
    private func requireWritable() throws {
        let files = FileManager.default
        for path in [json.map { URL(fileURLWithPath: $0).deletingLastPathComponent().path }, output].compactMap({ $0 })
        where !files.isWritableFile(atPath: path) {
            throw BenchmarkFailure("\(path) is no folder that can be written to")
        }
    }

    /// Exit codes: 1 a system failed, 2 the command line is wrong, 130 and 143 interrupted.
    static func main() async {
        do {
            guard let command = try parseAsRoot() as? Peers else { throw CleanExit.helpRequest(Peers.self) }
            try await command.run()
        } catch {
            Progress.finish()
            if Interruption.isWanted { Foundation.exit(128 + Interruption.number) }
            guard error is BenchmarkFailure || exitCode(for: error) == .failure else {
                let isUsage = exitCode(for: error) == .validationFailure
                FileHandle.standardError.write(Data((fullMessage(for: error) + "\n").utf8))
                Foundation.exit(isUsage ? 2 : 0)
            }
            FileHandle.standardError.write(Data("tools/bench: \(error)\n".utf8))
            Foundation.exit(1)
        }
    }
}

extension Page {
    func write(to folder: String) throws {
        let drawings = folder + "/peers"
        try FileManager.default.createDirectory(atPath: drawings, withIntermediateDirectories: true)
        let charts = Charts.files(results, cases)
        for chart in charts { try Data(chart.source.utf8).write(to: URL(fileURLWithPath: drawings + "/" + chart.name)) }
        try Data(text(charts).utf8).write(to: URL(fileURLWithPath: folder + "/peers.md"))
    }
}
