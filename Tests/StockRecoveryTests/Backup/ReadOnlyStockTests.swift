import Foundation
import StockAPI
import StockEngine
import StockModel
import StockTesting
import Testing

@Suite("A copy is a stock that can be asked and not changed")
struct ReadOnlyStockTests {
    @Test func `it answers as the store did at its checkpoint, and refuses every command`() async throws {
        try await withTemporaryFolder { folder in
            let stock = try await Depot.open(folder + "/store")
            try await stock.accept(1 << 40, .define(Depot.masterData))
            try await stock.accept(1 << 41, Depot.receive(100))
            for id in UInt64(1)...20 {
                try await stock.accept(id, Depot.reserve(ReservationID(rawValue: UInt128(id))))
            }
            try await stock.checkpoint()
            try FileManager.default.createDirectory(atPath: folder + "/copy", withIntermediateDirectories: false)
            #expect(try run("mdb_copy", package: "lmdb-utils", [folder + "/store", folder + "/copy"]).status == 0)
            let copy = try ReadOnlyStock(at: folder + "/copy")
            for id in UInt64(1)...21 {
                let reservation = ReservationID(rawValue: UInt128(id))
                #expect(try await copy.reservation(reservation) == stock.reservation(reservation))
            }
            #expect(try await copy.locations() == stock.locations())
            #expect(try await copy.channels() == stock.channels())
            let start = FeedPosition(incarnation: 0, sequence: 0)
            #expect(try await copy.feed(after: start, limit: 100) == stock.feed(after: start, limit: 100))
            for site in try await stock.sites() {
                #expect(
                    try await copy.holds(at: site.site, after: nil, limit: 100)
                        == stock.holds(at: site.site, after: nil, limit: 100))
            }
            let (of, live) = (try await copy.statistics(), try await stock.statistics())
            #expect(of.sequence == live.sequence && of.incarnation == live.incarnation && of.rows == live.rows)
            let refused = await #expect(throws: StockFailure.self) {
                try await copy.submit(
                    Command(request: 99, issuedAt: live.time, principal: 1, operation: .deleteDocument("a")))
            }
            #expect("\(String(describing: refused))".contains("only read"))
            try await stock.close()
        }
    }
}
