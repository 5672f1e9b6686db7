import Foundation
import StockAPI
import StockEngine
import StockFiles
import StockModel
import StockTesting
import Synchronization
import Testing

@Suite("A scrub")
struct ScrubTests {
    @Test func `a meta page that is damaged under an open store ends the service, and the store stays closed`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let stock = try await Depot.open(folder)
            try await stock.accept(1 << 40, .define(Depot.masterData))
            try await stock.checkpoint()
            // LMDB does not look at the magic number again once it is open.
            let file = try SystemFiles().open(folder + "/data.mdb", .readWrite)
            for page in 0...1 { try file.write([0], at: page * PageFile.pageBytes + 16) }
            let found = await failure { () throws(StockFailure) in try await stock.scrub() }
            #expect(found?.isDamaged == true, "\(String(describing: found))")
            #expect(await failure { () throws(StockFailure) in _ = try await stock.levels(of: 1) } == found)
            #expect(FileManager.default.fileExists(atPath: folder + "/damaged"))
            _ = await failure { () throws(StockFailure) in try await stock.close() }
        }
    }

    @Test func `a scrub that could not begin is tried again before the day is over`() async throws {
        try await withTemporaryFolder { folder in
            let time = MachineTime()
            let faults = Faults()
            let stock = try await Depot.open(folder, Depot.options(time.clock, files: faults.files))
            let begun = Counter()
            let tooManyOpenFiles: Int32 = 24
            faults.begin { attempt in
                guard attempt.operation == .open, attempt.path.hasSuffix("/data.mdb") else { return .proceed }
                return begun.next() == 1 ? .fail(tooManyOpenFiles) : .proceed
            }
            for count in 1...2 {
                // Ten hours at most.
                for _ in 0..<600 where begun.value < count {
                    time.pass(milliseconds: 60_000)
                    try await Task.sleep(for: .milliseconds(20))
                }
                #expect(begun.value >= count)
            }
            faults.end()
            try await stock.close()
        }
    }

    @Test func `verifying does not wait for a scrub`() async throws {
        try await withTemporaryFolder { folder in
            let gate = QueueGate()
            var options = Depot.options()
            options.surroundings.makeQueue = { label -> any WorkQueue in
                OrderedQueue(label, label.contains("scrub") || label.contains("verify") ? gate : nil)
            }
            let stock = try await Depot.open(folder, options)
            async let scrub = stock.scrub()
            #expect(try await eventually { gate.isReached })
            let rowsVerified = Counter()
            async let verified = stock.verify { _ in _ = rowsVerified.next() }
            #expect(try await eventually { rowsVerified.value > 0 })
            gate.open()
            #expect(try await verified.differences == [])
            _ = try await scrub
            try await stock.close()
        }
    }
}

/// Counts.
private final class Counter: Sendable {
    private let count = Atomic(0)

    var value: Int { count.load(ordering: .relaxed) }

    func next() -> Int { count.add(1, ordering: .relaxed).newValue }
}
