import Foundation
import StockAPI
import StockEngine
import StockModel
import StockTesting
import Testing

/// Fewer in an ordinary run: set `STOCKROOM_RESTARTS`.
private let restarts = UInt64(ProcessInfo.processInfo.environment["STOCKROOM_RESTARTS"] ?? "") ?? 40

@Suite("A program that is killed again and again before its first checkpoint")
struct RestartLoopTests {
    @Test func `keeps what it acknowledged, and its journal does not grow without bound`() async throws {
        try await withTemporaryFolder { folder in
            for round in 0..<restarts {
                await #expect(processExitsWith: .signal(SIGKILL)) {
                    [folder = folder as String, round = round as UInt64] in
                    let stock = try await Stockroom.open(at: folder, options: CrashLoad.options)
                    if round == 0 { try await stock.accept(1 << 40, .define(Depot.masterData), at: .systemNow) }
                    try await stock.accept(round, Depot.receive(1), at: .systemNow)
                    kill(getpid(), SIGKILL)
                }
                let segments = try FileManager.default.contentsOfDirectory(atPath: folder + "/journal")
                    .filter { $0.hasSuffix(".journal") }
                #expect(segments.count <= 10, "after restart \(round)")
            }
            let stock = try await Stockroom.open(at: folder, options: CrashLoad.options)
            #expect(try await stock.onHand() == Quantity(restarts))
            #expect(try await stock.verify().differences == [])
            try await stock.close()
        }
    }

    /// The same without the price of a process each: a copy of the folder is what a kill leaves.
    @Test func `can be restarted two hundred times`() async throws {
        try await withTemporaryFolder { folder in
            var current = folder + "/0"
            for round in UInt64(0)..<200 {
                let next = folder + "/\(round + 1)"
                let stock = try await Depot.open(current)
                if round == 0 { try await stock.accept(1 << 40, .define(Depot.masterData)) }
                try await stock.accept(round, Depot.receive(1))
                // Segments that are being prepared get other names.
                let isCopied = try await eventually {
                    try? FileManager.default.removeItem(atPath: next)
                    return (try? FileManager.default.copyItem(atPath: current, toPath: next)) != nil
                }
                #expect(isCopied)
                try await stock.close()
                try FileManager.default.removeItem(atPath: current)
                current = next
                let segments = try JournalFile.all(in: current)
                #expect(segments.count <= 10, "after restart \(round)")
            }
            let stock = try await Depot.open(current)
            #expect(try await stock.onHand() == 200)
            try await stock.close()
        }
    }
}
