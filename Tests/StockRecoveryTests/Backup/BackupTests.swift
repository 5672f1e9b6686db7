import Foundation
import StockAPI
import StockEngine
import StockFiles
import StockModel
import StockTesting
import Testing

@Suite("A backup")
struct BackupTests {
    @Test func `a backup of a store that works holds all that was acknowledged before it, and verifies where it lies`()
        async throws
    {
        try await Warehouse.within { warehouse in
            let stock = try await warehouse.open()
            var account = Account()
            try await warehouse.load(stock, rounds: 0..<30, &account)
            let before = account.last
            async let load: Void = {
                for number in UInt64(10_000)..<12_000 { _ = try await stock.submit(Load.command(number)) }
            }()
            let backup = try await stock.backUp(to: warehouse.backups)
            try await load
            #expect(backup.manifest.store.sequence >= before)
            #expect(try BackupFolder.find(warehouse.backups) == backup)
            let statistics = try await stock.statistics()
            #expect(backup.manifest.store.incarnation == statistics.incarnation)
            let names = try FileManager.default.contentsOfDirectory(atPath: backup.path).sorted()
            let verified = try backup.verify()
            #expect(verified.report.isSound && verified.report.stateHash == backup.manifest.store.stateHash)
            // Nothing is written beside it.
            #expect(try FileManager.default.contentsOfDirectory(atPath: backup.path).sorted() == names)
            #expect(names == ["data.mdb", "manifest"])
            try await stock.close()
            try await warehouse.restored(archive: nil) { restored, report in
                #expect(report.store.sequence == backup.manifest.store.sequence)
                #expect(report.store.stateHash == backup.manifest.store.stateHash)
                let verified = try await restored.verify()
                #expect(verified.differences == [])
                #expect(report.store.incarnation != statistics.incarnation)
            }
        }
    }

    @Test func `a store that is closed ends the backup that is being made, and a backup keeps no store from closing`()
        async throws
    {
        try await Warehouse.within { warehouse in
            let stock = try await warehouse.open()
            var account = Account()
            try await warehouse.load(stock, rounds: 0..<40, &account)
            let stream = try await stock.snapshotStream()
            let first = try stream.next(atMost: 4_096)
            #expect(first.count == 4_096)
            try await stock.close()
            let failed = await failure { () throws(StockFailure) in
                while case let bytes = try stream.next(atMost: 4_096), !bytes.isEmpty {}
            }
            // A stream whose copy had come to its end before has all of its bytes on the way.
            #expect(failed == .closed || failed == nil)
            let again = try await warehouse.open()
            #expect(try await again.statistics().sequence == account.last)
            try await again.close()
        }
    }

    @Test func `whatever operation on the disk fails, nothing is left, and the next backup is whole`()
        async throws
    {
        try await Warehouse.within { warehouse in
            let stock = try await warehouse.open()
            var account = Account()
            try await warehouse.load(stock, rounds: 0..<10, &account)
            var wasWhole = false
            var failed = 0
            for operation in 0..<1_000 where !wasWhole {
                let faults = NthFault(operation)
                let folder = warehouse.folder + "/try-\(operation)"
                do throws(BackupFailure) {
                    _ = try await stock.backUp(to: folder, files: faults.files)
                    wasWhole = !faults.hasFailed
                    #expect(wasWhole, "operation \(operation) failed, and nobody noticed")
                } catch {
                    failed += 1
                    if case .files = error {} else { Issue.record("operation \(operation): \(error)") }
                    let left = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
                    #expect(left == [], "operation \(operation)")
                }
                try? FileManager.default.removeItem(atPath: folder)
            }
            #expect(wasWhole && failed > 12)
            let backup = try await stock.backUp(to: warehouse.backups)
            #expect(try backup.verify().report.isSound)
            try await stock.close()
        }
    }

    @Test func `what was received and cannot be made a backup is removed`() async throws {
        try await Warehouse.within { warehouse in
            // Nothing that LMDB could open.
            var writer = try BackupWriter(in: warehouse.backups, program: "test")
            try writer.append([UInt8](repeating: 1, count: 8_192))
            do throws(BackupFailure) {
                _ = try writer.finish()
                Issue.record("it became a backup")
            } catch { #expect(error.isRefusal) }
            #expect(try FileManager.default.contentsOfDirectory(atPath: warehouse.backups) == [])
        }
    }

    @Test func `a backup that a crash has interrupted has no manifest, and is refused by its folder`() async throws {
        try await Warehouse.within { warehouse in
            let stock = try await warehouse.open()
            var account = Account()
            try await warehouse.load(stock, rounds: 0..<5, &account)
            var writer = try BackupWriter(in: warehouse.backups, program: "test")
            let path = writer.path
            try writer.append([UInt8](repeating: 1, count: 8_192))
            _ = consume writer
            #expect(Self.refusal(of: path) == .interrupted(folder: path))
            // Of several, one that was interrupted is passed over.
            #expect(Self.refusal(of: warehouse.backups) == .noBackup(folder: warehouse.backups))
            let backup = try await stock.backUp(to: warehouse.backups)
            #expect(try BackupFolder.find(warehouse.backups) == backup)
            #expect(try BackupFolder.all(in: warehouse.backups).interrupted == [path])
            try await stock.close()
        }
    }

    static func refusal(of path: String) -> BackupFailure? {
        do throws(BackupFailure) {
            _ = try BackupFolder.find(path).verify()
            return nil
        } catch { return error }
    }

    @Test func `of several backups the newest is taken that is not from behind what is asked for`() async throws {
        try await Warehouse.within { warehouse in
            let stock = try await warehouse.open()
            var account = Account()
            var made: [BackupFolder] = []
            for round in UInt64(0)..<3 {
                try await warehouse.load(stock, rounds: round * 5..<round * 5 + 5, &account)
                made.append(try await stock.backUp(to: warehouse.backups))
            }
            try await stock.close()
            let sequences = made.map(\.manifest.store.sequence)
            #expect(try BackupFolder.all(in: warehouse.backups).backups == made)
            #expect(try BackupFolder.find(warehouse.backups) == made[2])
            #expect(try BackupFolder.find(warehouse.backups, for: .sequence(sequences[1])) == made[1])
            #expect(try BackupFolder.find(warehouse.backups, for: .sequence(sequences[2] - 1)) == made[1])
            let tooEarly = warehouse.refusal(.sequence(sequences[0] - 1), archive: nil)
            guard case .beforeOldestBackup(_, let sequence, _) = tooEarly else {
                Issue.record("\(String(describing: tooEarly))")
                return
            }
            #expect(sequence == sequences[0])
            let before = warehouse.refusal(.sequence(sequences[2] - 1), from: made[2].path, archive: nil)
            #expect(before == .beforeBackup(sequence: sequences[2], time: made[2].manifest.store.time))
        }
    }
}

/// Lets one operation on the disk fail, the nth.
final class NthFault: Sendable {
    private let faults = Faults()
    private let counted: CountedFault

    init(_ number: Int, only matters: @escaping @Sendable (InjectedFaults.Attempt) -> Bool = { _ in true }) {
        let counted = CountedFault(number, matters)
        self.counted = counted
        faults.begin { attempt in counted.decide(attempt) }
    }

    var files: InjectedFaults { faults.files }
    var hasFailed: Bool { failedOperation != nil }
    var failedOperation: FileOperation? { counted.failed }
}
