import Foundation
import StockAPI
import StockEngine
import StockFiles
import StockModel
import StockTesting
import Testing

/// `open` in the store's folder has a byte for each opening that did not end with a close.
@Suite("The mark of an open store")
struct OpenMarkTests {
    private static func endsWithoutClose(_ store: String) -> Int {
        ((try? FileManager.default.attributesOfItem(atPath: store + "/open")[.size]) as? Int) ?? 0
    }

    @Test(arguments: [0, 1]) func `an opening that is refused is no end without a close`(before: Int) async throws {
        try await withTemporaryFolder { folder in
            try await Depot.open(folder).close()
            #expect(Self.endsWithoutClose(folder) == 0)
            if before > 0 { try Data(repeating: 49, count: before).write(to: URL(filePath: folder + "/open")) }
            var misspelt = Depot.options()
            misspelt.archiveFolder = folder + "/achive"
            let stopped = SimulatedClock(startingAt: Depot.opening)
            let faults = Faults()
            faults.begin { $0.path.hasSuffix("/journal") && $0.operation == .list ? .fail(5) : .proceed }
            for options in [misspelt, Depot.options(stopped, files: faults.files), Depot.options(SystemClock())] {
                for _ in 1...3 {
                    let refused = await failure { () throws(StockFailure) in _ = try await Depot.open(folder, options) }
                    #expect(refused != nil && refused?.isDamaged == false, "\(String(describing: refused))")
                    #expect(Self.endsWithoutClose(folder) == before, "\(String(describing: refused))")
                }
            }
            try await Depot.open(folder).close()
        }
    }

    @Test func `an opening that finds the store open leaves its mark alone`() async throws {
        try await withTemporaryFolder { folder in
            let stock = try await Depot.open(folder)
            for _ in 1...3 {
                let refused = await failure { () throws(StockFailure) in _ = try await Depot.open(folder) }
                #expect(refused?.isCannotOpen == true)
                #expect(Self.endsWithoutClose(folder) == 1)
            }
            try await stock.close()
            #expect(Self.endsWithoutClose(folder) == 0)
        }
    }

    /// As `stockroom inspect` does after a crash.
    @Test(arguments: [1, 2])
    func `the scrub after a crash is due until it has ended, whoever closes the store meanwhile`(
        ends: Int
    ) async throws {
        try await withTemporaryFolder { folder in
            try await Depot.open(folder, Depot.options(SystemClock())).close()
            try Data(repeating: 49, count: ends).write(to: URL(filePath: folder + "/open"))
            var options = Depot.options(SystemClock())
            options.surroundings.makeQueue = { label -> any WorkQueue in
                label.contains("scrub") || label.contains("verify") ? HeldQueue() : OrderedQueue(label)
            }
            for _ in 1...3 {
                try await Depot.open(folder, options).close()
                #expect(Self.endsWithoutClose(folder) == 1)
            }
            let stock = try await Depot.open(folder, Depot.options(SystemClock()))
            try await stock.scrub()
            try await stock.close()
            #expect(Self.endsWithoutClose(folder) == 0)
        }
    }

    @Test func `a store that was restored is none that ended without a close`() async throws {
        try await withTemporaryFolder { folder in
            let stock = try await Depot.open(folder + "/store")
            let backup = try await stock.backUp(to: folder + "/backups")
            try await stock.close()
            _ = try StoreRestore(backup).run(to: folder + "/restored")
            #expect(Self.endsWithoutClose(folder + "/restored") == 0)
        }
    }

    @Test func `where scrubs are switched off none stays due`() async throws {
        try await withTemporaryFolder { folder in
            var options = Depot.options(SystemClock())
            options.scrubEveryMilliseconds = 0
            try await Depot.open(folder, options).close()
            try Data([49]).write(to: URL(filePath: folder + "/open"))
            try await Depot.open(folder, options).close()
            #expect(Self.endsWithoutClose(folder) == 0)
        }
    }
}
