import ArgumentParser
import Foundation
import Glibc
import LoadLoop
import StockAPI
import StockEngine

/// A store of many levels: how long it takes to open, and what it does with nothing of it in the page cache.
struct Large: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Makes a large store, opens it after a clean stop, and runs it with a warm and with a cold page cache.")

    @Option(help: "Where the store is made; deleted afterwards.") var folder =
        NSTemporaryDirectory() + "stockroom-benchmark"
    @Option(help: "SKUs, each at 20 locations.") var skus: UInt64 = 1_000_000
    @Option(help: "uniform or zipf.") var distribution = "zipf"
    @Option(help: "Seconds of load per row of the table.") var seconds = 5.0

    func run() async throws {
        try? FileManager.default.removeItem(atPath: folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let assortment = Assortment(skus: skus)
        let new = try await timedOpen()
        try await Filling.fill(new.stock, assortment)
        try await new.stock.close()

        let warm = try await timedOpen()
        print("\(skus * 20) levels, after a clean stop, page cache warm: open in \(warm.milliseconds) ms")
        try await warm.stock.close()
        try dropPageCache()
        let cold = try await timedOpen()
        print("page cache cold: open in \(cold.milliseconds) ms")
        print(Report.header)
        for part in 1...4 {
            try await measure(
                "cold, seconds \(Int(Double(part - 1) * seconds)) on", cold.stock, assortment, UInt64(part))
        }
        print("private memory \(ProcessUse.privateMemory() >> 20) MB")
        try await cold.stock.close()
    }

    private func measure(
        _ name: String, _ stock: Stockroom, _ assortment: Assortment, _ seed: UInt64
    ) async throws {
        let scenario = Scenario(
            name: name, inFlight: 2_048, distribution: Distribution(rawValue: distribution) ?? .zipf, seconds: seconds)
        print(Report.line(try await scenario.run(on: stock, assortment, folder: folder, seed: seed)))
    }

    private func timedOpen() async throws -> (stock: Stockroom, milliseconds: Int) {
        let start = Date()
        let stock = try await Stockroom.open(at: folder)
        return (stock, Int(Date().timeIntervalSince(start) * 1_000))
    }

    /// Lets go of the pages of LMDB's file, which nobody may have mapped now.
    private func dropPageCache() throws {
        let file = Glibc.open(folder + "/data.mdb", O_RDONLY)
        guard file >= 0 else { throw BenchmarkFailure("data.mdb cannot be opened") }
        defer { Glibc.close(file) }
        let failure = posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED)
        guard failure == 0 else { throw BenchmarkFailure("the page cache cannot be dropped: \(failure)") }
        // The advice leaves some pages; where this process may, it drops all that the kernel keeps.
        try? "1".write(toFile: "/proc/sys/vm/drop_caches", atomically: false, encoding: .utf8)
    }
}
