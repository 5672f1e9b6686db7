import Foundation
import StockAPI
import StockEngine
import StockFiles
import StockModel
import StockTesting
import Testing

@Suite("A restore")
struct RestoreFaultTests {
    @Test func `whatever operation on the disk fails, nothing is left, and the next restore is whole`() async throws {
        try await Warehouse.within { warehouse in
            var account = Account()
            let stock = try await warehouse.open()
            try await warehouse.load(stock, rounds: 0..<8, &account)
            _ = try await stock.backUp(to: warehouse.backups)
            try await warehouse.load(stock, rounds: 8..<24, &account)
            try await stock.close()
            let backup = try BackupFolder.find(warehouse.backups)
            let path = warehouse.folder + "/restored"
            var isWhole = false
            var failed = 0
            for operation in 0..<2_000 where !isWhole {
                let fault = NthFault(operation)
                var restore = StoreRestore(backup)
                restore.archive = warehouse.archive
                restore.files = fault.files
                restore.journalSegmentBytes = 16 << 10
                do throws(BackupFailure) {
                    let report = try restore.run(to: path)
                    // What was tidied up, and could not be, is no reason to give up a store that is whole.
                    isWhole = !fault.hasFailed
                    #expect(report.store.sequence == account.last, "operation \(operation)")
                    try? FileManager.default.removeItem(atPath: path)
                } catch {
                    failed += 1
                    let left = try FileManager.default.contentsOfDirectory(atPath: warehouse.folder)
                    #expect(!left.contains { $0.hasPrefix("restored") }, "operation \(operation)")
                }
            }
            #expect(isWhole && failed > 20)
            try await warehouse.restored(archive: warehouse.archive) { stock, _ in
                try await account.expectEqual(stock, at: account.last)
            }
        }
    }

    @Test func `a restore that is cancelled leaves nothing`() async throws {
        try await Warehouse.within { warehouse in
            var account = Account()
            let stock = try await warehouse.open()
            try await warehouse.load(stock, rounds: 0..<8, &account)
            _ = try await stock.backUp(to: warehouse.backups)
            try await stock.close()
            var restore = StoreRestore(try BackupFolder.find(warehouse.backups))
            restore.hooks = BackupHooks(isCancelled: { true })
            let path = warehouse.folder + "/restored"
            do throws(BackupFailure) {
                _ = try restore.run(to: path)
                Issue.record("it was not cancelled")
            } catch { #expect(error == .cancelled) }
            let left = try FileManager.default.contentsOfDirectory(atPath: warehouse.folder)
            #expect(!left.contains { $0.hasPrefix("restored") })
        }
    }

    @Test func `a copy of which nobody can say whether a program has it open is not read`() async throws {
        try await Warehouse.within { warehouse in
            let stock = try await warehouse.open()
            try await stock.accept(1, .define(Depot.masterData))
            try await stock.close()
            let faults = Faults()
            faults.begin { $0.operation == .lock ? .fail(5) : .proceed }
            do throws(StockFailure) {
                _ = try StoreCopy.open(at: warehouse.store, files: faults.files)
                Issue.record("it was read")
            } catch {
                guard case .storageFailed = error else {
                    Issue.record("\(error)")
                    return
                }
            }
            faults.end()
            #expect(try StoreCopy.open(at: warehouse.store, files: faults.files).verify().isSound)
        }
    }

    @Test func `a backup is not adopted, since it would be none any more`() async throws {
        try await Warehouse.within { warehouse in
            let stock = try await warehouse.open()
            try await stock.accept(1, .define(Depot.masterData))
            let backup = try await stock.backUp(to: warehouse.backups)
            try await stock.close()
            do throws(BackupFailure) {
                _ = try StoreAdoption().run(at: backup.path)
                Issue.record("a backup was adopted")
            } catch { #expect(error == .isBackup(backup.path)) }
            #expect(try backup.verify().report.isSound)
        }
    }

    @Test func `nothing is restored over anything`() async throws {
        try await Warehouse.within { warehouse in
            let stock = try await warehouse.open()
            try await stock.accept(1, .define(Depot.masterData))
            _ = try await stock.backUp(to: warehouse.backups)
            try await stock.close()
            let restore = StoreRestore(try BackupFolder.find(warehouse.backups))
            do throws(BackupFailure) {
                _ = try restore.run(to: warehouse.store)
                Issue.record("it was restored over a store")
            } catch { #expect(error == .targetExists(warehouse.store)) }
            let again = try await warehouse.open()
            #expect(try await again.statistics().sequence == 1)
            try await again.close()
        }
    }

    @Test func `a copy that mdb_copy made verifies as it lies, becomes a store when it is adopted, and only once`()
        async throws
    {
        try await Warehouse.within { warehouse in
            var account = Account()
            let stock = try await warehouse.open()
            try await warehouse.load(stock, rounds: 0..<20, &account)
            try await stock.checkpoint()
            let checkpointed = account.last
            try await warehouse.load(stock, rounds: 20..<25, &account)
            let copy = warehouse.folder + "/copy"
            try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
            #expect(try run("mdb_copy", package: "lmdb-utils", [warehouse.store, copy]).status == 0)
            let verified = try StoreCopy.verify(at: copy)
            #expect(verified.isSound && verified.sequence == checkpointed)
            #expect(try FileManager.default.contentsOfDirectory(atPath: copy) == ["data.mdb"])
            let incarnation = try await stock.statistics().incarnation
            // A store that is open is no copy.
            do throws(BackupFailure) {
                _ = try StoreCopy.verify(at: warehouse.store)
                Issue.record("an open store was read as a copy")
            } catch { #expect("\(error)".contains("open")) }
            try await stock.close()

            let adoption = StoreAdoption(journalSegmentBytes: 64 << 10)
            let identity = try adoption.run(at: copy)
            #expect(identity.sequence == checkpointed && identity.incarnation != incarnation)
            do throws(BackupFailure) {
                _ = try adoption.run(at: copy)
                Issue.record("a store was adopted")
            } catch { #expect(error == .hasJournal(copy)) }
            let adopted = try await Stockroom.open(at: copy, options: Depot.options(warehouse.clock))
            try await account.expectEqual(adopted, at: checkpointed)
            #expect(try await adopted.verify().differences == [])
            #expect(try await adopted.statistics().incarnation == identity.incarnation)
            try await adopted.accept(1 << 41, Depot.receive(1))
            try await adopted.close()
        }
    }

    @Test func `a drill restores the latest backup aside, compares the hashes, and finds what is wrong`() async throws {
        try await Warehouse.within { warehouse in
            var account = Account()
            let stock = try await warehouse.open()
            try await warehouse.load(stock, rounds: 0..<10, &account)
            _ = try await stock.backUp(to: warehouse.backups)
            try await warehouse.load(stock, rounds: 10..<20, &account)
            let latest = try await stock.backUp(to: warehouse.backups)
            try await warehouse.load(stock, rounds: 20..<30, &account)
            try await stock.close()
            let report = try RestoreDrill(backups: warehouse.backups, archive: warehouse.archive)
                .run(in: warehouse.folder + "/drill-1")
            #expect(report.differences == [] && report.backup == latest)
            #expect(report.restore.store.sequence == account.last)
            #expect(report.restore.store.time == account.times[account.last])
            #expect(report.verifiedBackup.stateHash == latest.manifest.store.stateHash)
            #expect(report.verifiedStore.stateHash == report.restore.store.stateHash)
            let alone = try RestoreDrill(backups: warehouse.backups).run(in: warehouse.folder + "/drill-2")
            #expect(alone.differences == [] && alone.verifiedStore.stateHash == alone.verifiedBackup.stateHash)

            // A drill whose report does not fit says so.
            var wrong = alone
            wrong.verifiedStore.stateHash = report.verifiedStore.stateHash
            #expect(wrong.differences.count == 2)
            let segment = try #require(try warehouse.segments().last)
            try FileManager.default.removeItem(atPath: segment)
            try Data("nothing".utf8).write(to: URL(filePath: segment))
            do throws(BackupFailure) {
                _ = try RestoreDrill(backups: warehouse.backups, archive: warehouse.archive)
                    .run(in: warehouse.folder + "/drill-3")
                Issue.record("the drill has found nothing")
            } catch { #expect("\(error.description)".contains(segment)) }
        }
    }
}
