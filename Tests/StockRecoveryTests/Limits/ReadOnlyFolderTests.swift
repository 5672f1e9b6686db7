import StockAPI
import StockEngine
import StockModel
import StockTesting
import Testing

@Suite("A folder can only be read", .enabled(if: TinyDisk.isPossible, "only an administrator can mount one"))
struct ReadOnlyFolderTests {
    @Test func `the store is refused with the folder's name, and opens when it can be written again`() async throws {
        try await TinyDisk.with(megabytes: 8) { disk, _ in
            let store = disk + "/store"
            let stock = try await Depot.open(store)
            try await stock.accept(1, .define(Depot.masterData))
            try await stock.accept(2, Depot.receive(3))
            try await stock.close()

            #expect(TinyDisk.set(disk, isReadOnly: true))
            let refused = await failure { () throws(StockFailure) in _ = try await Depot.open(store) }
            #expect(refused?.isCannotOpen == true, "\(String(describing: refused))")
            #expect("\(String(describing: refused))".contains(store))
            let new = await failure { () throws(StockFailure) in _ = try await Depot.open(disk + "/new") }
            #expect(new?.isCannotOpen == true)

            #expect(TinyDisk.set(disk, isReadOnly: false))
            let again = try await Depot.open(store)
            #expect(try await again.onHand() == 3)
            try await again.close()
        }
    }
}
