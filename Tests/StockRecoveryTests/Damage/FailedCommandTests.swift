import Foundation
import StockAPI
import StockEngine
import StockModel
import StockTesting
import Testing

@Suite("A command that fails at a damaged row")
struct FailedCommandTests {
    @Test func `leaves thresholds as they were, and the journal can be replayed`() async throws {
        try await withTemporaryFolder { folder in
            let stock = try await Depot.open(folder + "/live")
            try await stock.accept(1 << 40, .define(Depot.masterData))
            for sku: SKU in [1, 2] {
                try await stock.accept(10 + sku.rawValue, Depot.receive(10, of: sku))
                let threshold = StockThreshold(sku, .site(Depot.site), low: 3)
                try await stock.accept(20 + sku.rawValue, .define([.threshold(threshold)]))
            }
            try await stock.close()
            try StoredRows(folder: folder + "/live").damage(Table(name: "thresholds", number: 27)) { _ in [1, 2, 3] }

            let again = try await Depot.open(folder + "/live")
            let both = Sell(
                100, channel: Depot.web, lines: [1, 2].map { SellLine($0, quantity: 10, at: Depot.shelf) },
                to: Depot.customer)
            let error = await failure { () throws(StockFailure) in
                _ = try await again.submit(Depot.command(100, .sell(both)))
            }
            #expect("\(String(describing: error))".contains("thresholds"))
            #expect(try await again.onHand() == 10)
            try await again.accept(101, Depot.sell(101, 10))
            #expect(try await again.thresholds(of: 1).map(\.state) == [.out])
            try FileManager.default.copyItem(atPath: folder + "/live", toPath: folder + "/crashed")
            try await again.close()
            let third = try await Depot.open(folder + "/crashed")
            #expect(try await third.thresholds(of: 1).map(\.state) == [.out])
            try await third.close()
        }
    }

    @Test func `verify names reservations that hold more than 64 bits can say`() async throws {
        try await withTemporaryFolder { folder in
            let stock = try await Depot.open(folder)
            try await stock.accept(1 << 40, .define(Depot.masterData))
            try await stock.accept(10, Depot.receive(10))
            for id: ReservationID in [100, 101] { try await stock.accept(UInt64(id.rawValue), Depot.reserve(id)) }
            try await stock.close()
            for place in [StoredRows.Place.first, .last] {
                try StoredRows(folder: folder).change(.reservations, place) { row in
                    // Held, of the one allocation.
                    var row = row
                    for index in 95..<102 { row[index] = 0xFF }
                    row[102] = 0x7F
                    return row
                }
            }
            let again = try await Depot.open(folder)
            #expect(try await again.verify().differences.isEmpty == false)
            try await again.close()
        }
    }
}
