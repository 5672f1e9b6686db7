import LMDB
import Testing

/// The usual way to keep a snapshot in a class: bytes stay within a call.
private final class Store {
    private var snapshot: Snapshot

    init(_ snapshot: consuming Snapshot) { self.snapshot = snapshot }

    func value(for key: [UInt8], in database: Database) throws(StorageError) -> [UInt8]? {
        try snapshot.read { transaction throws(StorageError) in
            copy(try transaction.value(for: key, in: database))
        }
    }

    func renew() throws(StorageError) { try snapshot.renew() }
}

@Suite("Snapshots")
struct SnapshotTests {
    @Test func `a snapshot sees one state until it is renewed`() throws {
        var store = try TemporaryStore()
        try store.put([1], for: [7])
        var snapshot = try store.environment.snapshot()
        let before = snapshot.id
        try store.put([2], for: [7])
        let old = copy(try snapshot.value(for: [7], in: store.levels))
        #expect(old == [1])
        try snapshot.renew()
        let new = copy(try snapshot.value(for: [7], in: store.levels))
        #expect(new == [2])
        let after = snapshot.id
        #expect(after == before + 1)
    }

    @Test func `a snapshot stored in a class is read within a call`() throws {
        var store = try TemporaryStore()
        let kept = Store(try store.environment.snapshot())
        try store.put([1], for: [7])
        #expect(try kept.value(for: [7], in: store.levels) == nil)
        try kept.renew()
        #expect(try kept.value(for: [7], in: store.levels) == [1])
    }

    @Test func `a snapshot keeps the environment open`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path
        do {
            let snapshot = try snapshotAlone(path)
            #expect(code { () throws(StorageError) in _ = try Environment.open(at: path) } == .alreadyOpen)
            let id = snapshot.id
            #expect(id > 0)
        }
        #expect(code { () throws(StorageError) in _ = try Environment.open(at: path) } == nil)
    }

    private func snapshotAlone(_ path: String) throws -> Snapshot {
        let environment = try Environment.open(at: path)
        var writer = try environment.takeWriter()
        _ = try writer.openDatabase("levels")
        return try environment.snapshot()
    }

    @Test func `a snapshot moves to another thread and is read by many`() async throws {
        var store = try TemporaryStore()
        try store.putNumbers(below: 1_000)
        let levels = store.levels
        let shared = Shared(snapshot: try store.environment.snapshot())
        let sums = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    var sum = 0
                    for number in 0..<1_000 {
                        let value = try shared.snapshot.read { transaction throws(StorageError) in
                            copy(try transaction.value(for: bytes(of: number), in: levels))
                        }
                        sum += value?.count ?? 0
                    }
                    return sum
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(sums == [2_000, 2_000, 2_000, 2_000])
    }

    private final class Shared: Sendable {
        let snapshot: Snapshot
        init(snapshot: consuming Snapshot) { self.snapshot = snapshot }
    }

    @Test func `a database opened after a snapshot began is unknown there until it is renewed`() throws {
        var store = try TemporaryStore()
        var snapshot = try store.environment.snapshot()
        let later = try store.writer.openDatabase("later")
        #expect(code { () throws(StorageError) in _ = try snapshot.statistics(of: later) } == .databaseUnknown)
        let unknown = code { () throws(StorageError) in _ = copy(try snapshot.value(for: [1], in: later)) }
        #expect(unknown == .databaseUnknown)
        try snapshot.renew()
        #expect(try snapshot.statistics(of: later).entries == 0)
    }
}
