import RetailDocuments
import RetailMasterData
import StockAPI
import StockModel
import StockTesting
import Testing

@Suite("An import that is killed at any of its transactions, and run again, leaves the same store")
struct InterruptedImportTests {
    /// Each way in which rows come into force, and a file that is staged by several transactions.
    private static let folder = Shop.folder([
        "units.csv": "code\nEA\n", "skus.csv": "number,code,base_unit\n1,A,EA\n2,B,EA\n3,KIT,EA\n",
        "brands.csv": "code,number\n" + (1...250).map { "B\($0),\($0)\n" }.joined(),
        "kits.csv": "sku,components\n3,1;2\n",
        "sites.csv": Shop.files["sites.csv"] ?? "", "locations.csv": Shop.files["locations.csv"] ?? "",
        "channels.csv": Shop.files["channels.csv"] ?? "",
        "opening-stock.csv": "sku,location,quantity,unit_cost\n1,10,40,4.5\n2,21,1,0.0001\n",
    ])

    /// What an import without interruption leaves, and by how many changes.
    private func undisturbed() async throws -> (contents: StoreContents, changes: Int) {
        try await withTemporaryStock { stock, _ in
            _ = try await Workplace(stock, principal: 7).importMasterData(from: Self.folder)
            return (try await StoreContents(of: stock), Int(try await stock.statistics().sequence))
        }
    }

    @Test(arguments: [false, true])
    func `before a change, or after it without an answer`(lastHappens: Bool) async throws {
        let (expected, changes) = try await undisturbed()
        #expect(changes == 20)
        for count in 0..<changes {
            try await withTemporaryStock { stock, _ in
                let mortal = MortalStock(stock, afterChanges: count, lastHappens: lastHappens)
                await #expect(throws: WorkflowFailure.self) {
                    try await Workplace(mortal, principal: 7).importMasterData(from: Self.folder)
                }
                let place = Workplace(stock, principal: 7)
                let isLoaded = try await place.all(StockKeepingUnit.self).count == 3
                #expect(isLoaded == (lastHappens && count == changes - 1), "all or nothing")
                let report = try await place.importMasterData(from: Self.folder)
                #expect(report.problems == [] && report.openingStock?.agrees == true)
                let contents = try await StoreContents(of: stock)
                #expect(contents == expected, "after \(count) changes")
            }
        }
    }

    @Test func `over the wire, and a later folder over a loaded one`() async throws {
        let later = Shop.folder([
            "brands.csv": "number,code\r\n5,ACME\r\n6,\"NEW\"\r\n",
            "opening-stock.csv": "location,sku,unit_cost,quantity\n20,2,1.5,7\n",
        ])
        let expected = try await withTemporaryStock { stock, _ in
            let place = Workplace(stock, principal: 7)
            _ = try await place.importMasterData(from: Shop.folder)
            let before = try await stock.statistics().sequence
            _ = try await place.importMasterData(from: later)
            return (try await StoreContents(of: stock), Int(try await stock.statistics().sequence - before))
        }
        #expect(expected.0.movements.count == 4)
        for count in 0..<expected.1 {
            try await withTemporaryServer { client, _ in
                let place = Workplace(client, principal: 7)
                _ = try await place.importMasterData(from: Shop.folder)
                for lastHappens in [false, true] {
                    let mortal = MortalStock(client, afterChanges: lastHappens ? 0 : count, lastHappens: lastHappens)
                    _ = try? await Workplace(mortal, principal: 7).importMasterData(from: later)
                }
                #expect(try await place.importMasterData(from: later).problems == [])
                let contents = try await StoreContents(of: client)
                #expect(contents == expected.0, "after \(count) changes")
            }
        }
    }
}
