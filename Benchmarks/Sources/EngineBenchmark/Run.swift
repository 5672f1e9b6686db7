import ArgumentParser
import Foundation
import LoadLoop
import StockAPI
import StockEngine

/// All rows of docs/benchmarks.md.
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures every case and prints the table of docs/benchmarks.md.",
        discussion:
            "Takes about five minutes, and ten with --large, which fills 20 million levels first (12 GB of disk).")

    @Option(help: "Where stores are made; deleted afterwards.") var folder =
        NSTemporaryDirectory() + "stockroom-benchmark"
    @Option(help: "Seconds per case.") var seconds = 6.0
    @Option(help: "Alternating rounds; each figure is the median.") var rounds = 3
    @Flag(help: "Also 20 million levels.") var large = false

    func run() async throws {
        print(Report.header)
        var rows: [String: [Measured]] = [:]
        var order: [String] = []
        func add(_ measured: Measured) {
            if rows[measured.name] == nil { order.append(measured.name) }
            rows[measured.name, default: []].append(measured)
        }
        for round in 0..<rounds {
            for inFlight in [1, 64, 2_048] {
                add(try plain(inFlight))
            }
            try await cases(Self.small, Assortment.small, round: round, journal: nil, add)
            try await cases(
                [Scenario(name: "2,048 in flight, journal in a folder of its own", inFlight: 2_048, seconds: seconds)],
                Assortment.small, round: round, journal: folder + "-journal", add)
            try await cases(
                [Scenario(name: "2,048 in flight, no checkpoint while measured", inFlight: 2_048, seconds: seconds)],
                Assortment.small, round: round, journal: nil, checkpointMegabytes: 1 << 20, add)
        }
        if large {
            try await cases(Self.large, Assortment.large, round: 0, journal: nil, add)
        }
        for name in order { print(Report.line(Measured.median(of: rows[name] ?? []))) }
    }

    private static let small = [
        Scenario(name: "1 in flight", inFlight: 1, seconds: 0),
        Scenario(name: "64 in flight", inFlight: 64, seconds: 0),
        Scenario(name: "2,048 in flight", inFlight: 2_048, seconds: 0),
        Scenario(name: "2,048 in flight, skewed", inFlight: 2_048, distribution: .zipf, seconds: 0),
        Scenario(name: "2,048 in flight, one hot SKU", inFlight: 2_048, distribution: .hot, seconds: 0),
        Scenario(name: "2,048 in flight, random ids", inFlight: 2_048, identifiers: .random, seconds: 0),
    ]

    private static let large = [
        Scenario(name: "20 M levels, 2,048 in flight, skewed", inFlight: 2_048, distribution: .zipf, seconds: 0),
        Scenario(name: "20 M levels, 2,048 in flight, uniform", inFlight: 2_048, seconds: 0),
    ]

    private func plain(_ inFlight: Int) throws -> Measured {
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try PlainScenario.run(
            at: folder, inFlight: inFlight, seconds: seconds, assortment: .small, distribution: .uniform)
    }

    private func cases(
        _ scenarios: [Scenario], _ assortment: Assortment, round: Int, journal: String?,
        checkpointMegabytes: Int = 256, _ add: (Measured) -> Void
    ) async throws {
        try await withStore(folder, journal, checkpointMegabytes) { stock in
            let start = Date()
            try await Filling.fill(stock, assortment)
            FileHandle.standardError.write(
                Data("filled \(assortment.levels) levels in \(Int(Date().timeIntervalSince(start))) s\n".utf8))
            for (number, scenario) in scenarios.enumerated() {
                var timed = scenario
                timed.seconds = seconds
                let measured = try await timed.run(
                    on: stock, assortment, folder: folder, seed: UInt64(round * 100 + number + 1))
                FileHandle.standardError.write(
                    Data("\(Report.line(measured)) private memory \(ProcessUse.privateMemory() >> 20) MB\n".utf8))
                add(measured)
            }
        }
    }
}

extension Measured {
    /// Each figure's median over the rounds.
    static func median(of rounds: [Measured]) -> Measured {
        func middle(_ figure: (Measured) -> Double) -> Double { LoadLoop.median(rounds.map(figure)) }
        var median = rounds.first ?? Measured(name: "")
        median.perSecond = middle(\.perSecond)
        median.p50Microseconds = middle(\.p50Microseconds)
        median.p99Microseconds = middle(\.p99Microseconds)
        median.p999Microseconds = middle(\.p999Microseconds)
        median.longestMicroseconds = middle(\.longestMicroseconds)
        median.journalBytesEach = middle(\.journalBytesEach)
        median.storeBytesEach = middle(\.storeBytesEach)
        median.cpuSecondsPerMillion = middle(\.cpuSecondsPerMillion)
        median.checkpoints = UInt64(middle { Double($0.checkpoints) })
        return median
    }
}
