import ArgumentParser
import Foundation
import Histogram
import LoadLoop

/// One long run: reservations that are committed, released, or end by themselves.
struct SustainedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sustained",
        abstract: "A long run, with a row for each stretch of it: rate, latency, memory, disk.",
        discussion: """
            Reserves, and commits or releases what was reserved a little before; the rest ends \
            at its deadline. With --rate frames are sent at their time, and latency counts from \
            then; without it, each connection has --depth frames in flight.

            The store is made anew, unless --keep says that it is there from an earlier run.

            Examples:
              ServerBenchmark sustained --program .build/release/stockroom --seconds 600 --entries 1024
              ServerBenchmark sustained --program .build/release/stockroom --seconds 3600 --rate 40000
            """)

    @Option(help: "The built stockroom program.") var program: String
    @Option(help: "Where the store is made; deleted afterwards.") var folder =
        NSTemporaryDirectory() + "stockroom-sustained"
    @Option(help: "SKUs, each at 20 locations.") var skus: UInt64 = 100_000
    @Option(help: "uniform, zipf or hot.") var distribution: Distribution = .zipf
    @Option var seconds = 600.0
    @Option(help: "Seconds of a row.") var stretch = 60.0
    @Option(help: "Frames a second; without it, as fast as they are answered.") var rate: Double?
    @Option var connections = 64
    @Option(help: "Frames in flight on each connection; with --rate, at most.") var depth = 64
    @Option(help: "Entries of a frame; 1: no batch.") var entries = 1
    @Option(help: "Of a hundred reservations, how many are committed.") var committed = 0
    @Option(help: "Of a hundred reservations, how many are released.") var released = 50
    @Option(help: "Of a hundred reservations, how many are sales at a till.") var sold = 0
    @Option(help: "Seconds of a hold.") var hold = 30.0
    @Option(parsing: .singleValue, help: "Passed to `stockroom serve`, word by word.") var serve: [String] = []
    @Option(
        help:
            "A command to be run at the middle of the run, such as a copy of the store; {} is its folder, {port} the server's port."
    )
    var during: String?
    @Flag(help: "Use the store that is in the folder, and leave it there.") var keep = false

    func run() async throws {
        let assortment = Assortment(skus: skus)
        if !keep || !FileManager.default.fileExists(atPath: folder + "/data.mdb") {
            Self.say("filling \(assortment.levels) levels", to: .standardError)
            try await StockroomFilling.make(folder, assortment)
        }
        let server = try StockroomServer(program, folder: folder, arguments: serve)
        let source = ReservationSource(assortment, distribution, seed: UInt64.random(in: 1...0xFF_FFFF))
        let lifecycle = Lifecycle(
            entriesPerFrame: entries, committedPercent: committed, releasedPercent: released, soldPercent: sold,
            holdMilliseconds: Int64(hold * 1_000))
        Self.say(SustainedRow.heading, to: .standardOutput)
        let run: any SustainedLoop =
            try rate.map { rate in
                try PacedRun(
                    PacedLoop(port: server.port, connections: connections, depth: depth, source: source) {
                        _ in LifecycleConversation(lifecycle)
                    }, framesPerSecond: rate)
            } ?? ClosedRun(port: server.port, connections: connections, depth: depth, source, lifecycle)
        let copy = during.map { command in
            let line = command.replacingOccurrences(of: "{}", with: folder)
                .replacingOccurrences(of: "{port}", with: "\(server.port)")
            return DispatchWorkItem { _ = try? ChildProcess.run("/bin/sh", ["-c", line]) }
        }
        let stretches = max(1, Int((seconds / stretch).rounded()))
        var before = ServerWatch(process: server.processID, folder: folder)
        var granted = 0
        var refused = 0
        for index in 0..<stretches {
            if index == stretches / 2, let copy { DispatchQueue.global().async(execute: copy) }
            let began = Clock.now
            let figures = try run.run(seconds: stretch)
            let after = ServerWatch(process: server.processID, folder: folder)
            refused += figures.refused
            let row = SustainedRow(
                index: index, seconds: Double(Clock.now - began) / 1e9, figures, soFar: granted, before: before,
                after: after)
            granted += figures.granted
            Self.say(row.cells, to: .standardOutput)
            before = after
        }
        try server.stop()
        if !keep { try? FileManager.default.removeItem(atPath: folder) }
        guard refused == 0 else { throw BenchmarkFailure("\(refused) requests were refused") }
    }

    /// At once, also into a file: a long run is watched.
    private static func say(_ text: String, to file: FileHandle) { file.write(Data((text + "\n").utf8)) }
}

extension Distribution: ExpressibleByArgument {}
