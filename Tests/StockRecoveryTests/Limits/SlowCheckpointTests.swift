import Foundation
import StockAPI
import StockEngine
import StockModel
import StockTesting
import Testing

@Suite("A checkpoint does not keep up")
struct SlowCheckpointTests {
    /// `mdb_load` holds LMDB's one write transaction while it waits for its input, and so the checkpoint.
    @Test func `what is new is put off before memory grows without bound, and taken when it has ended`() async throws {
        try await withTemporaryFolder { folder in
            let stock = try await Depot.open(folder, options)
            try await stock.accept(1 << 40, .define(Depot.masterData), at: .systemNow)
            try await stock.accept(1 << 41, Depot.receive(1_000_000), at: .systemNow)
            try await stock.accept(1, Depot.reserve(1), at: .systemNow)
            try await stock.checkpoint()

            let writer = try ForeignProcess("mdb_load", ["-s", "levels", folder])
            try writer.tell("VERSION=3\nformat=bytevalue\ntype=btree\nmapsize=1073741824\nHEADER=END\n")
            var accepted: Quantity = 0
            var isPutOff = false
            var number: UInt64 = 1_000
            while !isPutOff, number < 60_000 {
                number += 1
                do throws(StockFailure) {
                    let paper = Depot.command(number, Depot.paper("P-\(number)", bytes: 2_000), issuedAt: .systemNow)
                    if try await stock.submit(paper).refusal == nil { accepted += 1 }
                } catch {
                    guard case .busy = error else { throw error }
                    isPutOff = true
                }
            }
            #expect(isPutOff, "after \(accepted) papers")
            #expect(try await stock.statistics().dirtyBytes < 2 << 20)
            // Promises are kept, and questions answered.
            try await stock.accept(2, .commit(Commit(1)), at: .systemNow)
            #expect(try await stock.levels(of: 1).first?.committed == 1)

            try writer.finish()
            let last = number
            #expect(
                try await eventually {
                    do throws(StockFailure) {
                        let paper = Depot.command(last, Depot.paper("P-\(last)", bytes: 2_000), issuedAt: .systemNow)
                        return try await stock.submit(paper).refusal == nil
                    } catch { return false }
                })
            #expect(try await stock.verify().differences == [])
            #expect(try await stock.document(DocumentKey("P-1001")) != nil)
            try await stock.close()
        }
    }

    private var options: StockroomOptions {
        var options = Depot.options(SystemClock(), segmentBytes: 1 << 20)
        options.checkpointAfterBytes = 512 << 10
        return options
    }
}
