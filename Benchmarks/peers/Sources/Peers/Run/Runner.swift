import Foundation
import LoadLoop

/// Rounds in which the systems take turns, each on a fresh store.
struct Runner {
    var systems: [PeerSystem]
    var cases: [Case]
    var rounds: Int
    var seconds: Double
    var programs: String
    var configurationFolder: String
    var folder: RunFolder

    /// Seconds before anything is measured: plans are made, caches filled.
    static let warmUp = 0.25

    func run() async throws -> Results {
        var results = Results()
        for round in 1...rounds {
            for system in Self.order(of: systems, in: round) {
                try await run(system, round, &results)
            }
        }
        return results
    }

    /// Another system begins in each round.
    static func order(of systems: [PeerSystem], in round: Int) -> [PeerSystem] {
        let first = (round - 1) % max(1, systems.count)
        return Array(systems[first...] + systems[..<first])
    }

    private func run(_ system: PeerSystem, _ round: Int, _ results: inout Results) async throws {
        let chosen = cases.enumerated().filter { $0.element.isFor(system) }
        guard !chosen.isEmpty else { return }
        let place = try folder.make(system.rawValue)
        results.flushMicroseconds.append(try FlushProbe.medianMicroseconds(in: place, count: 200))
        let peer = try await system.start(
            Context(folder: place, programs: programs, configurationFolder: configurationFolder))
        // What filling has left in the page cache is none of the run's.
        sync()
        let disk = Disk.bytesWritten(below: place)
        var granted = 0
        for (number, one) in chosen {
            Progress.show("round \(round) of \(rounds), \(system.title): \(one.name)")
            // The same levels in the same order for every system; other ids in every case.
            let source = ReservationSource(.small, one.distribution, seed: UInt64(round * 100 + number + 1))
            let figures = try measure(one, on: peer, system, source, &granted)
            results.add(figures, system, one)
        }
        Progress.show("round \(round) of \(rounds), \(system.title): counting")
        let holdings = try await peer.finish()
        sync()
        let after = Disk.bytesWritten(below: place)
        if system != .echo {
            do { try holdings.check(granted: granted) } catch { throw BenchmarkFailure("\(system.title): \(error)") }
        }
        results.add(granted: granted, diskBytes: disk.flatMap { before in after.map { $0 - before } }, system)
        try folder.empty(system.rawValue)
    }

    private func measure(
        _ one: Case, on peer: any Peer, _ system: PeerSystem, _ source: ReservationSource, _ granted: inout Int
    ) throws -> Figures {
        let loop = try ClosedLoop(
            port: peer.port, connections: one.connections, depth: one.depth, source: source,
            isInterrupted: { Interruption.isWanted },
            conversation: { one.batch == 1 ? peer.conversation() : StockroomConversation(.batch(one.batch)) })
        let figures = try Figures(of: loop, warmUp: Self.warmUp, seconds: seconds, folder: folder.path) {
            peer.cpuSeconds
        }
        guard loop.refused == 0 else {
            throw BenchmarkFailure("\(system.title) refused \(loop.refused) reservations of units that are there")
        }
        granted += loop.granted
        return figures
    }
}
