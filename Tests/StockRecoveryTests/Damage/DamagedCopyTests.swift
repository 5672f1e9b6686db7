import Foundation
import StockAPI
import StockEngine
import StockModel
import StockTesting
import Testing

/// The checksum of a backup says that it is what the store was, and not that the store was sound.
@Suite("A copy or a backup of a store that was damaged before")
struct DamagedCopyTests {
    /// A store with a page at which LMDB ends the process, a backup of it, and the page.
    private static func within(
        _ body: (_ store: String, _ backup: BackupFolder, _ folder: String, _ page: Int) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let damage = PageDamage(folder: folder)
            try await damage.makeStore()
            var image = try PageFile(damage.store)
            // Neither the opening nor a backup reads these. It says that it is a branch, and has no entry.
            let page = try #require(image.leaves(of: "events").first)
            image.set(10, in: page, to: [1, 0, 16, 0])
            try image.write(to: damage.store)
            let stock = try await Depot.open(damage.store)
            let backup = try await stock.backUp(to: folder + "/backups")
            try await stock.close()
            try await body(damage.store, backup, folder, page)
        }
    }

    private static func refusal(_ body: () throws(BackupFailure) -> Void) -> BackupFailure? {
        do throws(BackupFailure) {
            try body()
            return nil
        } catch { return error }
    }

    @Test func `verifying a backup names the page`() async throws {
        try await Self.within { _, backup, _, page in
            let refused = Self.refusal { () throws(BackupFailure) in _ = try backup.verify() }
            #expect(refused.said.contains("data.mdb, page \(page) of `events`"), "\(refused.said)")
        }
    }

    @Test func `verifying a copy names the page`() async throws {
        try await Self.within { store, _, _, page in
            let refused = Self.refusal { () throws(BackupFailure) in _ = try StoreCopy.verify(at: store) }
            #expect(refused.said.contains("data.mdb, page \(page) of `events`"), "\(refused.said)")
        }
    }

    @Test func `a restore and a drill name the page, and leave nothing behind`() async throws {
        try await Self.within { _, backup, folder, page in
            let target = folder + "/restored"
            let restore = Self.refusal { () throws(BackupFailure) in _ = try StoreRestore(backup).run(to: target) }
            let drill = Self.refusal { () throws(BackupFailure) in
                _ = try RestoreDrill(backups: folder + "/backups").run(in: target)
            }
            for refused in [restore, drill] {
                #expect(refused.said.contains("data.mdb, page \(page) of `events`"), "\(refused.said)")
                #expect(refused?.isRefusal == true)
            }
            let left = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(left.sorted() == ["backups", "sound"])
        }
    }

    @Test func `a copy that is adopted names the page, and stays a copy`() async throws {
        try await Self.within { store, _, folder, page in
            let copy = folder + "/copy"
            try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: store + "/data.mdb", toPath: copy + "/data.mdb")
            let refused = Self.refusal { () throws(BackupFailure) in _ = try StoreAdoption().run(at: copy) }
            #expect(refused.said.contains("data.mdb, page \(page) of `events`"), "\(refused.said)")
            let left = try FileManager.default.contentsOfDirectory(atPath: copy)
            #expect(left == ["data.mdb"])
        }
    }

    @Test func `a backup whose branch pages are damaged is not made`() async throws {
        try await Self.within { store, _, folder, _ in
            var image = try PageFile(store)
            let page = try #require(image.pagesInUse()[.branch]?.first)
            image.set(10, in: page, to: [0, 0, 0, 0])
            try FileManager.default.removeItem(atPath: folder + "/backups")
            var writer = try BackupWriter(in: folder + "/backups", program: "test")
            try writer.append(image.bytes)
            do throws(BackupFailure) {
                _ = try writer.finish()
                Issue.record("it was made")
            } catch {
                #expect("\(error)".contains("data.mdb, page \(page)"), "\(error)")
            }
        }
    }
}
