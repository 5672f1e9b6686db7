import Foundation
import StockAPI
import StockEngine
import StockModel
import StockTesting
import Testing

@Suite("A backup or an archive that is not what it was")
struct DamagedBackupTests {
    private static func within(
        _ body: (Warehouse, [BackupFolder], Account) async throws -> Void
    ) async throws {
        try await Warehouse.within { warehouse in
            var account = Account()
            let stock = try await warehouse.open()
            try await warehouse.load(stock, rounds: 0..<8, &account)
            let first = try await stock.backUp(to: warehouse.backups)
            try await warehouse.load(stock, rounds: 8..<40, &account)
            let second = try await stock.backUp(to: warehouse.folder + "/later")
            try await stock.close()
            try await body(warehouse, [first, second], account)
        }
    }

    /// With the file changed, and as it was afterwards.
    private static func with(_ path: String, _ change: (inout [UInt8]) -> Void, _ body: () throws -> Void) throws {
        let url = URL(filePath: path)
        let whole = try Data(contentsOf: url)
        var bytes = [UInt8](whole)
        change(&bytes)
        try Data(bytes).write(to: url)
        try body()
        try whole.write(to: url)
    }

    @Test func `every byte of the manifest counts`() async throws {
        try await Self.within { _, backups, _ in
            let path = backups[0].path + "/manifest"
            let size = try Data(contentsOf: URL(filePath: path)).count
            for offset in 0..<size {
                try Self.with(path, { $0[offset] ^= UInt8(1 << (offset % 7)) }) {
                    let refused = BackupTests.refusal(of: backups[0].path)
                    #expect(
                        refused?.isRefusal == true && refused.said.contains("manifest"), "\(offset)")
                }
            }
            for count in stride(from: 0, to: size, by: 7) {
                try Self.with(path, { $0.removeLast($0.count - count) }) {
                    #expect(BackupTests.refusal(of: backups[0].path)?.isRefusal == true, "cut to \(count)")
                }
            }
            try Self.with(path, { $0 += [10] }) { #expect(BackupTests.refusal(of: backups[0].path)?.isRefusal == true) }
            #expect(BackupTests.refusal(of: backups[0].path) == nil)
        }
    }

    @Test func `the store's file with other bytes, cut, longer, of another backup or missing is refused by its name`()
        async throws
    {
        try await Self.within { warehouse, backups, _ in
            let path = backups[0].path + "/data.mdb"
            let size = try Data(contentsOf: URL(filePath: path)).count
            let offsets = Array(stride(from: 0, to: size, by: 4_096)) + (0..<60).map { _ in Int.random(in: 0..<size) }
            func expectDamaged(_ what: String) {
                let refused = BackupTests.refusal(of: backups[0].path)
                guard case .damaged(let file, _) = refused else {
                    Issue.record("\(what): \(String(describing: refused))")
                    return
                }
                #expect(file == path)
            }
            for offset in offsets {
                try Self.with(path, { $0[offset] ^= 1 << UInt8.random(in: 0..<8) }) {
                    expectDamaged("flip at \(offset)")
                }
            }
            for count in [0, 1, 4_096, size - 4_096, size - 1] {
                try Self.with(path, { $0.removeLast($0.count - count) }) { expectDamaged("cut to \(count)") }
            }
            try Self.with(path, { $0 += [0] }) { expectDamaged("longer") }
            let other = [UInt8](try Data(contentsOf: URL(filePath: backups[1].path + "/data.mdb")))
            try Self.with(path, { $0 = other }) {
                expectDamaged("of another backup")
                // Nor is it restored, and nothing is left of the attempt.
                #expect(warehouse.refusal(archive: nil)?.isRefusal == true)
                #expect(!FileManager.default.fileExists(atPath: warehouse.folder + "/refused"))
            }
            try FileManager.default.removeItem(atPath: path)
            #expect(BackupTests.refusal(of: backups[0].path) == .fileMissing(file: path))
        }
    }

    @Test func `a manifest with the file of another store beside it is refused`() async throws {
        try await Self.within { warehouse, backups, _ in
            // With a size and a checksum that fit: somebody has put two halves together.
            let other = backups[1]
            var manifest = backups[0].manifest
            manifest.files = other.manifest.files
            try Data(manifest.text.utf8).write(to: URL(filePath: other.path + "/manifest"))
            let refused = BackupTests.refusal(of: other.path)
            guard case .damaged(let file, _) = refused else {
                Issue.record("\(String(describing: refused))")
                return
            }
            #expect(file == other.path + "/manifest")
            let restore = warehouse.refusal(from: other.path, archive: nil)
            #expect(restore?.isRefusal == true)
        }
    }

    @Test
    func `an archived segment with other bytes, cut, swapped or missing is refused, and what lies before it is not`()
        async throws
    {
        try await Self.within { warehouse, backups, account in
            let base = backups[0].manifest.store.sequence
            let segments = try warehouse.segments()
            try #require(segments.count > 4)
            let needed = try segments.filter { try Self.lastSequence(of: $0) > base }
            func refusal() -> BackupFailure? {
                do throws(BackupFailure) {
                    _ = try backups[0].verify(archive: warehouse.archive)
                    return nil
                } catch { return error }
            }
            #expect(refusal() == nil)
            var checked = 0
            for path in needed {
                let size = try Data(contentsOf: URL(filePath: path)).count
                let places = [0, 8, 40, 119, 127, 128, 4_095, 4_096, 4_140, size - 57, size - 56, size - 1]
                for offset in places + (0..<25).map({ _ in Int.random(in: 0..<size) }) {
                    try Self.with(path, { $0[offset] ^= 1 << UInt8.random(in: 0..<8) }) {
                        let refused = refusal()
                        #expect(refused?.isRefusal == true, "\(path) at \(offset): \(String(describing: refused))")
                        #expect(refused.said.contains(path), "\(path) at \(offset)")
                        checked += 1
                    }
                }
                for count in [0, 100, 4_096, size - 56, size - 1] {
                    try Self.with(path, { $0.removeLast($0.count - count) }) {
                        #expect(refusal()?.isRefusal == true, "\(path) cut to \(count)")
                    }
                }
                try Self.with(path, { $0 += [0] }) { #expect(refusal()?.isRefusal == true) }
                let another = try #require(segments.first { $0 != path })
                let other = [UInt8](try Data(contentsOf: URL(filePath: another)))
                try Self.with(path, { $0 = other }) { #expect(refusal().said.contains(path)) }
            }
            #expect(checked > 100)

            // One in the middle goes: the gap is named, and everything before it can be restored.
            let gone = needed[needed.count / 2]
            let first = try Self.lastSequence(of: needed[needed.count / 2 - 1]) + 1
            let last = try Self.lastSequence(of: gone)
            try FileManager.default.removeItem(atPath: gone)
            guard case .archiveGap(_, first, last) = refusal() else {
                Issue.record("\(String(describing: refusal())), not \(first) to \(last)")
                return
            }
            #expect(warehouse.refusal(archive: warehouse.archive)?.isRefusal == true)
            try await warehouse.restored(.sequence(first - 1), archive: warehouse.archive) { stock, _ in
                try await account.expectEqual(stock, at: first - 1)
            }
        }
    }

    @Test func `segments of another store or another incarnation are refused by name`() async throws {
        try await Self.within { warehouse, backups, _ in
            let folder = try #require(try warehouse.segments().first).split(separator: "/").dropLast().joined(
                separator: "/")
            try await Warehouse.within { other in
                let stock = try await other.open()
                var account = Account()
                try await other.load(stock, rounds: 0..<40, &account)
                try await stock.close()
                for path in try other.segments() {
                    let name = path.split(separator: "/").last ?? ""
                    let target = "/" + folder + "/" + name
                    try? FileManager.default.removeItem(atPath: target)
                    try FileManager.default.copyItem(atPath: path, toPath: target)
                }
            }
            let refused = warehouse.refusal(archive: warehouse.archive)
            guard case .archiveForeign = refused else {
                Issue.record("\(String(describing: refused))")
                return
            }
            // An archive that has nothing of the store at all is most likely the wrong one.
            let empty = warehouse.folder + "/empty"
            try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
            guard case .archiveEmpty = warehouse.refusal(archive: empty) else {
                Issue.record("an empty archive")
                return
            }
            #expect(backups.count == 2)
        }
    }

    /// As docs/journal-format.md says.
    private static func lastSequence(of path: String) throws -> UInt64 {
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
        let place = bytes.count - 56 + 24
        return bytes[place..<place + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
