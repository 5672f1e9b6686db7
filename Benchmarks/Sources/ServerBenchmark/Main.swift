import ArgumentParser
import Foundation

@main
struct ServerBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ServerBenchmark",
        abstract: "Measures a server on the same machine: empty round trips, durable reservations, batches.",
        discussion: """
            Starts `stockroom serve` for each round and each place of the engine, in turn, \
            and prints the median of the rounds.
            """)

    @Option(help: "The built stockroom program.") var program: String
    @Option(help: "Where the stores are made; deleted afterwards.") var folder =
        NSTemporaryDirectory() + "stockroom-server-benchmark"
    @Option(help: "Places of the engine: loop, thread, or both with a comma.") var engines = "loop,thread"
    @Option(help: "SKUs, each at 20 locations.") var skus: UInt64 = 1_000
    @Option var seconds = 3.0
    @Option var rounds = 3
    @Option(help: "Only cases whose name contains this.") var only: String?

    struct Case {
        var name: String
        var connections: Int
        var depth: Int
        var kind: Kind
    }

    static let cases = [
        Case(name: "empty round trip, 1", connections: 1, depth: 1, kind: .ping),
        Case(name: "empty round trip, 64", connections: 64, depth: 1, kind: .ping),
        Case(name: "empty round trip, 64 x 32", connections: 64, depth: 32, kind: .ping),
        Case(name: "reserve, 1", connections: 1, depth: 1, kind: .reserve),
        Case(name: "reserve, 16", connections: 16, depth: 1, kind: .reserve),
        Case(name: "reserve, 64", connections: 64, depth: 1, kind: .reserve),
        Case(name: "reserve, 256", connections: 256, depth: 1, kind: .reserve),
        Case(name: "reserve, 64 x 32", connections: 64, depth: 32, kind: .reserve),
        Case(name: "batches of 1, 1", connections: 1, depth: 1, kind: .batch(1)),
        Case(name: "batches of 32, 1", connections: 1, depth: 1, kind: .batch(32)),
        Case(name: "batches of 1,024, 1", connections: 1, depth: 1, kind: .batch(1_024)),
        Case(name: "batches of 1,024, 2 x 2", connections: 2, depth: 2, kind: .batch(1_024)),
    ]

    func run() async throws {
        var results: [String: [Row]] = [:]
        let places = engines.split(separator: ",").map(String.init)
        let chosen = Self.cases.filter { only == nil || $0.name.contains(only ?? "") }
        var flushes: [Double] = []
        for round in 1...rounds {
            for place in round.isMultiple(of: 2) ? places.reversed() : places {
                try await Filling.make(folder, skus: skus)
                flushes.append(try FlushProbe.medianMicroseconds(in: folder))
                let server = try ServerProcess(program, folder: folder, arguments: ["--engine", place])
                for (index, one) in chosen.enumerated() {
                    let row = try measure(one, server, seed: UInt64(round * 100 + index + 1))
                    results["\(one.name)|\(place)", default: []].append(row)
                    FileHandle.standardError.write(Data("\(round) \(place) \(one.name): \(row)\n".utf8))
                }
                try server.stop()
            }
        }
        try? FileManager.default.removeItem(atPath: folder)
        print("one flush of 4 KiB: p50 \(Int(flushes.sorted()[flushes.count / 2])) µs\n")
        print("| case | engine | per second | p50 µs | p99 µs | p99.9 µs | server CPU s per million | client CPU s per million |")
        print("|---|---|---:|---:|---:|---:|---:|---:|")
        for one in chosen {
            for place in places {
                guard let rows = results["\(one.name)|\(place)"] else { continue }
                print("| \(one.name) | \(place) | \(Row.median(of: rows).cells) |")
            }
        }
    }

    private func measure(_ one: Case, _ server: ServerProcess, seed: UInt64) throws -> Row {
        let loop = try ClosedLoop(
            port: server.port, connections: one.connections, depth: one.depth, one.kind, skus: skus, seed: seed)
        let serverBefore = server.cpuSeconds
        let clientBefore = ServerProcess.cpuSeconds("self")
        let perSecond = try loop.run(seconds: seconds)
        let million = Double(max(1, loop.answered)) / 1e6
        guard one.kind == .ping || loop.granted == loop.answered else {
            throw BenchmarkFailure("\(loop.answered - loop.granted) reservations were refused")
        }
        return Row(
            perSecond: perSecond, p50: Double(loop.histogram.valueAtPercentile(50)) / 1_000,
            p99: Double(loop.histogram.valueAtPercentile(99)) / 1_000,
            p999: Double(loop.histogram.valueAtPercentile(99.9)) / 1_000,
            serverCPU: (server.cpuSeconds - serverBefore) / million,
            clientCPU: (ServerProcess.cpuSeconds("self") - clientBefore) / million)
    }
}

/// What a run came to.
struct Row: CustomStringConvertible {
    var perSecond: Double
    var p50: Double
    var p99: Double
    var p999: Double
    var serverCPU: Double
    var clientCPU: Double

    var cells: String {
        let numbers = [perSecond, p50, p99, p999].map { String(Int($0)) }
        let seconds = [serverCPU, clientCPU].map { String(format: "%.2f", $0) }
        return (numbers + seconds).joined(separator: " | ")
    }

    var description: String { cells }

    /// Of each column.
    static func median(of rows: [Row]) -> Row {
        func middle(_ column: (Row) -> Double) -> Double { rows.map(column).sorted()[rows.count / 2] }
        return Row(
            perSecond: middle(\.perSecond), p50: middle(\.p50), p99: middle(\.p99), p999: middle(\.p999),
            serverCPU: middle(\.serverCPU), clientCPU: middle(\.clientCPU))
    }
}
