import Foundation
import StockAPI
import StockEngine
import StockModel
import StockTesting
import Testing

@Suite("A store without its journal")
struct MissingJournalTests {
    @Test func `LMDB's tools read and copy a store that works, and the copy is whole`() async throws {
        try await withTemporaryFolder { folder in
            let live = folder + "/live"
            let copy = folder + "/copy"
            try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
            var options = Depot.options()
            options.checkpointAfterBytes = 64 << 10
            let stock = try await Depot.open(live, options)
            try await stock.accept(1 << 40, .define(Depot.masterData))
            try await stock.checkpoint()
            async let load: Void = {
                for number in UInt64(0)..<3_000 { _ = try await stock.submit(Load.command(number)) }
            }()
            let counted = try run("mdb_stat", package: "lmdb-utils", ["-s", "skus", live])
            let dumped = try run("mdb_dump", package: "lmdb-utils", ["-s", "skus", live])
            let copied = try run("mdb_copy", package: "lmdb-utils", [live, copy])
            try await load
            #expect(counted.status == 0 && counted.output.contains("Entries: 20"))
            #expect(
                dumped.status == 0 && dumped.output.contains(Data("SKU-7".utf8).map { String($0, radix: 16) }.joined()))
            #expect(copied.status == 0)
            let position = FeedPosition(
                incarnation: try await stock.statistics().incarnation, sequence: 1)
            let sequence = try await stock.statistics().sequence
            try await stock.close()

            let refused = await failure { () throws(StockFailure) in _ = try await Depot.open(copy) }
            #expect(refused?.isCannotOpen == true)
            #expect("\(String(describing: refused))".contains("adoptsWithoutJournal"))
            options.adoptsWithoutJournal = true
            let adopted = try await Depot.open(copy, options)
            #expect(try await adopted.statistics().sequence <= sequence)
            #expect(try await adopted.verify().differences == [])
            let incarnation = try await adopted.statistics().incarnation
            #expect(incarnation != position.incarnation)
            #expect(try await adopted.feed(after: position, limit: 10) == .otherIncarnation(current: incarnation))
            try await adopted.accept(1 << 41, Depot.receive(1))
            try await adopted.close()
            // It has a journal of its own now.
            let again = try await Depot.open(copy)
            #expect(try await again.statistics().incarnation == incarnation)
            try await again.close()
        }
    }

    @Test(arguments: [false, true])
    func `a store whose journal was taken away is refused until it is back`(isCheckpointed: Bool) async throws {
        try await withTemporaryFolder { folder in
            let store = folder + "/store"
            let stock = try await Depot.open(store)
            try await stock.accept(1, .define(Depot.masterData))
            if isCheckpointed { try await stock.checkpoint() }
            try await stock.accept(2, Depot.receive(3))
            try await withCopy(of: store) { copy in
                try FileManager.default.moveItem(atPath: copy + "/journal", toPath: folder + "/away")
                let refused = await failure { () throws(StockFailure) in _ = try await Depot.open(copy) }
                #expect(refused?.isCannotOpen == true)
                // Nor does a second attempt find the folder that the first one made.
                let twice = await failure { () throws(StockFailure) in _ = try await Depot.open(copy) }
                #expect(twice?.isCannotOpen == true)
                try FileManager.default.removeItem(atPath: copy + "/journal")
                try FileManager.default.moveItem(atPath: folder + "/away", toPath: copy + "/journal")
                let again = try await Depot.open(copy)
                #expect(try await again.onHand() == 3)
                try await again.close()
            }
            try await stock.close()
        }
    }

    @Test func `a journal of an earlier day is refused, and without it the store goes on where it says so`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let live = folder + "/live"
            var stock = try await Depot.open(live)
            try await stock.accept(1, .define(Depot.masterData))
            try await stock.close()
            try FileManager.default.copyItem(atPath: live + "/journal", toPath: folder + "/yesterday")
            stock = try await Depot.open(live)
            try await stock.accept(2, Depot.receive(5))
            try await stock.close()
            try FileManager.default.removeItem(atPath: live + "/journal")
            try FileManager.default.copyItem(atPath: folder + "/yesterday", toPath: live + "/journal")
            let refused = await failure { () throws(StockFailure) in _ = try await Depot.open(live) }
            #expect(refused?.isDamaged == true)
            #expect("\(String(describing: refused))".contains("adoptsWithoutJournal"))

            try FileManager.default.removeItem(atPath: live + "/journal")
            var options = Depot.options()
            options.adoptsWithoutJournal = true
            stock = try await Depot.open(live, options)
            #expect(try await stock.levels(of: 1).map(\.onHand).max() == 5)
            try await stock.close()
        }
    }

    @Test func `the journal of another store is refused by name`() async throws {
        try await withTemporaryFolder { folder in
            for name in ["a", "b"] {
                let stock = try await Depot.open(folder + "/" + name)
                try await stock.accept(1, .define(Depot.masterData))
                try await stock.close()
            }
            try FileManager.default.removeItem(atPath: folder + "/a/journal")
            try FileManager.default.moveItem(atPath: folder + "/b/journal", toPath: folder + "/a/journal")
            let refused = await failure { () throws(StockFailure) in _ = try await Depot.open(folder + "/a") }
            #expect(refused?.isCannotOpen == true)
            #expect("\(String(describing: refused))".contains(".journal"))
        }
    }
}
