import Foundation
import RetailDocuments
import RetailMasterData
import StockEngine
import StockModel
import Testing

/// A store with a supplier, as the master data brings it.
enum BuyersShop {
    /// Makes the store in a folder.
    static func store(in folder: TestFolder) async throws -> String {
        let path = folder.file("shop")
        let stock = try await Stockroom.open(at: path, options: StockroomOptions())
        try await Workplace(stock, principal: 1).perform { step throws(WorkflowFailure) in
            step.write(
                MasterRecord(
                    Supplier(
                        code: "ACME", description: "Acme", currency: "EUR", leadTimeDays: 7, orderValueMin: Money("50"))
                ))
            step.write(
                MasterRecord(
                    SupplierPrice(
                        supplier: "ACME", sku: 4711, fromDay: 0, unit: "PIECE", pack: 10,
                        breaks: [.init(from: 1, unitCost: Money(tenThousandths: 25_000))])))
        }
        try await stock.close()
        return path
    }

    /// A server of such a store, with a site, its places and two SKUs.
    static func withServer(_ body: (RunningServer) throws -> Void) async throws {
        let folder = try TestFolder()
        let server = try RunningServer(store: try await store(in: folder))
        for line in [
            "define site 1", "define location 10 --kind stock --site 1", "define location 11 --kind receiving --site 1",
            "define location 12 --kind quarantine --site 1", "define location 90 --kind supplier",
            "define sku 4711 --code SHIRT", "define sku 4712 --code SOCKS",
        ] {
            try #require(try server.ask(line).status == 0, "\(line)")
        }
        try body(server)
        #expect(server.stop() == 0)
    }
}
