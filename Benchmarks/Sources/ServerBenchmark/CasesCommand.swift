import ArgumentParser
import Foundation
import LoadLoop

/// Short cases, one after another.
struct CasesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cases",
        abstract: "Empty round trips, durable reservations, batches; each for a few seconds.",
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
        var results: [String: [Figures]] = [:]
        let places = engines.split(separator: ",").map(String.init)
        let chosen = Self.cases.filter { only == nil || $0.name.contains(only ?? "") }
        let assortment = Assortment(skus: skus)
        var flushes: [Double] = []
        for round in 1...rounds {
            for place in round.isMultiple(of: 2) ? places.reversed() : places {
                try await StockroomFilling.make(folder, assortment)
                flushes.append(try FlushProbe.medianMicroseconds(in: folder))
                let server = try StockroomServer(program, folder: folder, arguments: ["--engine", place])
                for (index, one) in chosen.enumerated() {
                    let source = ReservationSource(assortment, .uniform, seed: UInt64(round * 100 + index + 1))
                    let figures = try measure(one, server, source)
                    results["\(one.name)|\(place)", default: []].append(figures)
                    FileHandle.standardError.write(Data("\(round) \(place) \(one.name): \(figures.cells)\n".utf8))
                }
                try server.stop()
            }
        }
        try? FileManager.default.removeItem(atPath: folder)
        print("one flush of 4 KiB: p50 \(Int(median(flushes))) µs\n")
        print(
            "| case | engine | per second | p50 µs | p99 µs | p99.9 µs | server CPU s per million | client CPU s per million |"
        )
        print("|---|---|---:|---:|---:|---:|---:|---:|")
        for one in chosen {
            for place in places {
                guard let rounds = results["\(one.name)|\(place)"] else { continue }
                print("| \(one.name) | \(place) | \(Figures.median(of: rounds).cells) |")
            }
        }
    }

    private func measure(_ one: Case, _ server: StockroomServer, _ source: ReservationSource) throws -> Figures {
        let loop = try ClosedLoop(port: server.port, connections: one.connections, depth: one.depth, source: source) {
            StockroomConversation(one.kind)
        }
        let figures = try Figures(of: loop, seconds: seconds, folder: folder) { server.cpuSeconds }
        guard loop.refused == 0 else { throw BenchmarkFailure("\(loop.refused) reservations were refused") }
        return figures
    }
}

extension Figures {
    fileprivate var cells: String {
        let numbers = [perSecond, p50Microseconds, p99Microseconds, p999Microseconds].map { String(Int($0)) }
        let seconds = [serverCPUSecondsPerMillion, clientCPUSecondsPerMillion].map { String(format: "%.2f", $0) }
        return (numbers + seconds).joined(separator: " | ")
    }
}
