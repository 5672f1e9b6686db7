import Foundation
import StockAPI
import StockEngine
import StockFiles
import StockModel
import StockTesting
import Synchronization
import Testing

@Suite("The journal's archive")
struct ArchiveTests {
    @Test func `a segment is archived when its time has come, though it is far from full`() async throws {
        try await Warehouse.within { warehouse in
            let stock = try await warehouse.open(
                warehouse.options(segmentBytes: 1 << 20, archiveAfterMilliseconds: 20))
            var account = Account()
            let backup = try await stock.backUp(to: warehouse.backups)
            try await warehouse.load(stock, rounds: 0..<3, &account)
            let last = account.last
            let isArchived = try await eventually { try await stock.statistics().archive.sequence == last }
            #expect(isArchived)
            let verified = try backup.verify(archive: warehouse.archive)
            #expect(verified.sequence == last && verified.report.isSound)
            // What is archived takes no more than its records do.
            let sizes = try warehouse.segments().map { path in
                try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
            }
            #expect(sizes.allSatisfy { $0 < 64 << 10 })
            try await stock.close()
        }
    }

    @Test func `a store that is closed has everything in the archive, and one that nothing happened to adds nothing`()
        async throws
    {
        try await Warehouse.within { warehouse in
            var account = Account()
            var stock = try await warehouse.open()
            let backup = try await stock.backUp(to: warehouse.backups)
            try await warehouse.load(stock, rounds: 0..<5, &account)
            try await stock.close()
            #expect(try backup.verify(archive: warehouse.archive).sequence == account.last)
            for _ in 0..<3 {
                stock = try await warehouse.open()
                try await stock.close()
            }
            let verified = try backup.verify(archive: warehouse.archive)
            #expect(verified.sequence == account.last && verified.report.isSound)
        }
    }

    @Test func `after crashes at any moment the archive goes on without a gap`() async throws {
        try await Warehouse.within { warehouse in
            var account = Account()
            let stock = try await warehouse.open()
            try await stock.accept(1 << 40, .define(Depot.masterData))
            _ = try await stock.backUp(to: warehouse.backups)
            try await stock.close()
            account.note(try await Self.sequence(of: warehouse), warehouse.clock.now)
            var here = warehouse
            for crash in UInt64(0)..<6 {
                let stock = try await here.open()
                try await here.load(stock, rounds: crash * 12..<crash * 12 + 12, &account)
                if crash % 2 == 0 { try await stock.checkpoint() }
                if crash % 3 == 0 { try await here.load(stock, rounds: 500 + crash..<501 + crash, &account) }
                // What a crash leaves: the folders as they are, the archive with what it has at this moment.
                let next = warehouse.folder + "/crash-\(crash)"
                try FileManager.default.createDirectory(atPath: next, withIntermediateDirectories: true)
                for name in ["store", "archive"] {
                    try Warehouse.copyAsAfterCrash(here.folder + "/" + name, to: next + "/" + name)
                }
                try await stock.close()
                here = Warehouse(folder: next, clock: warehouse.clock)
            }
            let last = try await here.open()
            try await last.close()
            try await warehouse.restored(archive: here.archive) { stock, report in
                #expect(report.store.sequence == account.last)
                try await account.expectEqual(stock, at: account.last)
                #expect(try await stock.verify().differences == [])
            }
        }
    }

    private static func sequence(of warehouse: Warehouse) async throws -> SequenceNumber {
        let stock = try await warehouse.open()
        let sequence = try await stock.statistics().sequence
        try await stock.close()
        return sequence
    }

    @Test func `an archive that fails alarms, keeps nobody waiting, and catches up when it works again`() async throws {
        try await Warehouse.within { warehouse in
            let faults = Faults()
            let events = Events()
            var options = warehouse.options(files: faults.files)
            options.onArchiveEvent = { events.add($0) }
            let stock = try await warehouse.open(options)
            var account = Account()
            try await warehouse.load(stock, rounds: 0..<5, &account)
            let backup = try await stock.backUp(to: warehouse.backups)
            let archive = warehouse.archive
            faults.begin { $0.path.hasPrefix(archive) && $0.operation == .open ? .fail(28) : .proceed }
            try await warehouse.load(stock, rounds: 5..<60, &account)
            try await stock.checkpoint()
            #expect(try await eventually { try await stock.statistics().archive.state == .failing })
            let failing = try await stock.statistics().archive
            #expect(failing.isAlarming && failing.segmentsWaiting > 2 && failing.bytesWaiting > 2 * 16_384)
            #expect(events.all.count == 1 && events.all[0].description.contains("fails"))
            faults.end()
            #expect(
                try await eventually {
                    let archive = try await stock.statistics().archive
                    return archive.state == .works && archive.segmentsWaiting == 0
                })
            #expect(events.all.count == 2 && events.all[1].description.contains("works again"))
            try await stock.close()
            #expect(try backup.verify(archive: archive).sequence == account.last)
        }
    }

    @Test func `at the limit segments are let go of, the gap is named, and a new backup ends it`() async throws {
        try await Warehouse.within { warehouse in
            let faults = Faults()
            let events = Events()
            var options = warehouse.options(files: faults.files)
            options.archiveWaitingBytesMax = 4 * (16 << 10)
            options.onArchiveEvent = { events.add($0) }
            var account = Account()
            let stock = try await warehouse.open(options)
            try await warehouse.load(stock, rounds: 0..<20, &account)
            let old = try await stock.backUp(to: warehouse.folder + "/old")
            let archive = warehouse.archive
            faults.begin { $0.path.hasPrefix(archive) && $0.operation == .open ? .fail(5) : .proceed }
            try await warehouse.load(stock, rounds: 20..<120, &account)
            try await stock.checkpoint()
            #expect(try await eventually { try await stock.statistics().archive.segmentsLetGo > 0 })
            let statistics = try await stock.statistics()
            #expect(statistics.archive.isAlarming)
            // The journal does not grow beyond what is kept back and what it needs.
            let files = try FileManager.default.contentsOfDirectory(atPath: warehouse.store + "/journal")
            #expect(files.filter { $0.hasSuffix(".journal") }.count < 16)
            faults.end()
            #expect(try await eventually { try await stock.statistics().archive.segmentsWaiting == 0 })
            let new = try await stock.backUp(to: warehouse.backups)
            try await warehouse.load(stock, rounds: 120..<140, &account)
            try await stock.close()
            #expect(events.all.contains { if case .letGo = $0 { true } else { false } })

            let refused = warehouse.refusal(from: old.path, archive: archive)
            guard case .archiveGap(_, let first, let last) = refused else {
                Issue.record("\(String(describing: refused))")
                return
            }
            #expect(first > old.manifest.store.sequence && last < new.manifest.store.sequence && first <= last)
            #expect(refused.said.contains("take a new backup"))
            // Up to the gap, and from the new backup on, all can be restored.
            try await warehouse.restored(.sequence(first - 1), from: old.path, archive: archive) { stock, _ in
                try await account.expectEqual(stock, at: first - 1)
            }
            try await warehouse.restored(archive: archive) { stock, report in
                #expect(report.store.sequence == account.last)
                try await account.expectEqual(stock, at: account.last)
            }
        }
    }

    @Test
    func `whatever operation of archiving fails, the archive is whole in the end and nothing in it was written over`()
        async throws
    {
        try await Warehouse.within { warehouse in
            var account = Account()
            let first = try await warehouse.open()
            try await warehouse.load(first, rounds: 0..<2, &account)
            let backup = try await first.backUp(to: warehouse.backups)
            try await first.close()
            var rounds = UInt64(2)
            var written: [String: Data] = [:]
            var failed = 0
            for operation in 0..<40 {
                let archive = warehouse.archive
                let fault = NthFault(operation) { attempt in
                    attempt.path.hasPrefix(archive) && attempt.operation != .list
                }
                let stock = try await warehouse.open(warehouse.options(files: fault.files))
                try await warehouse.load(stock, rounds: rounds..<rounds + 3, &account)
                try await stock.close()
                rounds += 3
                if fault.hasFailed { failed += 1 }
                for path in try warehouse.segments() {
                    let bytes = try Data(contentsOf: URL(filePath: path))
                    if let before = written[path] { #expect(before == bytes, "operation \(operation): \(path)") }
                    written[path] = bytes
                }
            }
            #expect(failed > 10)
            let last = try await warehouse.open()
            try await last.close()
            #expect(try backup.verify(archive: warehouse.archive).sequence == account.last)
            try await warehouse.restored(archive: warehouse.archive) { stock, _ in
                try await account.expectEqual(stock, at: account.last)
            }
        }
    }

    @Test func `a store whose archive's folder is not there is not opened, so that a misspelt one is found`()
        async throws
    {
        try await Warehouse.within { warehouse in
            var options = warehouse.options()
            options.archiveFolder = warehouse.folder + "/archiv"
            let refused = await failure { () throws(StockFailure) in
                _ = try await Stockroom.open(at: warehouse.store, options: options)
            }
            #expect(refused?.isCannotOpen == true && "\(String(describing: refused))".contains("/archiv"))
        }
    }
}

/// What was told of an archive.
final class Events: Sendable {
    private let told = Mutex<[ArchiveEvent]>([])

    var all: [ArchiveEvent] { told.withLock { $0 } }

    func add(_ event: ArchiveEvent) { told.withLock { $0.append(event) } }
}
