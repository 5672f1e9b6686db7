import Foundation
import StockAPI
import StockEngine
import StockModel
import StockTesting
import Synchronization
import Testing

/// More kills: set `STOCKROOM_KILLS`.
private let kills = Int(ProcessInfo.processInfo.environment["STOCKROOM_KILLS"] ?? "") ?? 10

@Suite("A process is killed")
struct KilledTests {
    @Test
    func `what was acknowledged before a SIGKILL is there when the store is opened again, and nothing is half done`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let seed = UInt64.random(in: 0..<1 << 32)
            for round in 0..<kills {
                let store = folder + "/store"
                let acknowledged = folder + "/acknowledged-\(round)"
                // Mostly under load, now and then while the store is being opened.
                let delay = Int((seed &+ UInt64(round) &* 0x9E37_79B9) % (round % 3 == 0 ? 120 : 700))
                await #expect(processExitsWith: .signal(SIGKILL)) {
                    [
                        store = store as String, acknowledged = acknowledged as String, round = round as Int,
                        delay = delay as Int
                    ]
                    in
                    let load = CrashLoad(store: store, acknowledged: acknowledged, round: round)
                    try await load.run(killedAfterMilliseconds: delay)
                }
                try await check(store, acknowledged, "seed \(seed), round \(round)")
            }
        }
    }

    private func check(_ store: String, _ acknowledged: String, _ name: String) async throws {
        let stock = try await Stockroom.open(at: store, options: CrashLoad.options)
        let before = try await stock.statistics().sequence
        let text = (try? String(contentsOfFile: acknowledged, encoding: .utf8)) ?? ""
        // A line that the kill cut in two is none.
        for line in text.split(separator: "\n", omittingEmptySubsequences: true).dropLast(text.hasSuffix("\n") ? 0 : 1)
        {
            let fields = line.split(separator: " ").compactMap { Int64($0) }
            try #require(fields.count == 3)
            let command = Load.command(
                UInt64(fields[0]), issuedAt: Instant(millisecondsSinceEpoch: fields[1]))
            let answer = try await stock.submit(command)
            #expect(answer.sequence == SequenceNumber(fields[2]), "\(name): request \(fields[0])")
            #expect(answer.refusal == nil, "\(name): request \(fields[0])")
        }
        #expect(try await stock.statistics().sequence == before, "\(name): a retry was executed")
        #expect(try await stock.verify().differences == [], "\(name)")
        try await stock.close()
    }
}

/// What the process does that is going to be killed: load from many tasks, and a line in a file for every answer.
struct CrashLoad {
    let store: String
    let acknowledged: String
    let round: Int

    /// Checkpoints and new segments all the time.
    static var options: StockroomOptions {
        var options = Depot.options(SystemClock(), segmentBytes: 64 << 10)
        options.checkpointAfterBytes = 64 << 10
        options.letLevelsWait(atMost: 7)
        return options
    }

    func run(killedAfterMilliseconds delay: Int) async throws {
        Thread.detachNewThread {
            Thread.sleep(forTimeInterval: Double(delay) / 1_000)
            kill(getpid(), SIGKILL)
        }
        _ = FileManager.default.createFile(atPath: acknowledged, contents: nil)
        let file = Mutex(try FileHandle(forWritingTo: URL(filePath: acknowledged)))
        let stock = try await Stockroom.open(at: store, options: Self.options)
        if try await stock.sites().isEmpty {
            _ = try await stock.submit(
                Command(issuedAt: .systemNow, principal: 1, operation: .define(Depot.masterData)))
        }
        let round = round
        _ = await atOnce(8) { task in
            let first = UInt64(round) * 10_000_000 + UInt64(task) * 1_000_000
            for number in first..<first + 1_000_000 {
                let now = Instant.systemNow
                guard let answer = try? await stock.submit(Load.command(number, issuedAt: now)) else { return }
                guard answer.refusal == nil else { continue }
                let line = "\(number) \(now.millisecondsSinceEpoch) \(answer.sequence)\n"
                file.withLock { file in try? file.write(contentsOf: Data(line.utf8)) }
            }
        }
    }
}
