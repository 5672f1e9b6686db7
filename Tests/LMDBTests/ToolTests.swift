import Foundation
import LMDB
import Testing

/// LMDB's own tools on a folder that is open here, between a commit and the next.
@Suite("The tools of LMDB")
struct ToolTests {
    @Test func `mdb_stat counts the entries of a live folder`() throws {
        var store = try TemporaryStore()
        try store.putNumbers(below: 1_000)
        let ran = try run("mdb_stat", package: "lmdb-utils", ["-s", "levels", store.folder.path])
        #expect(ran.status == 0)
        #expect(ran.output.contains("Entries: 1000"))
    }

    @Test func `mdb_dump prints the entries of a live folder`() throws {
        var store = try TemporaryStore()
        try store.put([0xAB], for: [0xCD])
        let ran = try run("mdb_dump", package: "lmdb-utils", ["-s", "levels", store.folder.path])
        #expect(ran.status == 0)
        #expect(ran.output.contains(" cd\n ab\n"))
    }

    @Test func `mdb_copy copies a live folder, and the copy opens`() throws {
        var store = try TemporaryStore()
        try store.putNumbers(below: 1_000)
        let copy = try TemporaryFolder()
        let ran = try run("mdb_copy", package: "lmdb-utils", [store.folder.path, copy.path])
        #expect(ran.status == 0)
        #expect(try entries(in: copy.path) == 1_000)
    }

    @Test(arguments: [false, true]) func `copy makes an environment that opens`(compacting: Bool) throws {
        var store = try TemporaryStore()
        try store.putNumbers(below: 1_000)
        let folder = try TemporaryFolder()
        let path = folder.path
        try store.environment.copy(to: path, compacting: compacting)
        #expect(try entries(in: path) == 1_000)
        #expect(code { () throws(StorageError) in try store.environment.copy(to: path) } == .systemFailed)
        #expect(code { () throws(StorageError) in try store.environment.copy(to: path + "/none") } == .folderMissing)
    }

    private func entries(in path: String) throws -> Int {
        let environment = try Environment.open(at: path, options: EnvironmentOptions(access: .readOnly))
        let levels = try environment.openDatabase("levels")
        return try environment.read { transaction throws(StorageError) in
            try transaction.statistics(of: levels).entries
        }
    }
}
