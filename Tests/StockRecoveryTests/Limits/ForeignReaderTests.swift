import Foundation
import StockAPI
import StockEngine
import StockModel
import StockTesting
import Testing

@Suite("Another program has LMDB's file open")
struct ForeignReaderTests {
    /// `mdb_dump` whose output nobody takes: it keeps its reading transaction for ever.
    @Test func `a reader that it forgot to close makes the file grow, is reported, and lets go when it dies`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let stock = try await Depot.open(folder)
            try await stock.accept(1 << 40, .define(Depot.masterData))
            for number in UInt64(0)..<60 { try await stock.accept(number, Depot.paper("P-\(number)", bytes: 4_000)) }
            try await stock.checkpoint()
            try await rewrite(stock, rounds: 0..<6)
            let quiet = try await stock.statistics()
            #expect(quiet.readerCheckpointsBehind == 0)

            let reader = try ForeignProcess("mdb_dump", ["-a", folder])
            #expect(
                try await eventually {
                    try await rewrite(stock, rounds: 6..<7)
                    return try await stock.statistics().readerCheckpointsBehind > 0
                })
            try await rewrite(stock, rounds: 7..<27)
            let held = try await stock.statistics()
            #expect(held.readerCheckpointsBehind >= 20)
            #expect(held.fileBytes > quiet.fileBytes + 20 * 60 * 4_096, "its pages are not used again")

            reader.kill()
            try await rewrite(stock, rounds: 27..<29)
            let free = try await stock.statistics()
            #expect(free.readerCheckpointsBehind == 0)
            try await rewrite(stock, rounds: 29..<39)
            #expect(try await stock.statistics().fileBytes == free.fileBytes, "they are again")
            #expect(try await stock.verify().differences == [])
            try await stock.close()
        }
    }

    /// Changes all papers, and writes each time a checkpoint.
    private func rewrite(_ stock: Stockroom, rounds: Range<UInt64>) async throws {
        for round in rounds {
            for number in UInt64(0)..<60 {
                _ = try await stock.submit(
                    Depot.command(1_000 + round * 100 + number, Depot.paper("P-\(number)", bytes: 4_000)))
            }
            try await stock.checkpoint()
        }
    }
}
