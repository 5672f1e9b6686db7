import Dispatch
import Foundation
import StockAPI
import StockEngine
import StockFiles
import StockModel
import StockTesting
import Synchronization
import Testing

/// What the archive misses: because it hung, or because nobody named it.
@Suite("A gap in the archive")
struct ArchiveGapTests {
    @Test func `an archive that hangs is let go of at the limit, and reservations go on`() async throws {
        try await Warehouse.within { warehouse in
            let hanging = HangingArchive(warehouse.archive)
            let events = Events()
            var options = warehouse.options(files: hanging.files)
            options.archiveWaitingBytesMax = 4 * (16 << 10)
            options.onArchiveEvent = { events.add($0) }
            var account = Account()
            let stock = try await warehouse.open(options)
            try await warehouse.load(stock, rounds: 0..<20, &account)
            let old = try await stock.backUp(to: warehouse.folder + "/old")
            hanging.begin()
            for step in UInt64(1)...6 {
                try await warehouse.load(stock, rounds: step * 20..<step * 20 + 20, &account)
                try await stock.checkpoint()
            }
            #expect(try await eventually { try await stock.statistics().archive.segmentsLetGo > 0 })
            #expect(try await stock.statistics().archive.isAlarming)
            // The one that is being read stays; none waits behind it.
            let files = try FileManager.default.contentsOfDirectory(atPath: warehouse.store + "/journal")
            #expect(files.filter { $0.hasSuffix(".journal") }.count < 12)
            #expect(events.all.contains { if case .letGo = $0 { true } else { false } })
            hanging.end()
            #expect(try await eventually { try await stock.statistics().archive.segmentsWaiting == 0 })
            try await stock.close()
            guard case .archiveGap = warehouse.refusal(from: old.path, archive: warehouse.archive) else {
                Issue.record("it was restored across a gap")
                return
            }
        }
    }

    @Test func `a journal with a hole where its archive hung is opened again with all that was acknowledged`()
        async throws
    {
        try await Warehouse.within { warehouse in
            let hanging = HangingArchive(warehouse.archive)
            var options = warehouse.options(files: hanging.files)
            options.archiveWaitingBytesMax = 4 * (16 << 10)
            var account = Account()
            let stock = try await warehouse.open(options)
            hanging.begin()
            try await warehouse.load(stock, rounds: 0..<80, &account)
            try await stock.checkpoint()
            #expect(try await eventually { try await stock.statistics().archive.segmentsLetGo > 0 })
            try await warehouse.load(stock, rounds: 80..<90, &account)
            // As after a crash at this moment.
            let next = Warehouse(folder: warehouse.folder + "/crash", clock: warehouse.clock)
            try FileManager.default.createDirectory(atPath: next.folder, withIntermediateDirectories: true)
            for name in ["store", "archive"] {
                try Warehouse.copyAsAfterCrash(warehouse.folder + "/" + name, to: next.folder + "/" + name)
            }
            hanging.end()
            try await stock.close()
            let again = try await next.open()
            try await account.expectEqual(again, at: account.last)
            #expect(try await again.verify().differences == [])
            try await again.close()
        }
    }

    @Test func `a store is closed though its archive hangs, and what was not whole has no name in it`() async throws {
        try await Warehouse.within { warehouse in
            let hanging = HangingArchive(warehouse.archive)
            var account = Account()
            let stock = try await warehouse.open(warehouse.options(files: hanging.files))
            let backup = try await stock.backUp(to: warehouse.backups)
            hanging.begin()
            try await warehouse.load(stock, rounds: 0..<5, &account)
            try await stock.close()
            let before = try warehouse.segments()
            hanging.end()
            // The next opening brings all of it.
            let again = try await warehouse.open()
            try await account.expectEqual(again, at: account.last)
            try await again.close()
            #expect(try warehouse.segments().count > before.count)
            let verified = try backup.verify(archive: warehouse.archive)
            #expect(verified.sequence == account.last && verified.report.isSound)
        }
    }

    @Test func `a store that was open without its archive has a gap there, which is counted, marked and refused`()
        async throws
    {
        try await Warehouse.within { warehouse in
            var account = Account()
            var stock = try await warehouse.open()
            let old = try await stock.backUp(to: warehouse.folder + "/old")
            try await warehouse.load(stock, rounds: 0..<10, &account)
            try await stock.close()
            let archivedThrough = account.last
            let archivedBefore = Set(try warehouse.segments())

            var without = warehouse.options()
            without.archiveFolder = nil
            stock = try await warehouse.open(without)
            for step in UInt64(1)...4 {
                try await warehouse.load(stock, rounds: step * 20..<step * 20 + 20, &account)
                try await stock.checkpoint()
            }
            try await stock.close()

            let events = Events()
            var options = warehouse.options()
            options.onArchiveEvent = { events.add($0) }
            stock = try await warehouse.open(options)
            #expect(try await eventually { try await stock.statistics().archive.segmentsWaiting == 0 })
            let new = try await stock.backUp(to: warehouse.backups)
            try await warehouse.load(stock, rounds: 120..<125, &account)
            let statistics = try await stock.statistics().archive
            #expect(statistics.isAlarming && statistics.segmentsLetGo > 0)
            try await stock.close()
            let told = events.all.compactMap { event -> SequenceNumber? in
                if case .letGo(_, let through) = event { through } else { nil }
            }
            #expect(told.count == 1)
            let gapEnd = try #require(told.first)

            func expectGap(_ target: RestoreTarget) {
                let refused = warehouse.refusal(target, from: old.path, archive: warehouse.archive)
                guard case .archiveGap(_, archivedThrough + 1, gapEnd) = refused else {
                    Issue.record("\(target): \(String(describing: refused))")
                    return
                }
            }
            expectGap(.newest)
            expectGap(.sequence(archivedThrough + 1))
            expectGap(.sequence(account.last))
            try await warehouse.restored(.sequence(archivedThrough), from: old.path, archive: warehouse.archive) {
                stock, _ in try await account.expectEqual(stock, at: archivedThrough)
            }
            try await warehouse.restored(archive: warehouse.archive) { stock, report in
                #expect(report.store.sequence == account.last && new.manifest.store.sequence < account.last)
                try await account.expectEqual(stock, at: account.last)
            }
            // The mark says it also where nothing behind the gap has come to the archive.
            for path in try warehouse.segments() where !archivedBefore.contains(path) {
                try FileManager.default.removeItem(atPath: path)
            }
            expectGap(.newest)
            expectGap(.sequence(account.last))
            try await warehouse.restored(.sequence(archivedThrough), from: old.path, archive: warehouse.archive) {
                stock, _ in try await account.expectEqual(stock, at: archivedThrough)
            }
        }
    }

    @Test(arguments: [false, true])
    func `a store that did nothing while it was open without its archive has no gap there`(_ crashes: Bool) async throws
    {
        try await Warehouse.within { warehouse in
            var account = Account()
            var stock = try await warehouse.open()
            let backup = try await stock.backUp(to: warehouse.backups)
            try await warehouse.load(stock, rounds: 0..<10, &account)
            try await stock.checkpoint()
            try await stock.close()
            var without = warehouse.options()
            without.archiveFolder = nil
            for opening in 0..<8 {
                stock = try await warehouse.open(without)
                let crashed = warehouse.folder + "/crash-\(opening)"
                if crashes { try Warehouse.copyAsAfterCrash(warehouse.store, to: crashed) }
                try await stock.close()
                guard crashes else { continue }
                try FileManager.default.removeItem(atPath: warehouse.store)
                try FileManager.default.moveItem(atPath: crashed, toPath: warehouse.store)
            }
            stock = try await warehouse.open()
            try await warehouse.load(stock, rounds: 20..<25, &account)
            #expect(try await stock.statistics().archive.segmentsLetGo == 0)
            try await stock.close()
            // The segments of those openings are missing, and none of them held a batch.
            let numbers = try warehouse.segments().compactMap { Int($0.suffix(28).prefix(20)) }
            #expect(zip(numbers, numbers.dropFirst()).contains { $1 > $0 + 1 }, "\(numbers)")
            let verified = try backup.verify(archive: warehouse.archive)
            #expect(verified.sequence == account.last && verified.report.isSound)
            try await warehouse.restored(archive: warehouse.archive) { stock, _ in
                try await account.expectEqual(stock, at: account.last)
            }
        }
    }

    @Test func `whoever is told of the archive and takes his time keeps nobody waiting`() async throws {
        try await Warehouse.within { warehouse in
            let faults = Faults()
            let latch = Latch()
            let outcomes = Mutex<[Bool]>([])
            var options = warehouse.options(files: faults.files)
            options.archiveWaitingBytesMax = 4 * (16 << 10)
            options.onArchiveEvent = { _ in
                let isOpened = latch.wait(atMostSeconds: 900)
                outcomes.withLock { $0.append(isOpened) }
            }
            var account = Account()
            let stock = try await warehouse.open(options)
            let archive = warehouse.archive
            faults.begin { $0.path.hasPrefix(archive) && $0.operation == .open ? .fail(5) : .proceed }
            try await warehouse.load(stock, rounds: 0..<60, &account)
            try await stock.checkpoint()
            #expect(try await eventually { try await stock.statistics().archive.segmentsLetGo > 0 })
            try await warehouse.load(stock, rounds: 60..<62, &account)
            // All that was done while the first event was being told.
            #expect(outcomes.withLock { $0.isEmpty })
            latch.open()
            faults.end()
            try await stock.close()
            #expect(outcomes.withLock { $0.count > 1 && $0.allSatisfy(\.self) })
        }
    }
}

/// A disk whose archive does not answer while the test says so.
private final class HangingArchive: Sendable {
    private let faults = Faults()
    private let latch = Latch()
    private let folder: String

    init(_ folder: String) { self.folder = folder }

    var files: InjectedFaults { faults.files }

    func begin() {
        faults.begin { [folder, latch] attempt in
            if attempt.path.hasPrefix(folder) { latch.wait() }
            return .proceed
        }
    }

    func end() {
        faults.end()
        latch.open()
    }
}

/// Closed until it is opened, for everybody who waits.
private final class Latch: Sendable {
    private let group: DispatchGroup = {
        let group = DispatchGroup()
        group.enter()
        return group
    }()

    func wait() { group.wait() }

    /// Whether it was opened in time.
    func wait(atMostSeconds seconds: Int) -> Bool { group.wait(timeout: .now() + .seconds(seconds)) == .success }

    func open() { group.leave() }
}
