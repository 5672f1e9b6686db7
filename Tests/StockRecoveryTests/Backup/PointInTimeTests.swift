import Foundation
import StockAPI
import StockEngine
import StockModel
import StockTesting
import Testing

@Suite("Restoring to a moment")
struct PointInTimeTests {
    /// A backup early in the life of a store, and an archive of what came after it.
    private static func within(
        _ body: (Warehouse, BackupFolder, Account, _ incarnation: UInt64) async throws -> Void
    ) async throws {
        try await Warehouse.within { warehouse in
            var account = Account()
            var stock = try await warehouse.open()
            try await warehouse.load(stock, rounds: 0..<10, &account)
            let backup = try await stock.backUp(to: warehouse.backups)
            let incarnation = try await stock.statistics().incarnation
            // Closed and opened, with checkpoints and without, in batches of several sizes.
            try await warehouse.load(stock, rounds: 10..<40, atOnce: 1, &account)
            try await stock.checkpoint()
            try await warehouse.load(stock, rounds: 40..<80, atOnce: 7, &account)
            try await stock.close()
            stock = try await warehouse.open()
            try await warehouse.load(stock, rounds: 80..<120, atOnce: 64, &account)
            try await stock.close()
            try await body(warehouse, backup, account, incarnation)
        }
    }

    @Test func `the newest state is all that was archived`() async throws {
        try await Self.within { warehouse, backup, account, incarnation in
            try await warehouse.restored(archive: warehouse.archive) { stock, report in
                #expect(report.store.sequence == account.last && report.segments > 3)
                #expect(report.sequencesReplayed == account.last - backup.manifest.store.sequence)
                try await account.expectEqual(stock, at: account.last)
                let verified = try await stock.verify()
                #expect(verified.differences == [] && verified.stateHash == report.store.stateHash)
                #expect(report.store.incarnation != incarnation)
            }
            // The backup alone is what it was.
            let base = backup.manifest.store
            try await warehouse.restored(archive: nil) { stock, report in
                #expect(report.store.sequence == base.sequence && report.store.stateHash == base.stateHash)
                try await account.expectEqual(stock, at: base.sequence)
            }
        }
    }

    @Test func `any sequence is restored exactly, also one in the middle of a batch`() async throws {
        try await Self.within { warehouse, backup, account, _ in
            let base = backup.manifest.store.sequence
            var random = SystemRandomNumberGenerator()
            let chosen = (0..<12).map { _ in UInt64.random(in: base...account.last, using: &random) }
            for sequence in [base, base + 1, account.last - 1, account.last] + chosen {
                try await warehouse.restored(.sequence(sequence), archive: warehouse.archive) { stock, report in
                    #expect(report.store.sequence == sequence, "\(sequence)")
                    #expect(try await stock.statistics().sequence == sequence)
                    try await account.expectEqual(stock, at: sequence)
                    #expect(try await stock.verify().differences == [], "\(sequence)")
                }
            }
        }
    }

    @Test func `a time is restored with all that was done up to it, and nothing after`() async throws {
        try await Self.within { warehouse, backup, account, _ in
            let base = backup.manifest.store.sequence
            for sequence in [base + 5, (base + account.last) / 2, account.last - 40] {
                let time = try #require(account.times[sequence])
                let last = try #require(account.times.filter { $0.value <= time }.keys.max())
                for moment in [time, time.advanced(byMilliseconds: 999)] {
                    try await warehouse.restored(.time(moment), archive: warehouse.archive) { stock, report in
                        #expect(report.store.sequence == last)
                        try await account.expectEqual(stock, at: last)
                    }
                }
            }
        }
    }

    @Test func `what the backup and the archive do not reach is refused, and says how far they go`() async throws {
        try await Self.within { warehouse, backup, account, _ in
            let last = try #require(account.times[account.last])
            let wanted = BackupFailure.notReached(sequence: account.last, time: last)
            #expect(warehouse.refusal(.sequence(account.last + 1), archive: warehouse.archive) == wanted)
            #expect(warehouse.refusal(.time(last.advanced(byMilliseconds: 1)), archive: warehouse.archive) == wanted)
            let base = backup.manifest.store
            #expect(
                warehouse.refusal(.sequence(base.sequence + 1), archive: nil)
                    == .notReached(sequence: base.sequence, time: base.time))
            // Nothing is left of an attempt.
            #expect(!FileManager.default.fileExists(atPath: warehouse.folder + "/refused"))
            #expect(!FileManager.default.fileExists(atPath: warehouse.folder + "/refused.restoring"))
        }
    }

    @Test func `requests of before are known after a restore, and the ids that came later are free`() async throws {
        try await Self.within { warehouse, backup, account, _ in
            let base = backup.manifest.store.sequence
            let sequence = base + 200
            try await warehouse.restored(.sequence(sequence), archive: warehouse.archive) { stock, _ in
                // The very first round, sent again: the same answers, and nothing happens.
                for number in UInt64(0)..<10 {
                    let answer = try await stock.submit(Load.command(number))
                    #expect(answer.refusal == nil && answer.sequence <= base)
                }
                try await account.expectEqual(stock, at: sequence)
                let answer = try await stock.submit(Load.command(119 * 10))
                #expect(answer.sequence == sequence + 1)
            }
        }
    }

    @Test func `a restored store has an archive and backups of its own`() async throws {
        try await Self.within { warehouse, _, account, _ in
            let path = warehouse.folder + "/second"
            var restore = StoreRestore(try BackupFolder.find(warehouse.backups))
            restore.archive = warehouse.archive
            restore.target = .sequence(account.last - 50)
            restore.journalSegmentBytes = 64 << 10
            _ = try restore.run(to: path)
            let options = warehouse.options()
            let stock = try await Stockroom.open(at: path, options: options)
            let second = warehouse.folder + "/second-backups"
            let backup = try await stock.backUp(to: second)
            #expect(backup.manifest.store.sequence == account.last - 50)
            for number in UInt64(5_000)..<5_200 { _ = try await stock.submit(Load.command(number)) }
            let last = try await stock.statistics().sequence
            let onHand = try await stock.onHand()
            try await stock.close()

            try await warehouse.restored(from: second, archive: warehouse.archive) { stock, report in
                #expect(report.store.sequence == last)
                let found = try await stock.onHand()
                #expect(found == onHand)
            }
            // The backup of the first life goes on with the first life's segments.
            try await warehouse.restored(archive: warehouse.archive) { stock, report in
                #expect(report.store.sequence == account.last)
                try await account.expectEqual(stock, at: account.last)
            }
        }
    }
}
